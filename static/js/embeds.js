// The snippet follows the choices; without script a button updates it.
const form = document.querySelector("[data-choices]");
const example = document.querySelector("[data-example]");
let waiting = 0;

async function follow() {
  const url = new URL(location.href);
  url.search = new URLSearchParams(new FormData(form));
  const text = await (await fetch(url)).text();
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const selector of ["#snippet", ".tips"]) {
    document.querySelector(selector).replaceWith(fresh.querySelector(selector));
  }
  for (const button of document.querySelectorAll("#snippet [data-copy]")) button.hidden = !navigator.clipboard;
  example.href = fresh.querySelector("[data-example]").href;
  history.replaceState(null, "", url);
}

form.querySelector("[data-once]").hidden = true;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(follow, 250);
});
