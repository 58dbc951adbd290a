// A chosen picture is sent at once and shown; its key goes into the form's hidden field.
const form = document.querySelector("form[data-upload]");

function tell(slot, text) {
  const input = slot.querySelector("input[type=file]");
  slot.querySelector(".err")?.remove();
  input.toggleAttribute("aria-invalid", Boolean(text));
  if (!text) return;
  input.setAttribute("aria-invalid", "true");
  const error = Object.assign(document.createElement("p"), { className: "err", textContent: text, id: `${input.id}-error` });
  error.setAttribute("role", "alert");
  input.setAttribute("aria-describedby", error.id);
  input.closest(".stack").append(error);
}

function show(slot, key, url) {
  const picture = slot.querySelector("img");
  slot.querySelector("input[type=hidden]").value = key;
  slot.querySelector("label.check").hidden = !key;
  slot.querySelector("[name=drop]").checked = false;
  picture.hidden = !key;
  if (key) picture.src = url;
  form.dispatchEvent(new CustomEvent("hearme:changed"));
}

async function upload(slot, input) {
  const data = new FormData();
  data.set("file", input.files[0]);
  data.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  slot.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.upload, { method: "POST", body: data, redirect: "error" });
    const said = await answer.json();
    tell(slot, said.error ?? "");
    if (answer.ok) show(slot, said.key, said.url);
    input.value = "";
  } catch {
    // The file stays chosen: the button of the form sends it.
    tell(slot, form.dataset.failed.replace("{why}", form.dataset.offline));
  } finally {
    slot.removeAttribute("aria-busy");
  }
}

form?.addEventListener("change", (event) => {
  const slot = event.target.closest("[data-picture]");
  if (!slot) return;
  if (event.target.type === "file" && event.target.files.length) upload(slot, event.target);
  if (event.target.name === "drop" && event.target.checked) show(slot, "", "");
});
