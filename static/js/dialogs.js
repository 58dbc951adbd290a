// <a href="/a/page/that/asks/" data-open="dialog-id"> opens the dialog; without script it leads to the page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  const dialog = opener && document.getElementById(opener.dataset.open);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
    opener.closest("details.menu")?.removeAttribute("open");
    return;
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  // A click on the backdrop counts as a click on the dialog element itself.
  else if (event.target instanceof HTMLDialogElement) event.target.close();
});
