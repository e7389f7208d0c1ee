// What she has written and is not known to be received. An entry’s words are sealed; its order and its state are not.

import { keyOf, knownKey, seal, unseal } from "./seal.js";
import { filesOf } from "./files.js";
import { ask, work } from "./store.js";

const RECEIPTS = 200;
const bound = (account, id) => `${account}|outbox|${id}`;

export const tell = () => {
  const channel = new BroadcastChannel("carnet");
  channel.postMessage("changed");
  channel.close();
};

// An entry goes with its files.
const drop = (outbox, files, entry) => entry && Promise.all([ask(outbox.delete(entry.n)), ask(files.delete(filesOf(entry.id)))]);

// Durable when the promise is kept, and not before. `replaces` is an entry that this one corrects: it goes as this comes.
// `state` is « yours » for what she has still to say something about.
export const append = async (account, lane, id, said, replaces, state = "kept") => {
  const sealed = await seal(await keyOf(account, "writing"), bound(account, id), said);
  const n = await work(["outbox", "files"], "readwrite", async (outbox, files) => {
    if (replaces) await drop(outbox, files, await ask(outbox.get(replaces)));
    return ask(outbox.add({ account, lane, id, key: id, state, tries: 0, next: 0, since: Date.now(), ...sealed }));
  });
  tell();
  return n;
};

export const everything = () => work(["outbox"], "readonly", (outbox) => ask(outbox.getAll()));
export const entriesOf = async (account) => (await everything()).filter((entry) => entry.account === account);

const unsealed = async ({ account, id }, sealed) => unseal(await knownKey(account, "writing"), bound(account, id), sealed);
// What she wrote, or what was answered to it.
export const wordsOf = (entry) => unsealed(entry, entry);
export const reasonOf = (entry) => unsealed(entry, entry.reason);
export const answerOf = (entry) => unsealed(entry, entry.begun);
const sealedFor = async ({ account, id }, value) => seal(await keyOf(account, "writing"), bound(account, id), value);

// Its state of now, changed; an entry that is gone stays gone.
export const change = async (n, changes) => {
  await work(["outbox"], "readwrite", async (outbox) => {
    const entry = await ask(outbox.get(n));
    if (entry) await ask(outbox.put({ ...entry, ...changes(entry) }));
  });
  tell();
};

export const remove = async (n) => {
  await work(["outbox", "files"], "readwrite", async (outbox, files) => drop(outbox, files, await ask(outbox.get(n))));
  tell();
};

// Its words are received, with where its files go: nothing of them has arrived yet.
export const hasBegun = async (entry, told) => {
  const begun = await sealedFor(entry, told);
  await change(entry.n, () => ({ begun, arrived: 0, tries: 0, next: 0 }));
};

// The entry goes and its receipt comes in one transaction.
export const isReceived = async (entry, receipt) => {
  const sealed = await sealedFor(entry, receipt);
  await work(["outbox", "files", "receipts"], "readwrite", async (outbox, files, receipts) => {
    await drop(outbox, files, entry);
    await ask(receipts.put({ id: entry.id, account: entry.account, at: Date.now(), ...sealed }));
    const known = await ask(receipts.getAll());
    const old = known.sort((one, other) => other.at - one.at).slice(RECEIPTS);
    await Promise.all(old.map((one) => ask(receipts.delete(one.id))));
  });
  tell();
};

// It stays, with the reason, until she has corrected it or let it go.
export const isRefused = async (entry, told) => {
  const reason = await sealedFor(entry, told);
  await change(entry.n, () => ({ state: "yours", sending: false, reason }));
};

export const receiptsOf = async (account) => {
  const known = await work(["receipts"], "readonly", (receipts) => ask(receipts.getAll()));
  return known.filter((one) => one.account === account).sort((one, other) => other.at - one.at);
};
