// Events in, decisions out: each decision is a module. VERSION, FILES, POLICY and OURS come from the server.

import { closeSession } from "./closing.js";
import { drain } from "./drain.js";
import { isLocked } from "./locking.js";
import { forget, read } from "./pack.js";
import { composed, pageOf } from "./pages.js";
import { pictureOf } from "./papers.js";
import { raced } from "./race.js";
import { kindOf } from "./requests.js";
import { share } from "./share.js";
import { fact } from "./store.js";

const CACHE = `carnet-${VERSION}`;
const here = (name) => FILES.find((file) => file.startsWith(name));

const html = (body) => new Response(body, {
  headers: {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Content-Type": "text/html; charset=utf-8",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
  },
});

const file = async (request) => {
  const cache = await caches.open(CACHE);
  return await cache.match(request, { ignoreVary: true }) ?? await fetch(request).catch(async (problem) => {
    // A page kept before an update asks for the file of that day: today’s is better than none.
    const today = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
    if (today) return today;
    throw problem;
  });
};

const ours = async (name) => (await (await caches.open(CACHE)).match(here(name), { ignoreVary: true })).text();

const kept = async (path) => {
  const found = await read(Date.now());
  const page = found && pageOf(found.pack, path);
  if (!page) return undefined;
  const { account, checked, pack } = found;
  const moment = new Intl.DateTimeFormat(pack.lang, { dateStyle: "long", timeStyle: "short" }).format(checked);
  return html(composed(await ours(`/sync/shell/${pack.lang}?`), path, page, { account, moment, quickExit: pack.quick_exit }));
};

const page = async (event) => {
  const closed = await closeSession();
  if (closed && !closed.closed) return html(await ours("/sync/closed?"));
  if (await isLocked(Date.now())) return html(await ours("/sync/locked?"));
  // What was asked for before the session was closed is not shown after.
  const early = closed ? undefined : event.preloadResponse;
  const network = Promise.resolve(early).then((found) => found ?? fetch(event.request));
  const answer = await raced(network, () => kept(new URL(event.request.url).pathname), async () => html(await ours("/sync/nothing?")), OURS);
  if (answer.headers.has("Carnet-Closed")) await forget(await fact("account"));
  return answer;
};

self.addEventListener("install", (event) => event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES))));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
})()));

self.addEventListener("message", (event) => {
  if (event.data === "update") self.skipWaiting();
});

// A bonus where the browser has it: what waits leaves even when no page is open.
self.addEventListener("sync", (event) => event.waitUntil(fact("account").then((account) => account && drain(account, { now: true }))));

self.addEventListener("fetch", (event) => {
  const kind = kindOf(event.request, self.location.origin, FILES);
  if (kind === "file") event.respondWith(file(event.request));
  if (kind === "picture") event.respondWith(pictureOf(new URL(event.request.url).pathname).catch(() => undefined).then((found) => found ?? fetch(event.request)));
  if (kind === "share") event.respondWith(share(event.request));
  if (kind === "page") event.respondWith(page(event));
});
