// What a page of hers does on a device of hers. No other page carries this script.

import { update } from "./update.js";
import { refresh } from "./refresh.js";
import { isAccount } from "./account.js";
import { leave } from "./leave.js";

const account = document.body.dataset.carnetAccount;

if (navigator.serviceWorker && window.indexedDB && navigator.locks && window.crypto?.subtle) {
  await isAccount(account);
  update();
  refresh(account);
  leave(account);
  addEventListener("online", () => refresh(account));
}
