// One cell of the heat map is in the order of the Tab key; arrow keys move among the others.
// Without this script every cell is reached by Tab. A cell is a link, or a box where cells are selected.
"use strict";

(() => {
  const CELL = "td > a, td > label > input";
  const cells = (map) => [...map.querySelectorAll(CELL)];

  function prepare() {
    for (const map of document.querySelectorAll("[data-heatmap]")) {
      cells(map).forEach((cell, place) => {
        cell.tabIndex = place ? -1 : 0;
      });
    }
  }

  const cellOf = (event) =>
    event.target.matches?.(CELL) && event.target.closest("[data-heatmap]") ? event.target : null;

  // The next cell that can be used, in a direction; the edge of the map ends the way.
  function neighbor(cell, key) {
    const place = cell.closest("td").cellIndex;
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
      const found = next.querySelector(":scope > a, :scope > label > input");
      if (found) {
        return found;
      }
    }
  }

  document.addEventListener("keydown", (event) => {
    const cell = cellOf(event);
    if (!cell || !/^Arrow(Left|Right|Up|Down)$/.test(event.key)) {
      return;
    }
    event.preventDefault();
    neighbor(cell, event.key)?.focus();
  });

  // Whichever cell was used last is where Tab comes back to.
  document.addEventListener("focusin", (event) => {
    const cell = cellOf(event);
    if (cell && cell.tabIndex !== 0) {
      for (const other of cells(cell.closest("table")).filter((each) => each.tabIndex === 0)) {
        other.tabIndex = -1;
      }
      cell.tabIndex = 0;
    }
  });

  // What is ticked may be out of sight: its number stands beside the button.
  function count(form) {
    const ticked = form.querySelectorAll("input:checked").length;
    form.querySelector("[data-ticked]").textContent = ticked ? `${ticked} ticked` : "";
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest?.(".heat-form");
    if (form) {
      count(form);
    }
  });

  document.addEventListener("DOMContentLoaded", prepare);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "modal") {
      prepare();
    }
  });
})();
