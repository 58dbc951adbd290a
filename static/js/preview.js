// The builder's phone: its size, its dark mode, its language and its page; and the meters below it.
// Load it from the page's `scripts` block. It looks again whenever a save says `hearme:saved`.
const preview = document.querySelector(".preview");
const device = preview?.querySelector(".device");
const frame = device?.querySelector("iframe");
const SIZES = ["w320", "tab", "kiosk"];
const KILO = 1000;

// ---- which page is shown
function address() {
  const { searchParams: asked, href } = new URL(device.dataset.preview, location.href);
  const language = preview.querySelector("[data-lang][aria-pressed=true]")?.dataset.lang;
  const [name, value] = (preview.querySelector("[data-sheet]")?.value ?? "").split("=");
  if (language) asked.set("lang", language);
  if (value) asked.set(name, value);
  return `${href.split("?")[0]}?${asked}`;
}

function show() {
  frame.src = address();
}

// The page is the same origin, so its place can be kept over a reload.
function reload() {
  const at = frame.contentWindow?.scrollY ?? 0;
  frame.addEventListener("load", () => frame.contentWindow?.scrollTo(0, at), { once: true });
  frame.contentWindow?.location.replace(address());
}

function press(button) {
  for (const other of button.parentElement.children) other.setAttribute("aria-pressed", other === button);
}

preview?.addEventListener("click", (event) => {
  const button = event.target.closest(".seg button, [data-dark]");
  if (!button || !device) return;
  if ("dark" in button.dataset) {
    button.setAttribute("aria-pressed", device.classList.toggle("is-dark"));
    return;
  }
  press(button);
  if ("size" in button.dataset) {
    device.classList.remove(...SIZES);
    if (button.dataset.size) device.classList.add(button.dataset.size);
  }
  if ("lang" in button.dataset) show();
});
preview?.querySelector("[data-sheet]")?.addEventListener("change", show);

// ---- how long it takes and how heavy it is
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

function tell(name, words, value, isTooMuch) {
  preview.querySelector(`[data-meter=${name}]`).textContent = words;
  const bar = preview.querySelector(`[data-bar=${name}]`);
  bar.value = value;
  bar.classList.toggle("warn", isTooMuch);
  preview.querySelector(`[data-warn=${name}]`).hidden = !isTooMuch;
}

async function weigh() {
  if (!device?.dataset.weight) return;
  const answer = await fetch(device.dataset.weight, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const { bytes, limit, seconds } = await answer.json();
  const spent = preview.querySelector("[data-meter=seconds]").dataset.words.replace("%s", seconds);
  const heavy = `${number.format(bytes / KILO)} KB / ${number.format(limit / KILO)} KB`;
  tell("seconds", spent, seconds, seconds > preview.querySelector("[data-bar=seconds]").max);
  tell("weight", heavy, bytes / KILO, bytes > limit);
  preview.querySelector("[data-weigh]").hidden = false;
  const dock = document.querySelector("[data-meter=dock]");
  if (dock) dock.textContent = `${spent} · ${heavy}`;
}

weigh();
document.addEventListener("hearme:saved", () => {
  if (device) reload();
  weigh();
});

// ---- on a phone it opens above the page
document.querySelector("[data-preview-open]")?.addEventListener("click", (event) => {
  if (!device) return;
  event.preventDefault();
  const home = preview.parentElement;
  const dialog = document.createElement("dialog");
  dialog.className = "pv-dialog";
  dialog.setAttribute("aria-label", preview.getAttribute("aria-label"));
  const close = document.createElement("form");
  close.method = "dialog";
  close.className = "pv-close";
  close.append(document.querySelector("#pv-close").content.cloneNode(true));
  dialog.append(close, preview);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    home.append(preview);
    dialog.remove();
    event.target.closest("a").focus();
  });
  dialog.showModal();
});
