// The studio's preview follows the form; without script a button shows it.
const form = document.querySelector("[data-studio]");
const picture = form?.querySelector("[data-preview]");
let waiting = 0;

function look() {
  const url = new URL(form.dataset.studio, location.href);
  for (const [name, value] of new FormData(form)) if (!["csrfmiddlewaretoken", "chosen"].includes(name)) url.searchParams.set(name, value);
  url.searchParams.set("format", "pdf");
  url.searchParams.set("drawn", "1");
  picture.src = url;
}

function lookSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(look, 250);
}

if (picture) {
  form.addEventListener("input", lookSoon);
  for (const swatch of form.querySelectorAll("[data-brand]")) {
    swatch.hidden = false;
    swatch.addEventListener("click", () => {
      form.elements.brand.value = swatch.dataset.brand;
      look();
    });
  }
}
