// She has closed her carnet here: the server is told as soon as it can be, and until then nothing of hers opens.

import { fact, setFact } from "./store.js";

// What the server says: closed or not, and where to go on to; nothing when she has not asked for it.
export const closeSession = async () => {
  if (!await fact("closing")) return undefined;
  const asked = fetch("/close", { method: "POST", headers: { Accept: "application/json" } });
  const told = await asked.then((answer) => answer.json()).catch(() => ({}));
  if (told.closed) await setFact("closing", false);
  return told;
};
