// A screen on the wall: asks for news every few seconds, keeps what it has while there are none,
// and says so. Written for the browsers of televisions, which are some years old.
const body = document.body;
const tiles = document.querySelector("[data-tiles]");
const state = document.querySelector("[data-state]");
const clock = document.querySelector("[data-clock]");
const every = body.dataset.every * 1000;
const late = body.dataset.late * 1000;
const staleAfter = body.dataset.staleAfter * 1000;
const longest = 120000;
const time = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: body.dataset.zone,
});
const address = new URL(location.href);
address.searchParams.set("part", "tiles");

// The screen's own clock may be wrong: every moment here is one of the server's.
let ahead = body.dataset.now * 1000 - Date.now();
let heard = body.dataset.now * 1000;
let counted = body.dataset.counted * 1000;
let etag = "";
let failures = 0;
let waiting = 0;
let isAsking = false;

const now = () => Date.now() + ahead;

function show() {
  clock.textContent = time.format(now());
  const isCut = now() - heard > late;
  const isBehind = heard - counted > staleAfter;
  body.classList.toggle("is-stale", isCut || isBehind);
  const [words, moment] = isCut || isBehind
    ? [body.dataset.stale, isBehind ? counted : heard]
    : [body.dataset.live, heard];
  const text = words.replace("{time}", time.format(moment));
  if (state.textContent !== text) state.textContent = text;
  // Nothing stands on the same pixels for ever.
  body.dataset.shift = Math.floor(now() / 60000) % 4;
}

function take(response, html) {
  const said = Number(response.headers.get("X-Board-Now"));
  ahead = said - Date.now();
  heard = said;
  counted = Number(response.headers.get("X-Board-Counted"));
  failures = 0;
  if (html === null) return;
  etag = response.headers.get("ETag");
  tiles.innerHTML = html;
}

async function ask() {
  if (isAsking) return;
  isAsking = true;
  clearTimeout(waiting);
  const patience = new AbortController();
  const giveUp = setTimeout(() => patience.abort(), 10000);
  try {
    const headers = etag ? { "If-None-Match": etag } : {};
    const response = await fetch(address, {
      headers, signal: patience.signal, cache: "no-store", credentials: "omit", redirect: "error",
    });
    const isOurs = response.headers.has("X-Board-Now");
    // Switched off, or made anew with other words and looks: the page itself says which.
    if (isOurs && [404, 410].includes(response.status)) return location.reload();
    if (!isOurs || ![200, 304].includes(response.status)) throw new Error(response.status);
    if (response.headers.get("X-Board-Page") !== body.dataset.page) return location.reload();
    take(response, response.status === 200 ? await response.text() : null);
  } catch (error) {
    failures += 1;
  } finally {
    clearTimeout(giveUp);
    isAsking = false;
    waiting = setTimeout(ask, failures ? Math.min(longest, every * 2 ** (failures - 1)) : every);
    show();
  }
}

addEventListener("online", ask);
addEventListener("pageshow", ask);
document.addEventListener("visibilitychange", () => document.hidden || ask());
setInterval(show, 1000);
show();
