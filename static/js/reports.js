// A crosshair on server-drawn trends. It reads the figure's own table, so no number is sent twice;
// arrow keys work too. Without it the chart, its description and its table are all still there.
const SVG = "http://www.w3.org/2000/svg";

for (const figure of document.querySelectorAll("figure.cross-on")) {
  const table = figure.parentElement.querySelector("details.data table");
  if (table) follow(figure, table);
}

function follow(figure, table) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
  const line = document.createElementNS(SVG, "line");
  tip.setAttribute("role", "status");
  line.classList.add("cross");
  figure.append(tip);
  let at = -1;

  const drawing = () => [...figure.querySelectorAll("svg.trend")].find((svg) => svg.clientWidth);
  const ends = (svg) => [Number(svg.dataset.left), Number(svg.dataset.right)];

  const show = (index) => {
    const svg = drawing();
    if (!svg || !rows.length) return;
    const { width, height } = svg.viewBox.baseVal;
    const [left, right] = ends(svg);
    at = Math.max(0, Math.min(rows.length - 1, index));
    const x = rows.length > 1 ? left + (at * (right - left)) / (rows.length - 1) : left;
    for (const [name, value] of Object.entries({ x1: x, x2: x, y1: 12, y2: height - 26 })) line.setAttribute(name, value);
    svg.append(line);
    tip.textContent = `${rows[at][0]}: ` + heads.slice(1).map((head, k) => [head, rows[at][k + 1]]).filter(([, value]) => value).map((cell) => cell.join(" ")).join(" · ");
    tip.hidden = false;
    const middle = (x / width) * svg.clientWidth - tip.offsetWidth / 2;
    tip.style.transform = `translateX(${Math.max(0, Math.min(svg.clientWidth - tip.offsetWidth, middle))}px)`;
  };
  const hide = () => {
    line.remove();
    tip.hidden = true;
    at = -1;
  };

  figure.addEventListener("pointermove", (event) => {
    const svg = drawing();
    if (!svg) return;
    const box = svg.getBoundingClientRect();
    const [left, right] = ends(svg);
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    show(Math.round(((x - left) / (right - left)) * (rows.length - 1)));
  });
  figure.addEventListener("pointerleave", hide);
  figure.addEventListener("blur", hide);
  figure.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -rows.length, End: rows.length }[event.key];
    if (!step) return event.key === "Escape" && hide();
    event.preventDefault();
    show((at < 0 ? rows.length : at) + step);
  });
}
