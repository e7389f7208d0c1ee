// The pack: every page of hers that opens without network, one sealed record for each account.

import { knownKey, keyOf, seal, unseal } from "./seal.js";
import { ask, fact, work } from "./store.js";

const A_DAY = 24 * 3600 * 1000;
export const DAYS = 7;

export const boundPack = (account, { v, seq }) => `${account}|pack|${v}|${seq}`;

const recordOf = (account) => work(["packs"], "readonly", (packs) => ask(packs.get(account)));

export const etagOf = async (account) => (await knownKey(account, "reading")) && (await recordOf(account))?.etag;

// What is older than what is kept is not kept.
export const keep = async (account, pack, etag, now) => {
  const before = await recordOf(account);
  if (before && before.seq > pack.seq) return;
  const key = await keyOf(account, "reading");
  if (!key) return;
  const sealed = await seal(key, boundPack(account, pack), pack);
  const record = { account, v: pack.v, seq: pack.seq, etag, checked: now, ...sealed };
  await work(["packs"], "readwrite", (packs) => ask(packs.put(record)));
};

// Nothing has changed: what is kept is as fresh as now.
export const check = (account, now) => work(["packs"], "readwrite", async (packs) => {
  const record = await ask(packs.get(account));
  if (record) await ask(packs.put({ ...record, checked: now }));
});

export const isOver = (checked, days, now) => now - checked > days * A_DAY;

// Without its key, what is kept is noise: deleting the key is the wipe.
export const forget = (account) => work(["keys", "packs", "papers"], "readwrite", async (keys, packs, papers) => {
  await ask(keys.delete(`${account} reading`));
  await ask(packs.delete(account));
  // A device holds the papers of one account at a time.
  await ask(papers.clear());
});

// The pack of the account of this device, and when it was last known to be true; nothing when it is too old.
export const read = async (now) => {
  const account = await fact("account");
  const record = account && await recordOf(account);
  const key = record && await knownKey(account, "reading");
  if (!key) return undefined;
  if (isOver(record.checked, await fact("days") ?? DAYS, now)) {
    await forget(account);
    return undefined;
  }
  return { account, checked: record.checked, pack: await unseal(key, boundPack(account, record), record) };
};
