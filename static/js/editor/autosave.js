// An open editor saves by itself: 800 ms after the last letter, and when a field is left.
// The server answers with the new revision, with what is wrong, or with who was faster.
const form = document.querySelector("form[data-autosave]");
const REST = 800;
const AGAIN = 5000;
const words = form.dataset;
const status = document.querySelector(".saved[role=status]");

let timer = 0;
let version = 0; // grows with every change
let savedVersion = 0;
let running = null; // the save that is on its way
let isStopped = Boolean(form.querySelector("[data-meanwhile] > *")); // somebody else was faster

const isDirty = () => version !== savedVersion;

// Without script there is a Cancel link and a cross that throws away; here everything is saved.
form.querySelector("[data-cancel]").hidden = !isStopped;
form.parentElement.querySelector("[data-with-script]")?.removeAttribute("hidden");
const cross = form.parentElement.querySelector("[data-shut]");
cross.setAttribute("aria-label", cross.dataset.savedLabel);

// ---------------------------------------------------------------- what the status says
function say(kind, text) {
  if (!status) return;
  status.classList.toggle("wait", kind === "wait");
  status.classList.toggle("bad", kind === "bad");
  for (const node of [...status.childNodes]) if (!(node instanceof SVGElement)) node.remove();
  status.append(text);
}

function clearErrors() {
  for (const error of form.querySelectorAll("[data-live]")) error.remove();
  for (const field of form.querySelectorAll("[data-wrong]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
    delete field.dataset.wrong;
  }
}

function showErrors(errors) {
  for (const [at, { name, index, text }] of errors.entries()) {
    const field = name && form.querySelectorAll(`[name="${CSS.escape(name)}"]`)[index];
    if (!field) continue;
    const id = `live-error-${at}`;
    const error = Object.assign(document.createElement("p"), { className: "err", id, textContent: text });
    error.dataset.live = "";
    (field.closest(".cells, .field, .pic > .stack") ?? field.parentElement).append(error);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", id);
    field.dataset.wrong = "";
  }
  say("bad", words.failed.replace("{why}", errors[0]?.text ?? ""));
}

// ---------------------------------------------------------------- what comes back
function took(answer, saved) {
  savedVersion = saved;
  for (const field of document.querySelectorAll("input[name=revision]")) field.value = answer.revision;
  for (const row of form.querySelectorAll("[name=choice_row]")) {
    const number = answer.numbers[row.value];
    if (number) row.parentElement.querySelector("[name=choice_number]").value = number;
  }
  say("", words.saved.replace("{time}", answer.saved_at));
  const detail = { revision: answer.revision, seconds: answer.seconds, weight: answer.weight, isCurrent: !isDirty() };
  document.dispatchEvent(new CustomEvent("hearme:saved", { detail }));
}

function metSomebody(answer) {
  isStopped = true;
  form.querySelector("[data-meanwhile]").innerHTML = answer.html;
  form.querySelector("[name=revision]").value = answer.revision;
  form.querySelector(".btn.main[name=do]").textContent = answer.button;
  form.querySelector("[data-cancel]").hidden = false;
  say("bad", words.failed.replace("{why}", answer.error));
}

// The kind and the size of a scale wait for the button: another one closes this editor.
function body() {
  const data = new FormData(form);
  for (const select of form.querySelectorAll("select[data-stored]")) data.set(select.name, select.dataset.stored);
  for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
  data.delete("do");
  return data;
}

async function send(saved) {
  say("wait", words.saving);
  const answer = await fetch(form.action, { method: "POST", body: body(), headers: { "X-Autosave": "1" }, redirect: "error" });
  if (answer.ok) {
    clearErrors();
    took(await answer.json(), saved);
  } else if (answer.status === 422) {
    clearErrors();
    showErrors((await answer.json()).errors);
  } else if (answer.status === 409) {
    metSomebody(await answer.json());
  } else {
    throw new Error(String(answer.status));
  }
}

async function save() {
  clearTimeout(timer);
  if (running) {
    await running;
    return save();
  }
  if (!isDirty() || isStopped || isLeaving) return undefined;
  running = send(version).catch(() => {
    say("bad", words.failed.replace("{why}", words.offline));
    timer = setTimeout(save, AGAIN);
  });
  await running;
  running = null;
  return undefined;
}

// ---------------------------------------------------------------- when
function changed(event) {
  if (event.target.matches?.("input[type=file]")) return;
  version += 1;
  clearTimeout(timer);
  if (!event.isComposing) timer = setTimeout(save, REST);
  const reshaped = [...form.querySelectorAll("select[data-stored]")].some((select) => select.value !== select.dataset.stored);
  form.querySelector("[data-reshaping]").hidden = !reshaped;
}

form.addEventListener("input", changed);
form.addEventListener("compositionend", changed);
form.addEventListener("hearme:changed", changed);
form.addEventListener("focusout", () => {
  if (!isDirty()) return;
  clearTimeout(timer);
  timer = setTimeout(save, 0);
});

// ---------------------------------------------------------------- before the page is left
// A button elsewhere on the page, or a link, waits until everything is saved.
let letGo = false;
let isLeaving = false; // the form itself is on its way: another save would only race with it
addEventListener("pageshow", () => { isLeaving = false; });

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  const mine = target === form;
  clearTimeout(timer);
  if (letGo || isStopped || (!running && (mine || !isDirty()))) {
    letGo = false;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  isLeaving = mine;
  (mine ? running : save()).then(() => {
    isLeaving = mine && !isStopped;
    if (isStopped) return; // what somebody else did has to be read first
    letGo = true;
    target.requestSubmit(submitter);
  });
}, { capture: true });

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  const isPlain = !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || link.target || !isPlain || isStopped || (!isDirty() && !running)) return;
  event.preventDefault();
  await save();
  location.assign(link.href);
});
