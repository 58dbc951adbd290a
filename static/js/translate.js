// Translations save themselves a moment after typing; without script the Save button does it.
const form = document.querySelector("[data-translate]");
const status = document.querySelector("[data-status]");
const card = document.querySelector("[data-card]");
const PAUSE = 800;
const AGAIN = 5000;

const dirty = new Map();
let timer = 0;
let isBusy = false;
let isPressed = false;

const say = (text, tone = "") => {
  status.hidden = false;
  status.className = `saved ${tone}`.trim();
  status.textContent = text;
};

function mark(field) {
  const isEmpty = !field.value.trim();
  field.closest("tr").classList.toggle("is-missing", isEmpty);
  field.parentElement.querySelector("[data-hint]").hidden = !isEmpty;
}

function blame(field, text) {
  const error = document.getElementById(`${field.id}-error`);
  error.hidden = !text;
  error.textContent = text;
  field.toggleAttribute("aria-invalid", Boolean(text));
  if (text) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", error.id);
  }
}

function later(pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

// The card of the language counts along.
function count(told) {
  if (!card) return;
  card.querySelector("[data-percent]").textContent = `${told.percent}%`;
  card.querySelector("[data-done]").textContent = told.done;
  card.querySelector("[data-missing]").textContent = told.missing;
  card.querySelector("[data-lacking]").hidden = !told.missing;
  const bar = card.querySelector("progress");
  bar.value = told.percent;
  bar.classList.toggle("warn", told.missing > 0);
}

const answers = {
  200: (told, sent) => {
    form.elements.revision.value = told.revision;
    for (const [field, text] of sent) {
      if (dirty.get(field) === text) dirty.delete(field);
      blame(field, "");
    }
    count(told);
    say(form.dataset.saved.replace("{time}", told.saved_at));
    if (dirty.size) later();
  },
  409: (told) => say(`${told.error} ${form.dataset.press}`, "bad"),
  422: (told) => {
    const [first] = Object.values(told.errors).flat();
    for (const [name, texts] of Object.entries(told.errors)) {
      const field = form.elements[name];
      if (field?.matches?.("textarea")) blame(field, texts[0]);
    }
    say(form.dataset.failed.replace("{why}", first ?? ""), "bad");
  },
};

async function save() {
  if (isBusy || !dirty.size) return;
  isBusy = true;
  const sent = [...dirty];
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "revision"]) body.set(name, form.elements[name].value);
  for (const [field, text] of sent) body.set(field.name, text);
  say(form.dataset.saving, "wait");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Autosave": "1" } });
    const read = answers[answer.status];
    if (!read) throw new Error(answer.status);
    read(await answer.json(), sent);
  } catch {
    say(form.dataset.failed.replace("{why}", form.dataset.offline), "bad");
    later(AGAIN);
  } finally {
    isBusy = false;
    if (isPressed) form.requestSubmit();
  }
}

form?.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches("textarea")) return;
  dirty.set(field, field.value);
  mark(field);
  later();
});

// A text of one line stays one: Enter goes on to the next field.
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-line]")) return;
  event.preventDefault();
  const fields = [...form.querySelectorAll("textarea")];
  fields[fields.indexOf(event.target) + 1]?.focus();
});

// Save waits for a save that is under way: the two would be a conflict with each other.
form?.addEventListener("submit", (event) => {
  clearTimeout(timer);
  isPressed = isBusy;
  if (isBusy) event.preventDefault();
  else dirty.clear();
});
addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });
