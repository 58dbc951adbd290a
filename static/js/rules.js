// The editor of a rule: what another source offers comes from the server without a new page, and the flow
// is tried at once. Without script the buttons of both forms do the same.
const FRESH = { "X-Requested-With": "fetch" };

// ---- typed words are not thrown away without a question
let isTyped = false;
addEventListener("beforeunload", (event) => { if (isTyped) event.preventDefault(); });
document.addEventListener("input", (event) => { if (event.target.closest("[data-rule-form]")) isTyped = true; });
document.addEventListener("submit", (event) => { if (event.target.matches("[data-rule-form]")) isTyped = false; });

function hideRefresh() {
  for (const button of document.querySelectorAll("[data-refresh], [data-try] button")) button.hidden = true;
}

async function pageAt(url, options) {
  const answer = await fetch(url, { headers: FRESH, ...options }).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

// ---- one more condition, one less, or another source
async function redo(form, order, focus) {
  const body = new URLSearchParams(new FormData(form));
  body.set("do", order);
  // One of its fields is called "action", so the property of that name is not the address.
  const page = await pageAt(form.getAttribute("action"), { method: "POST", body });
  const fresh = page?.querySelector("[data-rule]");
  if (!fresh) {
    isTyped = false;
    form.requestSubmit(form.querySelector("[data-refresh]"));
    return;
  }
  form.closest("[data-rule]").replaceWith(fresh);
  hideRefresh();
  isTyped = true;
  const sources = fresh.querySelectorAll("[data-source]");
  (fresh.querySelector(focus) ?? sources[sources.length - 1] ?? fresh.querySelector("[name=action]")).focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-redo]");
  if (!button) return;
  event.preventDefault();
  redo(button.form, button.value, "[data-none]");
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-source]")) redo(event.target.form, "refresh", `#${event.target.id}`);
  const trial = event.target.closest("[data-try]");
  if (trial) tryOut(trial);
});

// ---- the way changes as soon as an answer does
let latest = 0;

async function tryOut(form) {
  const turn = ++latest;
  const query = new URLSearchParams(new FormData(form));
  const page = await pageAt(`${form.action.split("#")[0]}?${query}`);
  const way = page?.querySelector("[data-try] [aria-live]");
  if (way && turn === latest) form.querySelector("[aria-live]").innerHTML = way.innerHTML;
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-try]")) return;
  event.preventDefault();
  tryOut(event.target);
});

hideRefresh();
