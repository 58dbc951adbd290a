// Cards can be dragged by a handle; the buttons for up and down do the same without a mouse.
const tools = document.getElementById("tools");
const label = document.querySelector("[data-handle]").dataset.handle;
let dragged = null;

for (const card of document.querySelectorAll("[data-card]")) {
  const handle = card.querySelector(":scope > .kind");
  handle.classList.add("handle");
  handle.title = label;
  handle.draggable = true;
  handle.addEventListener("dragstart", (event) => {
    dragged = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.id);
    event.dataTransfer.setDragImage(card, 20, 20);
    card.classList.add("is-dragged");
  });
  handle.addEventListener("dragend", () => {
    card.classList.remove("is-dragged");
    unmark();
    dragged = null;
  });
}

function unmark() {
  for (const card of document.querySelectorAll(".drop-above, .drop-below")) card.classList.remove("drop-above", "drop-below");
}

// The card under the pointer, and on which half of it the pointer is.
function aim(event) {
  const card = event.target.closest(".qcard");
  if (!dragged || !card || card === dragged) return null;
  const box = card.getBoundingClientRect();
  return { card, isBelow: event.clientY > box.top + box.height / 2 };
}

// At the end of its page a question first goes onto the next one: that is a step of its own.
function stepsTo({ card, isBelow }) {
  const all = [...document.querySelectorAll(".qcard, .page-head:has(.page-title)")];
  const [from, to] = [all.indexOf(dragged), all.indexOf(card)];
  return to > from ? to - from - (isBelow ? 0 : 1) : to - from + (isBelow ? 1 : 0);
}

document.addEventListener("dragover", (event) => {
  const target = aim(event);
  if (!target) return;
  event.preventDefault();
  unmark();
  target.card.classList.add(target.isBelow ? "drop-below" : "drop-above");
});

document.addEventListener("drop", (event) => {
  const target = aim(event);
  if (!target) return;
  event.preventDefault();
  const by = stepsTo(target);
  if (!by) return;
  const button = Object.assign(document.createElement("button"), { name: "by", value: String(by), hidden: true });
  button.formAction = dragged.dataset.move;
  tools.append(button);
  tools.requestSubmit(button);
});
