// How this device is doing, in counts, said when it changes and once a day. It comes back without what it had said before
// when the system has emptied it: the server notices, and she is told.

import { entriesOf } from "../../../service_worker/outbox.js";
import { fact, setFact } from "../../../service_worker/store.js";
import { clone, fill } from "./parts.js";

const A_DAY_LONG = 24 * 3600 * 1000;

export const health = async (account) => {
  const [entries, before, now] = [await entriesOf(account), await fact("health"), Date.now()];
  const known = before?.account === account;
  const refused = entries.filter((entry) => entry.state === "yours").length;
  const version = document.querySelector("script[src*=device]").src.slice(-10);
  const what = [entries.length - refused, refused, version].join();
  if (known && before.what === what && now - before.at < A_DAY_LONG) return;
  const since = Math.min(now, ...entries.map((entry) => entry.since ?? now));
  const body = new URLSearchParams({ waiting: entries.length - refused, refused, version, age: Math.round((now - since) / 1000), known: Number(known) });
  const answer = await fetch("/sync/health", { method: "POST", body }).catch(() => ({}));
  if (!answer.ok) return;
  await setFact("health", { account, what, at: now });
  if (answer.status === 204) return;
  const notice = clone("emptied");
  fill(notice, "words", (await answer.json()).words);
  document.querySelector("main h1")?.after(notice);
};
