// Comforts of forms: show a password, send once, choose by changing.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  });
}

// A second press of a slow button must not send the form again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  // <form data-file> brings a file: the page stays, and is not told when the file is there.
  if ("file" in form.dataset) setTimeout(() => release(form), 3000);
});

function release(form) {
  delete form.dataset.sent;
  form.querySelector("[aria-busy=true]")?.removeAttribute("aria-busy");
}

// The browser may bring the page back as it was left: let its forms be sent again.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach(release);
});

// <select data-send> in a filter form: choosing is enough; without script there is a button.
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-send]")) event.target.form?.requestSubmit();
});
