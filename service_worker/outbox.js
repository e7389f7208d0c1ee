// What she has written and is not known to be received. An entry’s words are sealed; its order and its state are not.

import { keyOf, knownKey, seal, unseal } from "./seal.js";
import { ask, work } from "./store.js";

const RECEIPTS = 200;
const bound = (account, id) => `${account}|outbox|${id}`;

export const tell = () => {
  const channel = new BroadcastChannel("carnet");
  channel.postMessage("changed");
  channel.close();
};

// Durable when the promise is kept, and not before. `replaces` is an entry that this one corrects: it goes as this comes.
export const append = async (account, lane, id, said, replaces) => {
  const sealed = await seal(await keyOf(account, "writing"), bound(account, id), said);
  await work(["outbox"], "readwrite", async (outbox) => {
    if (replaces) await ask(outbox.delete(replaces));
    await ask(outbox.add({ account, lane, id, state: "kept", tries: 0, next: 0, ...sealed }));
  });
  tell();
};

export const everything = () => work(["outbox"], "readonly", (outbox) => ask(outbox.getAll()));
export const entriesOf = async (account) => (await everything()).filter((entry) => entry.account === account);

const unsealed = async ({ account, id }, sealed) => unseal(await knownKey(account, "writing"), bound(account, id), sealed);
// What she wrote, or what was answered to it.
export const wordsOf = (entry) => unsealed(entry, entry);
export const reasonOf = (entry) => unsealed(entry, entry.reason);

// Its state of now, changed; an entry that is gone stays gone.
export const change = async (n, changes) => {
  await work(["outbox"], "readwrite", async (outbox) => {
    const entry = await ask(outbox.get(n));
    if (entry) await ask(outbox.put({ ...entry, ...changes(entry) }));
  });
  tell();
};

export const remove = async (n) => {
  await work(["outbox"], "readwrite", (outbox) => ask(outbox.delete(n)));
  tell();
};

// The entry goes and its receipt comes in one transaction.
export const isReceived = async (entry, receipt) => {
  const sealed = await seal(await keyOf(entry.account, "writing"), bound(entry.account, entry.id), receipt);
  await work(["outbox", "receipts"], "readwrite", async (outbox, receipts) => {
    await ask(outbox.delete(entry.n));
    await ask(receipts.put({ id: entry.id, account: entry.account, at: Date.now(), ...sealed }));
    const known = await ask(receipts.getAll());
    const old = known.sort((one, other) => other.at - one.at).slice(RECEIPTS);
    await Promise.all(old.map((one) => ask(receipts.delete(one.id))));
  });
  tell();
};

// It stays, with the reason, until she has corrected it or let it go.
export const isRefused = async (entry, told) => {
  const reason = await seal(await keyOf(entry.account, "writing"), bound(entry.account, entry.id), told);
  await change(entry.n, () => ({ state: "yours", sending: false, reason }));
};

export const receiptsOf = async (account) => {
  const known = await work(["receipts"], "readonly", (receipts) => ask(receipts.getAll()));
  return known.filter((one) => one.account === account).sort((one, other) => other.at - one.at);
};
