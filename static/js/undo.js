// A message that can be taken back for some seconds: the dialog counts them down, then says that it has left.
// The server decides: an Undo that comes too late is refused there, whatever this clock says.
"use strict";

(() => {
  function leave(place) {
    const form = place.querySelector("form");
    if (form.contains(document.activeElement)) {
      place.closest(".done")?.querySelector("[role=status]")?.focus();
    }
    form.remove();
    place.querySelector("[data-waiting]").hidden = true;
    place.querySelector("[data-left]").hidden = false;
  }

  function count(place) {
    const end = performance.now() + Number(place.dataset.leavesIn) * 1000;
    const tick = () => {
      const left = Math.ceil((end - performance.now()) / 1000);
      if (!place.isConnected) {
        clearInterval(timer);
      } else if (left <= 0) {
        clearInterval(timer);
        leave(place);
      } else {
        const seconds = left === 1 ? "1 second" : `${left} seconds`;
        place.querySelector("[data-waiting]").textContent = `Leaves in ${seconds}.`;
      }
    };
    const timer = setInterval(tick, 250);
  }

  document.addEventListener("htmx:load", (event) => {
    for (const place of event.detail.elt.querySelectorAll("[data-leaves-in]")) {
      count(place);
    }
  });
})();
