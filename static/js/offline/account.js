// Whose device this is today. Another account’s pages are forgotten; what it has not sent stays, sealed.

import { forget } from "../../../service_worker/pack.js";
import { fact, setFact } from "../../../service_worker/store.js";

export const isAccount = async (account) => {
  const before = await fact("account");
  if (before && before !== account) await forget(before);
  await setFact("account", account);
  await setFact("closing", false);
};
