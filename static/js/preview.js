// The builder's phone: switch its width, its dark mode and its language. Load it from the page's `scripts` block.
const REST = ["w320", "tab", "is-dark"];

document.addEventListener("click", (event) => {
  const button = event.target.closest(".preview .seg button, .preview [data-dark]");
  const device = button?.closest(".preview").querySelector(".device");
  if (!device) return;
  if ("dark" in button.dataset) {
    button.setAttribute("aria-pressed", device.classList.toggle("is-dark"));
    return;
  }
  for (const other of button.parentElement.children) other.setAttribute("aria-pressed", other === button);
  if ("size" in button.dataset) {
    device.classList.remove(...REST.filter((name) => name !== "is-dark"));
    if (button.dataset.size) device.classList.add(button.dataset.size);
  }
  if ("src" in button.dataset) device.querySelector("iframe").src = button.dataset.src;
});
