// Shows and skips the questions of one page while it is answered. The walk is that of
// surveys/rules/walking.py, word for word; tests/e2e/test_flow_script.py holds the two together.
// It is written into the page itself, so it is short, and asks for nothing newer than 2017.

function hearmeWalk(plan, given) {
  const known = {}, asked = [], reworded = {};
  let goal = null, isOver = false;

  const plain = (value) => String(value).normalize("NFC").toLowerCase();

  const valuesOf = (source) => {
    if (plan.facts[source] || /^field:/.test(source)) return plan.facts[source] || [];
    const dot = source.indexOf(".");
    const row = dot < 0 ? "" : source.slice(dot + 1);
    const answer = known[dot < 0 ? source : source.slice(0, dot)];
    if (answer == null || answer === "") return [];
    if (Array.isArray(answer)) return answer;
    if (typeof answer != "object") return [answer];
    return row ? (row in answer ? [answer[row]] : []) : Object.values(answer);
  };

  const matches = (operator, wanted, value) => {
    if (operator == "between") {
      return typeof value == "number" && wanted.length == 2 && wanted[0] <= value && value <= wanted[1];
    }
    return wanted.some((each) =>
      operator == "contains" && typeof value == "string"
        ? plain(value).includes(plain(each))
        : plain(value) == plain(each));
  };

  const passes = ([source, operator, wanted, isNot]) => {
    const values = valuesOf(source);
    const found = operator == "answered"
      ? values.length > 0
      : values.some((value) => matches(operator, wanted, value));
    return found != isNot;
  };

  const holds = (rule) =>
    !rule.if.length || (rule.any ? rule.if.some(passes) : rule.if.every(passes));

  const rulesFor = (action, target) =>
    plan.rules.filter((rule) => target && rule.do == action && rule.to == target);

  const isShown = (target) => {
    const showing = rulesFor("show", target);
    return (!showing.length || showing.some(holds)) && !rulesFor("skip", target).some(holds);
  };

  const actAt = (key) => {
    const turn = plan.rules.find((rule) =>
      /jump|end/.test(rule.do) && rule.at == key && holds(rule));
    if (turn) {
      isOver = turn.do == "end";
      goal = isOver ? null : turn.to;
    }
  };

  actAt("");
  for (const [key, page] of plan.questions) {
    if (goal === key || goal === page) goal = null;
    if (isOver || goal !== null) continue;
    if (isShown(key) && isShown(page)) {
      asked.push(key);
      if (key in given) known[key] = given[key];
      const words = rulesFor("reword", key).find(holds);
      if (words) reworded[key] = words.text;
    }
    actAt(key);
  }
  return { asked, reworded, known };
}

(() => {
  const place = document.getElementById("plan");
  if (!place) return;
  const plan = JSON.parse(place.textContent);
  const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
  const cards = all("[data-key]");

  // As responses/rules/reading.py reads numbers: dots and commas part thousands, or mark decimals.
  const measured = (text) => {
    const sign = text[0] == "-" ? -1 : 1;
    const words = text.replace(/\s/g, "").replace(/^[+-]+/, "");
    const pieces = words.split(/[.,]/);
    const marks = words.replace(/\d/g, "");
    const last = marks[marks.length - 1];
    if (!pieces.every((piece) => /^\d+$/.test(piece))) return null;
    const isWhole = !/\..*,|,.*\./.test(marks) && pieces.slice(1).every((piece) => piece.length == 3)
      && !(marks.length == 1 && pieces[0] == "0");
    if (isWhole) return sign * pieces.join("");
    if (marks.split(last).length != 2) return null;
    return sign * (pieces.slice(0, -1).join("") + "." + pieces[pieces.length - 1]);
  };

  const read = (card) => {
    const key = card.dataset.key, kind = plan.kinds[key], list = [], rows = {};
    for (const control of all("[name^='q-']", card)) {
      const isPicked = /radio|checkbox/.test(control.type);
      const text = control.value.trim(), part = control.name.slice(key.length + 3);
      if (!text || part == "other" || (isPicked && !control.checked)) continue;
      const value = kind == "number" ? measured(text)
        : (isPicked || kind == "ranking") && /^\d{1,4}$/.test(text) ? +text : text;
      if (part) rows[part] = value;
      else if (value !== null) list.push(value);
    }
    const parts = Object.keys(rows);
    if (!parts.length) return list.length > 1 ? list : list[0];
    return kind == "ranking" ? parts.sort((a, b) => rows[a] - rows[b]).map(Number) : rows;
  };

  const pipe = (source, fallback, known) => {
    const [key, part, words] = plan.pipes[source] || [];
    let answer = known[key];
    if (part && answer) answer = answer[part];
    const text = [].concat(answer === undefined ? [] : answer).map((one) => words[one] || one);
    return text.join(", ") || plan.values[source] || fallback || "";
  };

  const apply = () => {
    const given = Object.assign({}, plan.known);
    for (const card of cards) {
      const answer = read(card);
      if (answer !== undefined) given[card.dataset.key] = answer;
    }
    const { asked, reworded, known } = hearmeWalk(plan, given);
    for (const card of cards) {
      const key = card.dataset.key, title = all("[data-text]", card)[0];
      // A card is a fieldset: what is in it is disabled with it.
      card.hidden = card.disabled = !asked.includes(key);
      if (title && key in plan.texts) {
        title.textContent = (reworded[key] || plan.texts[key]).replace(
          /\{(q\d+(?:\.\d+)?|name|field:[a-z][a-z0-9_]{0,39})(?:\|([^{}|]*))?\}/g,
          (_, source, fallback) => pipe(source, fallback, known));
      }
    }
    for (const span of all("[data-pipe]")) {
      const { pipe: source, else: fallback } = span.dataset;
      if (plan.pipes[source]) span.textContent = pipe(source, fallback, known);
    }
    for (const shown of document.getElementsByName("shown")) {
      shown.value = cards.filter((card) => !card.hidden).map((card) => card.dataset.key).join(" ");
    }
  };

  for (const event of ["input", "change"]) document.addEventListener(event, apply);
  // Browsers bring back what was typed before: after this script ran, and without an event.
  addEventListener("pageshow", apply);
  apply();
})();
