// Stories for the journey: kept in this browser, read without a network. Where a browser cannot do it nothing of it is shown.
const KEPT = "kept";
const here = location.pathname;
const find = (name) => document.querySelectorAll(`[data-${name}]`);
const inKept = async (place) => (await caches.has(KEPT)) && (await caches.open(KEPT)).match(place, { ignoreVary: true });

async function keep() {
  const used = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const files = used.filter(({ origin, pathname }) => origin === location.origin && (pathname.startsWith("/static/") || pathname.startsWith(`${here}cover`)));
  await (await caches.open(KEPT)).addAll([here, ...new Set(files.map((url) => url.pathname))]);
}

async function letGo(place) {
  const kept = await caches.open(KEPT);
  for (const one of await kept.keys()) if (new URL(one.url).pathname.startsWith(place)) await kept.delete(one, { ignoreVary: true });
  if (!(await stories(kept)).length) await caches.delete(KEPT);
}

async function stories(kept) {
  const all = (await kept.keys()).map((request) => new URL(request.url).pathname);
  return all.filter((place) => /^\/stories\/[0-9a-f-]{36}\/$/.test(place));
}

async function showsButton(button) {
  const says = async () => button.setAttribute("aria-pressed", Boolean(await inKept(here)));
  await says();
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    await (button.getAttribute("aria-pressed") === "true" ? letGo(here) : keep()).catch(() => {});
    await says();
    button.disabled = false;
    button.focus();
  });
}

async function showsSigns(signs) {
  for (const sign of signs) sign.hidden = !(await inKept(sign.dataset.keptSign));
}

// A story that was deleted elsewhere, or has had its year, goes from here as soon as somebody comes to the shelf.
async function looksAfter() {
  if (!(await caches.has(KEPT))) return;
  const kept = await caches.open(KEPT);
  for (const place of await stories(kept)) {
    const answer = await fetch(place, { method: "HEAD" }).catch(() => null);
    if (answer?.status === 404) await letGo(place);
  }
}

async function lists(list) {
  if (!(await caches.has(KEPT))) return;
  const kept = await caches.open(KEPT);
  for (const place of await stories(kept)) {
    const html = await (await kept.match(place, { ignoreVary: true })).text();
    const page = new DOMParser().parseFromString(html, "text/html");
    const link = Object.assign(document.createElement("a"), { href: place, textContent: page.title, className: "button" });
    link.lang = page.querySelector("article")?.lang ?? "";
    list.append(document.createElement("li"));
    list.lastChild.append(link);
  }
  for (const nothing of find("kept-none")) nothing.hidden = list.children.length > 0;
}

async function begins() {
  if (find("forgotten").length) await caches.delete(KEPT);
  for (const list of find("kept-list")) await lists(list);
  for (const button of find("keep")) await showsButton(button);
  await showsSigns(find("kept-sign"));
  if (find("kept-sign").length) await looksAfter();
  await navigator.serviceWorker.register("/sw.js");
}

const soon = window.requestIdleCallback ?? setTimeout;
if ("serviceWorker" in navigator && "caches" in window) {
  if (document.readyState === "complete") soon(begins);
  else addEventListener("load", () => soon(begins));
}
