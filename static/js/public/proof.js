// Proves some work before a form is sent, while its code is under attack (ALTCHA, our own server).
// Whatever goes wrong, the form is sent as it is: a proof is asked for, never required.

(() => {
  const form = document.getElementById("f");
  let isProven = false, isBusy = false, isSwitching = false;

  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));

  const solve = async ({ parameters, signature }) => {
    const { algorithm, cost, keyLength, keyPrefix, nonce, salt } = parameters;
    const rules = { name: "PBKDF2", hash: algorithm.slice(7), salt: bytes(salt), iterations: cost };
    const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]), view = new DataView(password.buffer);
    for (let counter = 0; ; counter++) {
      view.setUint32(password.length - 4, counter);
      const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      const bits = new Uint8Array(await crypto.subtle.deriveBits(rules, key, 8 * keyLength));
      const derivedKey = [...bits].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      if (derivedKey.startsWith(keyPrefix)) {
        return { challenge: { parameters, signature }, solution: { counter, derivedKey } };
      }
    }
  };

  const prove = async () => {
    const code = location.pathname.split("/")[2], id = form.elements.t.value.slice(-22);
    const reply = await fetch("/s/" + code + "/proof?f=" + id);
    if (reply.status != 200) return;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "proof";
    field.value = btoa(JSON.stringify(await solve(await reply.json())));
    form.append(field);
  };

  for (const other of document.getElementsByName("lang")) {
    other.addEventListener("click", () => { isSwitching = true; });
  }
  // In the capture phase: before the other script sends what is there.
  addEventListener("submit", (event) => {
    if (isProven || isSwitching) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isBusy) return;
    isBusy = true;
    form.querySelector(".send").setAttribute("aria-busy", "true");
    const late = new Promise((done) => setTimeout(done, 15e3));
    Promise.race([prove(), late]).catch(() => {}).then(() => {
      isProven = true;
      isBusy = false;
      form.querySelector(".send").removeAttribute("aria-busy");
      if (form.requestSubmit) form.requestSubmit();
      else form.submit();
    });
  }, true);
  addEventListener("pageshow", (event) => {
    if (event.persisted) isProven = isSwitching = false;
  });
})();
