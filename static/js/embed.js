// Puts a survey on a customer's site: inline, as a pop-up, behind a side tab or behind a button.
// Served squeezed as /s/embed.js, 3,000 bytes at most, so names are short and old browsers get a link.
// Styles go through the CSSOM and nothing is evaluated: it runs under a strict policy of the site.
(() => {
  const doc = document, me = doc.currentScript, { code, as: way, text, lang, query, close, color, days, after, scroll, exit } = me.dataset;
  const root = new URL(me.src).origin, page = root + "/s/" + code + "?" + (query || "") + (lang ? "&lang=" + lang : "");
  const label = text || "Hearme", isPopup = way == "popup", isTab = way == "tab", isButton = way == "button";
  const make = (tag, style, more) => {
    const made = Object.assign(doc.createElement(tag), more);
    made.style.cssText = style;
    return made;
  };
  const ink = "font:600 16px system-ui;color:#fff;background:var(--c);border:0;cursor:pointer;";
  // A shadow keeps the site's own styles off.
  const host = make("div", "all:initial;display:block"), place = host.attachShadow({ mode: "open" });
  const paint = (colour) => host.style.setProperty("--c", colour);
  paint(color || "#0d5c4a");

  // One key for all surveys of the site: code -> until when it leaves the visitor alone.
  const rests = (until) => {
    try {
      const all = JSON.parse(localStorage.hearme || "{}");
      if (until) all[code] = until;
      localStorage.hearme = JSON.stringify(all);
      return all[code] > Date.now();
    } catch (e) {}
  };
  const rest = () => rests(Date.now() + (days || 30) * 864e5);

  const frame = make("iframe", "display:block;width:100%;height:480px;border:0", { title: label });
  const dialog = make("dialog", "width:440px;max-width:95vw;padding:0;border:0;border-radius:16px;overflow:hidden;background:var(--c)", { ariaLabel: label });
  const load = (into) => {
    frame.src = page + "&frame=1&origin=" + encodeURIComponent(location.origin);
    into.append(frame);
  };
  const build = () => {
    if (frame.src) return;
    frame.style.maxHeight = "calc(100vh - 90px)";
    dialog.append(make("button", ink + "display:block;margin-left:auto;width:44px;height:44px;font-size:28px", {
      textContent: "×", ariaLabel: close || "Close", onclick: () => dialog.close() }));
    dialog.onclose = () => isPopup && rest();
    load(dialog);
    place.append(dialog);
  };
  const show = () => dialog.open || dialog.showModal();
  const open = (event) => {
    if (!dialog.showModal) return;
    event && event.preventDefault();
    build();
    show();
  };
  // A pop-up shows itself when it is ready: nobody is interrupted by a survey that does not open.
  const pop = () => rests() || build();

  addEventListener("message", ({ data, origin, source }) => {
    if (source != frame.contentWindow || origin != root) return;
    const { hearme, height, state, title, color } = data;
    if (hearme == "ready") {
      frame.title = title;
      paint(color);
      if (isPopup && !host.isReady && state != "trouble") show();
      if (host.isReady && frame.getBoundingClientRect().top < 0) host.scrollIntoView();
      host.isReady = 1;
    }
    if (hearme == "height") frame.style.height = height + "px";
    if (hearme == "finished") rest();
    if (hearme == "close") dialog.close();
  });

  const start = () => {
    if (isPopup || isTab) doc.body.append(host);
    else me.after(host);
    if (isPopup) {
      if (!dialog.showModal) return;
      if (after || !exit && !scroll) setTimeout(pop, (after || 10) * 1e3);
      if (exit) addEventListener("mouseout", (e) => e.relatedTarget || e.clientY > 0 || pop());
      if (scroll) addEventListener("scroll", () => (scrollY + innerHeight) * 100 < scroll * doc.body.scrollHeight || pop());
    } else if (!isTab && !isButton) load(place);
    else if (isButton || !rests()) place.append(make("a", ink + "text-decoration:none;display:inline-block;padding:16px;border-radius:12px;" + (isTab
      ? "position:fixed;right:0;top:40%;z-index:9999999;writing-mode:vertical-rl" : ""), {
      href: page, target: "_blank", textContent: label, onclick: open }));
  };
  (self.hearme = self.hearme || {})[code] = () => open();
  doc.body ? start() : addEventListener("DOMContentLoaded", start);
})();
