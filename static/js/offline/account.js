// Whose device this is today. Another account’s pages are forgotten; what it has not sent stays, sealed.

import { fact, setFact } from "../../../service_worker/store.js";
import { forget } from "../../../service_worker/pack.js";

export const isAccount = async (account) => {
  const before = await fact("account");
  if (before === account) return;
  if (before) await forget(before);
  await setFact("account", account);
};
