// Many codes at once: how many are ticked in the list, and what a form would open. All works without.
const bar = document.querySelector("[data-fleet-bar]");
if (bar) {
  const list = bar.closest("form");
  const boxes = [...list.querySelectorAll("input[name=collector]")];
  const every = bar.querySelector("input[name=every]");
  const wholePage = [...list.querySelectorAll("[data-every]")];
  const count = bar.querySelector("[data-fleet-count]");
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = ticked;
    count.parentElement.hidden = !ticked || every.checked;
    for (const box of wholePage) {
      box.checked = ticked === boxes.length;
      box.indeterminate = ticked > 0 && ticked < boxes.length;
    }
  };
  for (const box of wholePage) {
    box.hidden = false;
    box.closest("label")?.removeAttribute("hidden");
  }
  list.addEventListener("change", (event) => {
    if (event.target.matches("[data-every]")) for (const box of boxes) box.checked = event.target.checked;
    show();
  });
  addEventListener("pageshow", show);
  show();
}

const form = document.querySelector("form[data-many]");
if (form) {
  const preview = form.querySelector("#preview");
  let waiting = 0;
  let latest = 0;

  const look = async () => {
    const turn = ++latest;
    const sent = new FormData(form);
    // A table is sent when somebody asks to see it, not with every letter that is typed.
    sent.delete("file");
    sent.set("step", "peek");
    const reply = await fetch(form.action, { method: "POST", body: sent });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (turn === latest && reply.ok) preview.replaceChildren(...page.body.childNodes);
  };

  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (event.target.type === "file") return;
    waiting = setTimeout(() => look().catch(() => {}), 400);
  });
}
