// What every page does: one menu open at a time, suggestions that follow, a place for the focus when what had it is gone,
// and a word when the server did not answer as hoped.
"use strict";

(() => {
  const openMenus = () => document.querySelectorAll("details[data-menu][open]");

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      return;
    }
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
      // Escape closes the note within a dialog first, the dialog with the next press.
      event.preventDefault();
    }
  });

  // What is sent from a menu closes it; the focus waits on its summary, which a fresh copy of a list still has.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const menu = event.target.closest("details[data-menu][open]");
    if (menu) {
      menu.querySelector("summary").focus();
      menu.open = false;
    }
  });

  // A list that came anew without the row that had the focus: on from the page's beginning, not from nowhere.
  let hadFocus = false;

  document.addEventListener("htmx:beforeSwap", (event) => {
    hadFocus = event.detail.target.contains(document.activeElement) && document.activeElement !== document.body;
  });

  document.addEventListener("htmx:afterSwap", () => {
    if (hadFocus && document.activeElement === document.body) {
      document.getElementById("main").focus();
    }
    hadFocus = false;
  });

  // In an open dialog the page behind is out of reach, so the note goes into the dialog.
  function note(template) {
    const place = document.querySelector("dialog[open] #modal-body") || document.getElementById("notes");
    for (const earlier of place.querySelectorAll("[data-passing]")) {
      earlier.remove();
    }
    const piece = template.content.cloneNode(true).firstElementChild;
    piece.dataset.passing = "";
    piece.setAttribute("role", "alert");
    place.prepend(piece);
    piece.scrollIntoView({ block: "nearest" });
  }

  // A suggestion that arrives gives way to what somebody typed meanwhile: [data-suggestion] holds a control and, in a
  // hidden field, what was suggested for it.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const place = event.detail.target;
    if (!place.matches("[data-suggestion]")) {
      return;
    }
    const suggested = place.querySelector("input[type=hidden]").value;
    const control = place.querySelector("input:not([type=hidden]), select");
    if (control.value.trim() && control.value !== suggested) {
      event.detail.shouldSwap = false;
    }
  });

  document.addEventListener("htmx:sendError", () => note(document.getElementById("note-unreachable")));
  document.addEventListener("htmx:timeout", () => note(document.getElementById("note-unreachable")));
  document.addEventListener("htmx:responseError", (event) => {
    // 401 comes with HX-Redirect: the browser is on its way to the sign-in page.
    if (event.detail.xhr.status !== 401) {
      note(document.getElementById("note-refused"));
    }
  });
})();
