// She may lock what this device keeps to read: it then opens with a passkey of hers, for five minutes after each page.

import { ask, fact, work } from "./store.js";

const OPEN = 300_000;

// Its time over, the key goes: what is left of it is wrapped, and her passkey alone unwraps it.
export const isLocked = async (now) => {
  const account = await fact("account");
  return work(["keys"], "readwrite", async (keys) => {
    const lock = await ask(keys.get(`${account} lock`));
    if (!lock) return false;
    const over = now > lock.until;
    await ask(over ? keys.delete(`${account} reading`) : keys.put({ ...lock, until: now + OPEN }));
    return over;
  });
};
