// The pack is asked for again when a page opens with the network: unchanged costs a few hundred bytes.

import { check, etagOf, forget, keep } from "../../../service_worker/pack.js";
import { keptPapers } from "../../../service_worker/papers.js";
import { onDemand } from "./parts.js";

export const refresh = (account) => navigator.locks.request("carnet-pack", { ifAvailable: true }, async (lock) => {
  if (!lock) return;
  const etag = await etagOf(account);
  const headers = etag ? { "If-None-Match": etag } : {};
  try {
    const answer = await fetch("/sync/pack", { headers, referrerPolicy: "no-referrer" });
    // Closed from another device of hers: nothing of hers stays to be read here.
    if (answer.headers.has("Carnet-Closed")) await forget(account);
    if (answer.status === 304) await check(account, Date.now());
    // The body may be cut: then what is kept stays as it was.
    if (answer.ok && answer.headers.has("ETag")) {
      const pack = await answer.json();
      await keep(account, pack, answer.headers.get("ETag"), Date.now());
      if ((await keptPapers(account)).length) await (await onDemand("keep")).keepUp(pack.documents);
    }
  } catch {
    // No network now: the next page asks again.
  }
});
