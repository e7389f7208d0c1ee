// AES-GCM-256 under a key made here that no script can read out. `about` binds what is sealed to its place.

import { ask, work } from "./store.js";

const bytes = (text) => new TextEncoder().encode(text);
const HOW = { name: "AES-GCM", length: 256 };

export const sealBytes = async (key, about, plain) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, ct: await crypto.subtle.encrypt({ name: HOW.name, iv, additionalData: bytes(about) }, key, plain) };
};

export const unsealBytes = (key, about, { iv, ct }) => (
  crypto.subtle.decrypt({ name: HOW.name, iv, additionalData: bytes(about) }, key, ct)
);

export const seal = (key, about, value) => sealBytes(key, about, bytes(JSON.stringify(value)));
export const unseal = async (...what) => JSON.parse(new TextDecoder().decode(await unsealBytes(...what)));

// `use` is « reading » or « writing »: wiping what is kept to read never touches what waits to be sent.
export const knownKey = (account, use) => work(["keys"], "readonly", async (keys) => (
  (await ask(keys.get(`${account} ${use}`)))?.key
));

export const keyOf = async (account, use) => {
  const known = await knownKey(account, use);
  if (known) return known;
  const made = await crypto.subtle.generateKey(HOW, false, ["encrypt", "decrypt"]);
  return work(["keys"], "readwrite", async (keys) => {
    // Another page may have made one meanwhile: the first stays. Behind a lock there is none until she opens it.
    const first = await ask(keys.get(`${account} ${use}`)) ?? (use === "reading" && await ask(keys.get(`${account} lock`)));
    if (!first) await ask(keys.put({ id: `${account} ${use}`, key: made }));
    return first ? first.key : made;
  });
};
