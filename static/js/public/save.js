// Saves what a customer has answered so far, and sends a page again until the network takes it.
// It is written into the page itself, so it is short, and asks for nothing newer than 2018.
// No clock of the phone is used, and nothing is kept but in this tab.

(() => {
  const form = document.getElementById("f"), [words] = form.getElementsByClassName("wait");
  const [button] = form.getElementsByClassName("send"), label = button.textContent;
  const beacon = form.action + "&beacon=1", place = location.pathname.split("/")[2];
  let state, timer, retry, isSwitching, tries = 0;

  // Files are too large for this: they stay in the page until it is sent.
  const fields = () => {
    const texts = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim) texts.append(name, value);
    return texts;
  };

  // A browser may refuse to keep anything; then the page itself is all there is.
  const stored = (act, text) => {
    try { return sessionStorage[act](place, text); } catch (refused) { return ""; }
  };

  const save = () => {
    if (timer) navigator.sendBeacon(beacon, fields());
    timer = clearTimeout(timer);
  };

  const leave = () => {
    if (state == "waiting") stored("setItem", fields());
    else if (!state) save();
  };

  const show = (name) => {
    state = name;
    words.textContent = name == "waiting" ? words.dataset.waiting : "";
    button.textContent = name == "sending" ? words.dataset.sending : label;
  };

  const wait = () => {
    show("waiting");
    leave();
    retry = setTimeout(send, Math.min(3e4, 1e3 * 2 ** tries++));
  };

  // What would be saved on the way is sent once more: if that goes through, so will the form.
  const send = () => {
    show("sending");
    clearTimeout(retry);
    timer = clearTimeout(timer);
    const late = new Promise((_, refuse) => setTimeout(refuse, 15e3));
    Promise.race([fetch(beacon, { method: "POST", body: fields() }), late]).then(() => {
      stored("removeItem");
      form.submit();
      // It may hang: who taps again is heard.
      setTimeout(show, 1e4);
    }, wait);
  };

  const acts = {
    click: (event) => { isSwitching = event.target.closest("[name=lang]"); },
    input: (event) => {
      if (!event.isTrusted || state == "sending") return;
      clearTimeout(timer);
      timer = setTimeout(save, /^(radio|check|select)/.test(event.target.type) ? 300 : 2e3);
    },
    submit: (event) => {
      if (isSwitching) return;
      if (state != "sending") send();
      // Last: where an old browser stops above, the form is sent as without a script.
      event.preventDefault();
    },
    online: () => state == "waiting" && send(),
    pagehide: leave,
    pageshow: (event) => event.persisted && show(),
    visibilitychange: () => document.hidden && leave(),
  };
  for (const name in acts) addEventListener(name, acts[name]);

  // A page that was reloaded while it waited is what it was, and goes on trying.
  const kept = new URLSearchParams(stored("getItem") || "");
  if (kept.get("s") == form.elements.s.value) {
    for (const control of form.elements) {
      const values = kept.getAll(control.name);
      if (/radio|checkbox/.test(control.type)) control.checked = values.includes(control.value);
      else if (values.length) control.value = values[0];
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
    send();
  }
})();
