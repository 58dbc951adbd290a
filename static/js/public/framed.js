// Tells the site around this frame how tall the page is, and when the survey is finished.
// It tells nobody else: the server names the one origin that may hear it.
(() => {
  const { code, frame, state } = document.documentElement.dataset;
  if (!frame || parent == self) return;
  let told = 0;
  const tell = (what, more) => parent.postMessage(Object.assign({ hearme: what, code }, more), frame);
  const measure = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height != told) tell("height", { height: told = height });
  };
  const color = getComputedStyle(document.querySelector(".band")).backgroundColor;
  tell("ready", { state, title: document.title, color });
  if (state == "thanks") tell("finished");
  if (self.ResizeObserver) new ResizeObserver(measure).observe(document.body);
  for (const event of ["load", "input", "change"]) addEventListener(event, measure);
  addEventListener("keydown", (event) => event.key == "Escape" && tell("close"));
  measure();
})();
