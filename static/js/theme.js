// The theme page: the brand colour shows at once in both samples and in the preview; the preview's tabs and dark mode.
const READABLE = 4.5;
const WHITE = "#ffffff";
const DARK_CARD = "#18201d";

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
const hex = (values) => `#${values.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);

function luminance(colour) {
  const [red, green, blue] = channels(colour).map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

// The same steps as surveys/rules/colours.py, so that what is shown is what will be saved.
function firstReadable(brand, ground, changed) {
  for (let step = 0; step < 256; step += 1) {
    const colour = hex(channels(brand).map((value) => changed(value, step)));
    if (contrast(colour, ground) >= READABLE) return colour;
  }
  return brand;
}
const readable = (brand) => firstReadable(brand, WHITE, (value, step) => Math.floor((value * (256 - step)) / 256));
const readableDark = (brand) =>
  firstReadable(brand, DARK_CARD, (value, step) => value + Math.floor(((255 - value) * step) / 256));

function parse(text) {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1].toLowerCase();
  if (!digits) return null;
  return `#${digits.length === 6 ? digits : [...digits].map((digit) => digit + digit).join("")}`;
}

const frame = document.querySelector("[data-look] iframe");
const card = document.querySelector("[data-brand]");

function paintPreview(colours) {
  const page = frame?.contentDocument?.documentElement;
  if (!page) return;
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches || frame.closest(".is-dark");
  page.style.setProperty("--band", colours.used);
  page.style.setProperty("--brand", isDark ? colours.dark : colours.used);
}

if (card) {
  const field = card.querySelector("[name=brand]");
  const any = card.querySelector("[data-any]");
  const words = card.querySelector("[data-good]").dataset;
  const number = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  let colours = null;

  const show = (chosen) => {
    colours = { chosen, used: readable(chosen), dark: readableDark(chosen) };
    for (const area of card.querySelectorAll("[data-fill]")) area.setAttribute("fill", colours[area.dataset.fill]);
    for (const code of card.querySelectorAll("[data-code]")) code.textContent = colours[code.dataset.code].toUpperCase();
    for (const badge of card.querySelectorAll("[data-contrast]")) {
      const ratio = contrast(colours[badge.dataset.contrast], WHITE);
      badge.textContent = `${number.format(ratio)} : 1 ${ratio >= READABLE ? words.good : words.bad}`;
      badge.className = `badge ${ratio >= READABLE ? "good" : "bad"}`;
    }
    for (const swatch of card.querySelectorAll("[data-swatch]")) {
      swatch.toggleAttribute("aria-current", swatch.dataset.swatch === chosen);
      if (swatch.dataset.swatch === chosen) swatch.setAttribute("aria-current", "true");
    }
    any.value = chosen;
    paintPreview(colours);
  };

  any.hidden = false;
  any.addEventListener("input", () => {
    field.value = any.value.toUpperCase();
    show(any.value);
  });
  field.addEventListener("input", () => {
    const colour = parse(field.value);
    if (colour) show(colour);
  });
  card.addEventListener("click", (event) => {
    const swatch = event.target.closest("[data-swatch]");
    if (!swatch) return;
    event.preventDefault();
    field.value = swatch.dataset.swatch.toUpperCase();
    show(swatch.dataset.swatch);
  });
  frame?.addEventListener("load", () => colours && paintPreview(colours));
}

const night = document.querySelector("[data-night]");
if (night) {
  night.hidden = false;
  night.addEventListener("click", () => {
    night.setAttribute("aria-pressed", frame.closest(".device").classList.toggle("is-dark"));
  });
  for (const link of document.querySelectorAll("[data-look] .seg a")) {
    link.addEventListener("click", () => {
      for (const other of link.parentElement.children) other.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
    });
  }
}
