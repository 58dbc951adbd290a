// Menus are <details class="menu">: they open without any script. Here they also close by themselves.
const open = () => document.querySelectorAll("details.menu[open], details.addq[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector("summary").focus();
  }
});

// A menu near the right edge opens to the left. "toggle" does not bubble, so it is caught on its way down.
document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!menu.matches("details.menu.left[open]")) return;
    menu.classList.remove("flip");
    const { right } = menu.querySelector(":scope > .pop").getBoundingClientRect();
    menu.classList.toggle("flip", right > document.documentElement.clientWidth);
  },
  true,
);

// Tabs that do not fit begin where one is, not with the first.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const tabs = tab.closest(".tabs");
  const [at, around] = [tab.getBoundingClientRect(), tabs.getBoundingClientRect()];
  tabs.scrollLeft += at.left - around.left - (around.width - at.width) / 2;
}
