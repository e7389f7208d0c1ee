// What an entry sends besides its words: sealed piece by piece, so that a big file never has to be whole in memory.

import { keyOf, knownKey, sealBytes, unsealBytes } from "./seal.js";
import { ask, work } from "./store.js";

// Each is written for itself: with smaller ones, a slow telephone takes twice as long.
const PIECE = 2 * 1024 * 1024;
const LEFT_OVER = 24 * 3600 * 1000;
const boundPiece = (account, id, n) => `${account}|file|${id}|${n}`;
const piecesOf = (size) => Math.ceil(size / PIECE);

export const filesOf = (id) => IDBKeyRange.bound([id, 0], [id, Infinity]);

// All of them are on the disk before the entry is: what is left of one that never came is swept a day later.
export const keepFiles = async (account, id, blobs) => {
  const key = await keyOf(account, "writing");
  let n = 0;
  for (const blob of blobs) {
    for (let at = 0; at < blob.size; at += PIECE) {
      const plain = await blob.slice(at, at + PIECE).arrayBuffer();
      const row = { id, n, account, at: Date.now(), ...await sealBytes(key, boundPiece(account, id, n), plain) };
      await work(["files"], "readwrite", (files) => ask(files.add(row)));
      n += 1;
    }
  }
};

export const dropFiles = (id) => work(["files"], "readwrite", (files) => ask(files.delete(filesOf(id))));

// Those bytes of a file: as many as are asked for, as far as it goes.
export const bytesOf = async ({ account, id }, sizes, place, offset, most) => {
  const before = sizes.slice(0, place).reduce((sum, size) => sum + piecesOf(size), 0);
  const [key, parts] = [await knownKey(account, "writing"), []];
  for (let at = offset; at < Math.min(offset + most, sizes[place]); at += PIECE - at % PIECE) {
    const n = before + Math.floor(at / PIECE);
    const row = await work(["files"], "readonly", (files) => ask(files.get([id, n])));
    parts.push((await unsealBytes(key, boundPiece(account, id, n), row)).slice(at % PIECE));
  }
  return (await new Blob(parts).arrayBuffer()).slice(0, most);
};

export const sweepFiles = (now) => work(["outbox", "files"], "readwrite", async (outbox, files) => {
  const known = new Set((await ask(outbox.getAll())).map((entry) => entry.id));
  for (const [id, n] of await ask(files.getAllKeys())) {
    if (!known.has(id) && now - (await ask(files.get([id, n]))).at > LEFT_OVER) await ask(files.delete([id, n]));
  }
});
