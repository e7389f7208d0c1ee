// Sending what waits: one drain at a time on this device, one request at a time, each entry to the address of its form.

import { meaningOf } from "./answers.js";
import { call } from "./call.js";
import { carry } from "./carry.js";
import { nextOf } from "./lanes.js";
import { change, entriesOf, hasBegun, isReceived, isRefused, wordsOf } from "./outbox.js";
import { setFact } from "./store.js";
import { askedToWait, waitAfter } from "./waits.js";

const send = (entry, said) => (
  entry.begun ? carry(entry, said) : call(entry, said, said.url, { body: new URLSearchParams(said.fields) })
);

const deal = async (entry, said, answer) => {
  const meaning = meaningOf(answer, entry.key);
  if (meaning === "done" && said.files && !entry.begun) await hasBegun(entry, answer.told);
  else if (meaning === "done") await isReceived(entry, { label: (said.files && said.words) || said.label, ...answer.told });
  if (meaning === "refused") await isRefused(entry, answer.told);
  if (meaning === "moved") await change(entry.n, () => ({ arrived: answer.arrived, piece: answer.piece, tries: 0, next: 0 }));
  if (meaning === "unknown" || meaning === "stop") {
    const now = Date.now();
    const wait = Math.max(waitAfter(entry.tries), askedToWait(answer.wait, now));
    await change(entry.n, () => ({ sending: false, tries: entry.tries + 1, next: now + wait, piece: answer.piece }));
  }
  return meaning;
};

const turn = async (account) => {
  for (;;) {
    const entry = nextOf(await entriesOf(account), Date.now());
    if (!entry) return;
    // An entry of the version before had no key of its own.
    entry.key ??= entry.id;
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
