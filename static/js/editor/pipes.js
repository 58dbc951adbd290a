// The codes of earlier answers become buttons that put them where the cursor last was.
const list = document.querySelector("[data-pipes]");
const fields = ".words-in input, .words-in textarea";
const form = list?.closest("form");
let last = form?.querySelector(fields);

form?.addEventListener("focusin", (event) => {
  if (event.target.matches(fields)) last = event.target;
});

for (const code of list?.querySelectorAll("[data-pipe]") ?? []) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "chip" });
  button.setAttribute("aria-label", list.dataset.label.replace("{code}", code.textContent));
  code.replaceWith(button);
  button.append(code);
  button.addEventListener("click", () => {
    last.setRangeText(code.textContent, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new InputEvent("input", { bubbles: true }));
    last.focus();
  });
}
