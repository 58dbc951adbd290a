// An order that is still being made looks again every two seconds.
const order = () => document.querySelector("#order");

async function look() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  order().replaceWith(page.querySelector("#order"));
}

const timer = setInterval(async () => {
  if (order().matches("[data-open]")) await look().catch(() => {});
  else clearInterval(timer);
}, 2000);
