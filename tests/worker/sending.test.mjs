// What the outbox decides: which entry goes, what an answer means, how long to wait.

import assert from "node:assert/strict";
import { test } from "node:test";

import { meaningOf } from "../../service_worker/answers.js";
import { sizeOf, spotOf } from "../../service_worker/carry.js";
import { heads, nextOf, wakesAt } from "../../service_worker/lanes.js";
import { askedToWait, waitAfter } from "../../service_worker/waits.js";

const ID = "01a2140a";
const answer = (status, receipt = ID, accepted = false) => ({ status, receipt, accepted });
const entry = (n, lane, changes = {}) => ({ n, lane, state: "kept", next: 0, ...changes });

test("an entry leaves against its own receipt alone", () => {
  assert.equal(meaningOf(answer(200, ID, true), ID), "done");
  for (const status of [200, 201, 204, 302, 304]) assert.equal(meaningOf(answer(status, null), ID), "unknown");
  assert.equal(meaningOf(answer(200, "another", true), ID), "unknown");
});

test("a receipt that does not say accepted is not an acceptance", () => {
  for (const status of [200, 204, 303]) assert.equal(meaningOf(answer(status), ID), "unknown");
});

test("what we refuse comes back to her, what a gateway refuses does not", () => {
  for (const status of [400, 404, 409, 410, 412, 413, 415, 422]) {
    assert.equal(meaningOf(answer(status), ID), "refused");
    assert.equal(meaningOf(answer(status, null), ID), "unknown");
  }
});

test("a session that is over stops everything and loses nothing", () => {
  for (const status of [401, 403]) assert.equal(meaningOf(answer(status, null), ID), "stop");
});

test("silence, a fault and « later » are tried again, with or without a receipt", () => {
  for (const status of [0, 408, 425, 429, 500, 502, 503, 504]) {
    assert.equal(meaningOf(answer(status), ID), "unknown");
    assert.equal(meaningOf(answer(status, null), ID), "unknown");
  }
});

test("in a lane the first to come goes first, and holds the others while it waits", () => {
  const entries = [entry(1, "journey", { next: 50 }), entry(2, "journey"), entry(3, "doc:a")];
  assert.equal(nextOf(entries, 10).n, 3);
  assert.equal(nextOf(entries, 50).n, 1);
  assert.equal(nextOf(entries.slice(0, 2), 10), undefined);
});

test("taking an access back goes before everything", () => {
  assert.equal(nextOf([entry(1, "journey"), entry(2, "doc:a"), entry(3, "access")], 0).n, 3);
});

test("words go before the bytes of a paper, whichever came first", () => {
  assert.equal(nextOf([entry(1, "doc:a"), entry(2, "journey")], 0).n, 2);
  assert.equal(nextOf([entry(1, "doc:a"), entry(2, "journey", { next: 9 })], 0).n, 1);
  assert.equal(nextOf([entry(1, "doc:a", { next: 9 }), entry(2, "doc:b")], 0).n, 2);
});

test("bytes are where they are said to be, file after file", () => {
  assert.deepEqual(spotOf([10, 20], 0), { place: 0, offset: 0 });
  assert.deepEqual(spotOf([10, 20], 9), { place: 0, offset: 9 });
  assert.deepEqual(spotOf([10, 20], 10), { place: 1, offset: 0 });
  assert.deepEqual(spotOf([10, 20], 30), { place: 2, offset: 0 });
});

test("a quick line gets larger pieces, a slow one the same, one that fails smaller ones", () => {
  const K = 1024;
  assert.equal(sizeOf(64 * K, { isIn: true, took: 200 }), 128 * K);
  assert.equal(sizeOf(64 * K, { isIn: true, took: 3000 }), 64 * K);
  assert.equal(sizeOf(64 * K, { isIn: false, took: 30_000 }), 32 * K);
  assert.equal(sizeOf(64 * K, { isIn: false, took: 100 }), 64 * K);
  assert.equal(sizeOf(64 * K, { isIn: false, took: 100, isLarge: true }), 32 * K);
  assert.equal(sizeOf(4096 * K, { isIn: true, took: 1 }), 4096 * K);
  assert.equal(sizeOf(16 * K, { isIn: false, took: 30_000 }), 16 * K);
});

test("bytes that arrived are counted against their receipt alone", () => {
  assert.equal(meaningOf({ ...answer(204), offset: 64 }, ID), "moved");
  assert.equal(meaningOf({ ...answer(204, null), offset: 64 }, ID), "unknown");
  assert.equal(meaningOf(answer(460), ID), "unknown");
});

test("what is hers to correct holds nobody up", () => {
  assert.deepEqual(heads([entry(1, "journey", { state: "yours" }), entry(2, "journey")]).map((one) => one.n), [2]);
});

test("the clock is set for the first that may go again", () => {
  assert.equal(wakesAt([entry(1, "journey", { next: 90 }), entry(2, "journey", { next: 10 }), entry(3, "access", { next: 70 })]), 70);
  assert.equal(wakesAt([]), Infinity);
});

test("a wait is anything up to twice the wait of before, from two seconds to five minutes", () => {
  assert.equal(waitAfter(0, 1), 2_000);
  assert.equal(waitAfter(1, 1), 4_000);
  assert.equal(waitAfter(3, 0), 0);
  assert.equal(waitAfter(12, 1), 300_000);
  assert.equal(waitAfter(5_000, 0.5), 150_000);
});

test("the server can ask for longer, in seconds or as a date, an hour at most", () => {
  const now = Date.parse("2026-11-25T12:00:00Z");
  assert.equal(askedToWait("30", now), 30_000);
  assert.equal(askedToWait("Wed, 25 Nov 2026 12:01:00 GMT", now), 60_000);
  assert.equal(askedToWait("999999", now), 3_600_000);
  for (const nothing of [null, "", "soon", "Wed, 25 Nov 2020 12:00:00 GMT"]) assert.equal(askedToWait(nothing, now), 0);
});
