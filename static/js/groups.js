// How many students are ticked stands beside the button that sends: the list may be longer than the screen.
"use strict";

(() => {
  function count() {
    const place = document.querySelector("#group-form [data-ticked]");
    if (!place) {
      return;
    }
    const boxes = [...document.querySelectorAll("#group-form input[name=to]")];
    const ticked = boxes.filter((box) => box.checked).length;
    place.textContent = `${ticked} of ${boxes.length} ticked`;
  }

  document.addEventListener("change", count);
  document.addEventListener("DOMContentLoaded", count);
  document.addEventListener("htmx:afterSettle", count);
})();
