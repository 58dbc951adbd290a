// Shortcuts of the edit page; never while somebody types. The button with the keyboard lists them.
const opener = document.querySelector("[data-keys]");
const dialog = document.getElementById("shortcuts");
const tools = document.getElementById("tools");
const letters = dialog.querySelector("[data-letters]");
const REMOVED = "hearme-removed";
const SILENT = "hearme-no-letters";

const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");
const cards = () => [...document.querySelectorAll(".qcard")];
const current = () => document.activeElement.closest(".qcard") ?? document.querySelector(".qcard:target, .qcard.is-open");
const link = (card) => card?.querySelector("h3 a");

function go(by) {
  const all = cards();
  const at = all.indexOf(current());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  (link(next) ?? next?.querySelector(".input"))?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function press(address, fields = {}) {
  const button = document.createElement("button");
  button.formAction = address;
  button.hidden = true;
  const inputs = Object.entries(fields).map(([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  tools.append(button, ...inputs);
  tools.requestSubmit(button);
}

const tool = (what) => current()?.querySelector(`.tools [formaction$="/${what}/"]`);
const move = (by) => current()?.querySelector(`.tools [name=by][value="${by}"]`)?.click();

function undo() {
  press(opener.dataset.undo);
}

const plain = {
  n: () => {
    const menu = document.querySelector("[data-add]");
    menu.open = true;
    menu.querySelector(".kinds button").focus();
    menu.scrollIntoView({ block: "nearest" });
  },
  j: () => go(1),
  k: () => go(-1),
  e: () => link(current())?.click(),
  "?": () => dialog.showModal(),
  Delete: () => {
    const button = tool("remove");
    if (button) sessionStorage.setItem(REMOVED, "yes");
    button?.click();
  },
};
const withAlt = { ArrowUp: () => move(-1), ArrowDown: () => move(1) };
const withControl = { d: () => tool("duplicate")?.click(), z: undo };

function actionOf(event) {
  if (event.altKey) return event.ctrlKey || event.metaKey ? null : withAlt[event.key];
  if (event.ctrlKey || event.metaKey) return event.shiftKey ? null : withControl[event.key.toLowerCase()];
  if (event.key.length === 1 && !letters.checked) return null;
  return plain[event.key] ?? plain[event.key.toLowerCase()];
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || dialog.open) return;
  if (event.key === "Escape") {
    if (!document.querySelector("details.menu[open]")) document.querySelector("[data-shut]")?.click();
    return;
  }
  if (event.isComposing || isTyping(event.target)) return;
  const action = actionOf(event);
  if (!action) return;
  event.preventDefault();
  action();
});

// Whoever speaks to the computer would press letters by accident: they can be switched off.
letters.checked = !localStorage.getItem(SILENT);
letters.addEventListener("change", () => {
  if (letters.checked) localStorage.removeItem(SILENT);
  else localStorage.setItem(SILENT, "yes");
});

opener.hidden = false;
opener.addEventListener("click", () => dialog.showModal());

// After a question was removed by a key, a toast offers to take it back.
if (sessionStorage.getItem(REMOVED)) {
  sessionStorage.removeItem(REMOVED);
  const toast = Object.assign(document.createElement("div"), { className: "toast", textContent: opener.dataset.removed });
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: opener.dataset.undoLabel });
  button.addEventListener("click", undo);
  toast.append(button);
  document.querySelector("[data-toasts]").append(toast);
  setTimeout(() => toast.remove(), 8000);
}
