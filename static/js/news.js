// Short news: a toast for "copied", and a button that puts a notice away.
const SECONDS = 8;

function toast(text) {
  const box = document.querySelector("[data-toasts]");
  const item = Object.assign(document.createElement("div"), { className: "toast", textContent: text });
  box.append(item);
  setTimeout(() => item.remove(), SECONDS * 1000);
}

// Pages that came without encryption have no clipboard.
const usable = navigator.clipboard ? "[data-dismiss], [data-copy]" : "[data-dismiss]";
for (const button of document.querySelectorAll(usable)) button.hidden = false;

document.addEventListener("click", async (event) => {
  event.target.closest("[data-dismiss]")?.closest("[data-notice]").remove();
  const copier = event.target.closest("[data-copy]");
  if (copier) {
    await navigator.clipboard.writeText(copier.dataset.copy);
    toast(copier.dataset.done);
  }
  const teller = event.target.closest("[data-toast]");
  if (teller) toast(teller.dataset.toast);
});
