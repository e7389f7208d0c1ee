// What the worker decides when a page is asked for.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isOver } from "../../service_worker/pack.js";
import { composed, pageOf } from "../../service_worker/pages.js";
import { isOurs, raced } from "../../service_worker/race.js";
import { kindOf } from "../../service_worker/requests.js";

const ORIGIN = "https://carnet.example";
const ID = "01a2140a-94ae-707b-9717-0089c7e435e1";
const pack = {
  pages: { "/": "<title>Accueil · Carnet</title>\n<h1>Bonjour Awa</h1>\n<p>carnet-moment</p>" },
  forms: { disagree: '<title>Je ne suis pas d’accord · Carnet</title>\n<a href="carnet-back">Retour</a><form action="/answers/carnet-target/carnet-id/disagree">' },
};
const ours = (body) => new Response(body, { headers: { "Carnet-Build": "1" } });
const never = new Promise(() => {});
const nothing = () => "nothing";

test("a write is never touched", () => {
  assert.equal(kindOf({ method: "POST", mode: "navigate", url: `${ORIGIN}/notes` }, ORIGIN, []), "leave");
});

test("a photo that the telephone shares is kept first, and no other write", () => {
  const shared = { method: "POST", mode: "navigate", url: `${ORIGIN}/papers/shared` };
  assert.equal(kindOf(shared, ORIGIN, []), "share");
  for (const other of [{ mode: "cors" }, { url: "https://other.example/papers/shared" }, { url: `${ORIGIN}/papers` }]) {
    assert.equal(kindOf({ ...shared, ...other }, ORIGIN, []), "leave");
  }
});

test("another host, the pack and a part of a page are left to the network", () => {
  for (const [mode, url] of [["navigate", "https://other.example/"], ["cors", `${ORIGIN}/sync/pack`], ["cors", `${ORIGIN}/journey`]]) {
    assert.equal(kindOf({ method: "GET", mode, url }, ORIGIN, []), "leave");
  }
});

test("a file is one of ours under its own hash, or any static one", () => {
  const files = ["/sync/page.js?v=1"];
  assert.equal(kindOf({ method: "GET", mode: "cors", url: `${ORIGIN}/sync/page.js?v=1` }, ORIGIN, files), "file");
  assert.equal(kindOf({ method: "GET", mode: "cors", url: `${ORIGIN}/sync/page.js?v=2` }, ORIGIN, files), "leave");
  assert.equal(kindOf({ method: "GET", mode: "no-cors", url: `${ORIGIN}/static/css/app.css?v=9` }, ORIGIN, files), "file");
});

test("the network’s answer comes first, whatever is kept", async () => {
  const answer = await raced(Promise.resolve(ours("fresh")), () => "kept", nothing, "Carnet-Build", 20);
  assert.equal(await answer.text(), "fresh");
});

test("a dead network, a portal’s page and a gateway’s 502 show what is kept", async () => {
  const failing = [Promise.reject(new TypeError("no network")), Promise.resolve(new Response("Wi-Fi gratuit")), Promise.resolve(new Response("", { status: 502 }))];
  for (const network of failing) assert.equal(await raced(network, () => "kept", nothing, "Carnet-Build", 20), "kept");
});

test("a slow network shows what is kept, and is waited for when nothing is", async () => {
  assert.equal(await raced(never, () => "kept", nothing, "Carnet-Build", 20), "kept");
  const late = new Promise((resolve) => { setTimeout(resolve, 40, ours("late")); });
  assert.equal(await (await raced(late, () => undefined, nothing, "Carnet-Build", 20)).text(), "late");
});

test("without network and without a page, she is told so", async () => {
  assert.equal(await raced(Promise.reject(new TypeError("no network")), () => undefined, nothing, "Carnet-Build", 20), "nothing");
});

test("a redirection is the browser’s to follow", () => {
  assert.ok(isOurs({ type: "opaqueredirect", headers: new Headers() }, "Carnet-Build"));
});

test("a page that is not in the pack is not made up", () => {
  for (const path of ["/nowhere", `/answers/step/${ID}/other`, '/answers/step/"><script>/disagree']) assert.equal(pageOf(pack, path), undefined);
});

test("a form that every fact leads to is filled with that fact", () => {
  const page = pageOf(pack, `/answers/step/${ID}/disagree`);
  assert.match(page, new RegExp(`href="/steps/${ID}"`));
  assert.match(page, new RegExp(`action="/answers/step/${ID}/disagree"`));
  assert.match(pageOf(pack, `/answers/goal/${ID}/disagree`), new RegExp(`href="/facts/goal/${ID}"`));
});

test("a page is put in its shell once, with its date, its tab and without a way out that she did not ask for", () => {
  const shell = '<title>Carnet · Carnet</title><body data-carnet-account="carnet-account"><p>carnet-moment</p><a class="leave" href="x">Quitter</a>'
    + '<li><a href="/">Accueil</a></li><main>carnet-main</main>';
  const whole = composed(shell, "/", pack.pages["/"], { account: "abc", moment: "25 novembre", quickExit: false });
  assert.match(whole, /<title>Accueil · Carnet<\/title>/);
  assert.match(whole, /data-carnet-account="abc"><p>25 novembre/);
  assert.match(whole, /aria-current="true" href="\/"/);
  assert.doesNotMatch(whole, /Quitter/);
  // Words of hers that look like a mark stay hers.
  assert.match(whole, /<p>carnet-moment<\/p><\/main>/);
});

test("what is kept lives for the days that she chose since it was last known to be true", () => {
  const day = 24 * 3600 * 1000;
  assert.ok(!isOver(0, 7, 7 * day));
  assert.ok(isOver(0, 7, 7 * day + 1));
  assert.ok(isOver(0, 1, 2 * day));
});
