// What a page of hers does on a device of hers. No other page carries this script.

import { drain } from "../../../service_worker/drain.js";
import { wakesAt } from "../../../service_worker/lanes.js";
import { entriesOf } from "../../../service_worker/outbox.js";
import { fact } from "../../../service_worker/store.js";
import { isAccount } from "./account.js";
import { capture } from "./capture.js";
import { editing } from "./editing.js";
import { leave } from "./leave.js";
import { refresh } from "./refresh.js";
import { show } from "./show.js";
import { update } from "./update.js";

const account = document.body.dataset.carnetAccount;
let timer;

// Sends what can go, then sets the clock for the next.
const send = async (options) => {
  const before = (await entriesOf(account)).length;
  await drain(account, options);
  const left = await entriesOf(account);
  if (left.length < before) await refresh(account);
  clearTimeout(timer);
  const wakes = wakesAt(left);
  if (wakes < Infinity) timer = setTimeout(send, Math.max(1000, wakes - Date.now()));
};

const later = async () => {
  const { sync } = await navigator.serviceWorker.ready.catch(() => ({}));
  sync?.register("carnet").catch(() => {});
};

const start = async () => {
  // First of all: a form that is sent while this device still wakes up is kept too.
  capture(account, () => { send(); later(); });
  leave(account);
  await isAccount(account);
  const channel = new BroadcastChannel("carnet");
  channel.onmessage = () => show(account);
  document.addEventListener("carnet:kept", () => show(account));
  addEventListener("online", () => { send({ now: true }); refresh(account); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  addEventListener("pageshow", (event) => { if (event.persisted) send(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-carnet-send-now]")) send({ now: true }); });
  update();
  await show(account);
  await editing();
  await send({ now: Boolean(await fact("stopped")) });
  await refresh(account);
};

// Where one of these is missing, the forms work as they do without script.
if (navigator.serviceWorker && window.indexedDB && navigator.locks && window.BroadcastChannel && window.crypto?.subtle) {
  start();
}
