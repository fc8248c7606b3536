// One cell of the heat map is in the order of the Tab key; arrow keys move among the others.
// Without this script every cell is reached by Tab.
"use strict";

(() => {
  const cells = (map) => [...map.querySelectorAll("td > a")];

  function prepare() {
    for (const map of document.querySelectorAll("[data-heatmap]")) {
      cells(map).forEach((cell, place) => {
        cell.tabIndex = place ? -1 : 0;
      });
    }
  }

  // The next cell with practice in a direction; the edge of the map ends the way.
  function neighbor(cell, key) {
    const place = cell.parentElement.cellIndex;
    let row = cell.closest("tr");
    let column = place;
    for (;;) {
      if (key === "ArrowLeft" || key === "ArrowRight") {
        column += key === "ArrowRight" ? 1 : -1;
      } else {
        row = key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
      }
      const next = row?.cells[column];
      if (!next || next.matches("th")) {
        return null;
      }
      const link = next.querySelector("a");
      if (link) {
        return link;
      }
    }
  }

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("[data-heatmap] td > a");
    if (!cell || !/^Arrow(Left|Right|Up|Down)$/.test(event.key)) {
      return;
    }
    event.preventDefault();
    neighbor(cell, event.key)?.focus();
  });

  // Whichever cell was used last is where Tab comes back to.
  document.addEventListener("focusin", (event) => {
    const cell = event.target.closest?.("[data-heatmap] td > a");
    if (cell && cell.tabIndex !== 0) {
      for (const other of cell.closest("table").querySelectorAll("td > a[tabindex='0']")) {
        other.tabIndex = -1;
      }
      cell.tabIndex = 0;
    }
  });

  document.addEventListener("DOMContentLoaded", prepare);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "modal") {
      prepare();
    }
  });
})();
