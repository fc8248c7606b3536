// A dialog that htmx puts into #modal is shown; when it closes it is removed and the focus returns to what opened it.
// It closes by Escape, by anything marked data-close-modal, and when an answer carries `HX-Trigger: closeModal`.
"use strict";

(() => {
  let opener = null;

  const modal = () => document.getElementById("modal");
  const openDialog = () => modal().querySelector("dialog");

  function returnFocus() {
    // What opened it may have been swapped for a fresh copy meanwhile: then the one with the same id or address.
    const twin =
      opener &&
      (opener.isConnected
        ? opener
        : (opener.id && document.getElementById(opener.id)) ||
          document.querySelector(`[hx-get="${CSS.escape(opener.getAttribute("hx-get") || "")}"]`));
    (twin || document.getElementById("main")).focus();
    opener = null;
  }

  function open(dialog) {
    dialog.addEventListener("close", () => {
      dialog.remove();
      returnFocus();
    });
    dialog.showModal();
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === modal() && !modal().contains(event.detail.elt)) {
      opener = event.detail.elt;
    }
  });

  // Once it is settled: htmx moves the focus itself a moment after it swapped.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target === modal()) {
      const dialog = openDialog();
      if (dialog && !dialog.open) {
        open(dialog);
      }
    }
    if (event.detail.xhr.status === 422) {
      const invalid = event.detail.target.querySelector("[aria-invalid='true'], .is-invalid, .alert-danger");
      if (invalid) {
        if (invalid.matches(".alert-danger")) {
          invalid.tabIndex = -1;
        }
        invalid.focus();
      }
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-modal]")) {
      openDialog()?.close();
    }
  });

  document.addEventListener("closeModal", () => openDialog()?.close());
})();
