// Comforts of an open editor; without script every button here sends the form to the server.
const form = document.querySelector("[data-draft]");
const box = form?.querySelector("[data-choices]");
const list = box?.querySelector(".opts");

// ---- typed words are not thrown away without a question
let isTyped = false;
form?.addEventListener("input", () => { isTyped = true; });
form?.addEventListener("submit", () => { isTyped = false; });
document.addEventListener("hearme:saved", (event) => { if (event.detail.isCurrent) isTyped = false; });
addEventListener("beforeunload", (event) => { if (isTyped) event.preventDefault(); });

// ---- rows of choices
const rows = () => [...list.children];
const most = Number(box?.dataset.most);

// What the ticks and the picture of a row are called: a number that no other row has.
function freeToken() {
  const taken = [...list.querySelectorAll("[name=choice_row]")].map((input) => Number(input.value));
  return String(Math.max(-1, ...taken) + 1);
}

function blankRow() {
  const row = rows().at(-1).cloneNode(true);
  const token = freeToken();
  for (const input of row.querySelectorAll("input")) {
    if (input.type === "checkbox") {
      input.checked = false;
      input.value = input.name === "drop" ? `choice-${token}` : token;
    } else if (input.type === "file") {
      input.name = input.id = `file-choice-${token}`;
    } else {
      input.value = { choice_number: "0", choice_row: token }[input.name] ?? "";
    }
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  const slot = row.querySelector("[data-picture]");
  if (slot) {
    slot.dataset.picture = `choice-${token}`;
    slot.querySelector("label.label").htmlFor = `file-choice-${token}`;
    slot.querySelector("label.check").hidden = true;
    slot.querySelector("img").hidden = true;
  }
  for (const error of row.querySelectorAll(".err")) error.remove();
  return row;
}

function addRow() {
  if (rows().length >= most) return null;
  list.append(blankRow());
  tidy();
  return rows().at(-1).querySelector(".input");
}

// The names of buttons and fields end in the row's number, and the ends of the list stop.
function tidy() {
  const all = rows();
  all.forEach((row, index) => {
    for (const named of row.querySelectorAll("[aria-label]")) named.setAttribute("aria-label", named.getAttribute("aria-label").replace(/\d+/, index + 1));
    for (const name of row.querySelectorAll("label .vh:last-child, .pic label.label")) name.firstChild.textContent = name.firstChild.textContent.replace(/\d+/, index + 1);
    if (box.classList.contains("two")) for (const name of row.querySelectorAll(".cells > label > span")) name.className = index ? "vh" : "label";
    row.querySelector("[data-row=up]").disabled = index === 0;
    row.querySelector("[data-row=down]").disabled = index === all.length - 1;
  });
  box.querySelector("[data-row=add]").disabled = all.length >= most;
}

const moves = {
  up: (row) => row.previousElementSibling?.before(row),
  down: (row) => row.nextElementSibling?.after(row),
  remove: (row) => (rows().length > 1 ? row.remove() : row.replaceWith(blankRow())),
};

box?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-row]");
  if (!button) return;
  event.preventDefault();
  isTyped = true;
  if (button.dataset.row === "add") {
    addRow()?.focus();
    return;
  }
  form.dispatchEvent(new CustomEvent("hearme:changed"));
  const row = button.closest("li");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  moves[button.dataset.row](row);
  tidy();
  if (row.isConnected) (button.disabled ? row.querySelector(".input") : button).focus();
  else (next ?? rows()[0]).querySelector(".input").focus();
});

// The field of this name in a row if it is empty, else in the next row, else in a new one.
function freeField(row, name) {
  for (const near of [row, row.nextElementSibling]) {
    const field = near?.querySelector(`[name=${name}]`);
    if (field && !field.value) return field;
  }
  addRow();
  const last = rows().at(-1).querySelector(`[name=${name}]`);
  return last.value ? null : last;
}

// Enter goes on to the next choice; several pasted lines become several choices.
box?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches(".input")) return;
  event.preventDefault();
  const below = event.target.closest("li").nextElementSibling;
  const input = below ? below.querySelector(`[name=${event.target.name}]`) : addRow();
  input?.focus();
});

box?.addEventListener("paste", (event) => {
  const lines = event.clipboardData.getData("text").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  if (lines.length < 2 || !event.target.matches(".input")) return;
  event.preventDefault();
  isTyped = true;
  const { name } = event.target;
  let row = event.target.closest("li");
  for (const line of lines) {
    const field = freeField(row, name);
    if (!field) break;
    field.value = line;
    row = field.closest("li");
  }
  tidy();
  form.dispatchEvent(new CustomEvent("hearme:changed"));
});
