// Words that came with a new question are there in every language. Whoever writes their own in the
// main language, which stands first, does not want our translation of other words beside it.
const form = document.querySelector("form[data-autosave]");

form.addEventListener(
  "input",
  ({ target }) => {
    if (!("ready" in target.dataset)) return;
    delete target.dataset.ready;
    const inputs = [...target.closest(".fields, .cells").querySelectorAll("input[lang], textarea[lang]")];
    if (target !== inputs[0]) return;
    for (const other of inputs.filter((input) => "ready" in input.dataset)) {
      other.value = "";
      delete other.dataset.ready;
    }
  },
  { capture: true },
);
