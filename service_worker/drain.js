// Sending what waits: one drain at a time on this device, one entry at a time, each to the address of its form.

import { meaningOf } from "./answers.js";
import { nextOf } from "./lanes.js";
import { change, entriesOf, isReceived, isRefused, wordsOf } from "./outbox.js";
import { setFact } from "./store.js";
import { askedToWait, waitAfter } from "./waits.js";

const PATIENCE = 30_000;
const SILENCE = { status: 0 };

const headersOf = (entry, said) => ({
  "Idempotency-Key": entry.id,
  "Command-Account": entry.account,
  // A clock may be wrong: how long it waited is right.
  "Command-Age": String(Math.max(0, Math.round((Date.now() - said.asked) / 1000))),
});

const send = async (entry, said) => {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  try {
    const answer = await fetch(said.url, {
      method: "POST",
      body: new URLSearchParams(said.fields),
      headers: headersOf(entry, said),
      redirect: "manual",
      cache: "no-store",
      signal: control.signal,
    });
    const receipt = answer.headers.get("Command-Receipt");
    return {
      status: answer.status,
      receipt,
      accepted: answer.headers.has("Command-Accepted"),
      wait: answer.headers.get("Retry-After"),
      // A body that is cut is no answer: the same question gets the same one again.
      told: receipt === entry.id ? await answer.json() : undefined,
    };
  } catch {
    return SILENCE;
  } finally {
    clearTimeout(timer);
  }
};

const deal = async (entry, said, answer) => {
  const meaning = meaningOf(answer, entry.id);
  if (meaning === "done") await isReceived(entry, { label: said.label, ...answer.told });
  if (meaning === "refused") await isRefused(entry, answer.told);
  if (meaning === "unknown" || meaning === "stop") {
    const now = Date.now();
    const wait = Math.max(waitAfter(entry.tries), askedToWait(answer.wait, now));
    await change(entry.n, () => ({ sending: false, tries: entry.tries + 1, next: now + wait }));
  }
  return meaning;
};

const turn = async (account) => {
  for (;;) {
    const entry = nextOf(await entriesOf(account), Date.now());
    if (!entry) return;
    await change(entry.n, () => ({ sending: true }));
    const said = await wordsOf(entry);
    const meaning = await deal(entry, said, await send(entry, said));
    if (meaning === "stop") {
      await setFact("stopped", true);
      return;
    }
    if (meaning === "done") await setFact("stopped", false);
  }
};

// `now`: she asked for it, or the network is back: what was to wait does not.
export const drain = (account, { now = false } = {}) => navigator.locks.request(`carnet-drain-${account}`, async () => {
  if (now) for (const entry of await entriesOf(account)) if (entry.next) await change(entry.n, () => ({ next: 0 }));
  await turn(account);
});
