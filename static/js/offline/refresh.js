// The pack is asked for again when a page opens with the network: unchanged costs a few hundred bytes.

import { check, etagOf, keep } from "../../../service_worker/pack.js";

export const refresh = (account) => navigator.locks.request("carnet-pack", { ifAvailable: true }, async (lock) => {
  if (!lock) return;
  const etag = await etagOf(account);
  const headers = etag ? { "If-None-Match": etag } : {};
  try {
    const answer = await fetch("/sync/pack", { headers, referrerPolicy: "no-referrer" });
    if (answer.status === 304) await check(account, Date.now());
    // The body may be cut: then what is kept stays as it was.
    if (answer.ok && answer.headers.has("ETag")) await keep(account, await answer.json(), answer.headers.get("ETag"), Date.now());
  } catch {
    // No network now: the next page asks again.
  }
});
