// Before it: SHELL, the name of a cache that changes with what it holds; FILES, what lies in it; OFFLINE, the page for when there is no network.
const KEPT = "kept";
const PATIENCE = 4000; // ms that a copy waits for the network
const STORY = /^\/stories\/[0-9a-f-]{36}\/$/;
const path = (request) => new URL(request.url).pathname;
const copyOf = (place) => caches.match(place, { ignoreVary: true, ignoreSearch: true });

async function begin() {
  const shell = await caches.open(SHELL);
  await shell.addAll([...FILES, OFFLINE]);
  await self.skipWaiting();
}

async function tidy() {
  for (const name of await caches.keys()) if (name !== SHELL && name !== KEPT) await caches.delete(name);
  await self.clients.claim();
}

async function forget(place) {
  if (!(await caches.has(KEPT))) return;
  const kept = await caches.open(KEPT);
  const all = await kept.keys();
  for (const one of all) if (path(one).startsWith(place)) await kept.delete(one, { ignoreVary: true });
  if (!all.some((one) => STORY.test(path(one)) && path(one) !== place)) await caches.delete(KEPT);
}

function impatient(answer, copy) {
  return copy ? Promise.race([answer, new Promise((_, no) => setTimeout(no, PATIENCE))]) : answer;
}

async function file(request) {
  const copy = await copyOf(request);
  if (copy && request.url.endsWith(".woff2")) return copy;
  return impatient(fetch(request), copy).catch(() => copy ?? Response.error());
}

// What another family's browser kept is never asked for: an answer of 404 throws the copy away, a new page takes its place.
async function renew(place, answer) {
  if (answer.status === 404 || answer.status === 410) await forget(place);
  else if (answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(place, answer);
}

async function page(event) {
  const place = path(event.request);
  const copy = STORY.test(place) ? await copyOf(place) : undefined;
  const answer = fetch(event.request);
  if (copy) event.waitUntil(answer.then((fresh) => renew(place, fresh.clone())).catch(() => {}));
  return impatient(answer, copy).catch(async () => copy ?? (await copyOf(OFFLINE)) ?? Response.error());
}

self.addEventListener("install", (event) => event.waitUntil(begin()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const place = path(request);
  if (new URL(request.url).origin !== location.origin) return;
  if (request.method === "POST") {
    if (place === "/parents/delete") event.waitUntil(caches.delete(KEPT));
    else if (place.endsWith("/delete")) event.waitUntil(forget(place.slice(0, -"delete".length)));
  }
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (request.method === "GET" && /^\/static\/|\/cover\.svg$/.test(place)) event.respondWith(file(request));
});
