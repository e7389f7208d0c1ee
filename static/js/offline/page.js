// What a page of hers does on a device of hers. No other page carries this script.

import { drain } from "../../../service_worker/drain.js";
import { wakesAt } from "../../../service_worker/lanes.js";
import { sweepFiles } from "../../../service_worker/files.js";
import { entriesOf, receiptsOf } from "../../../service_worker/outbox.js";
import { fact } from "../../../service_worker/store.js";
import { isAccount } from "./account.js";
import { capture } from "./capture.js";
import { health } from "./health.js";
import { clone, inState, onDemand, place } from "./parts.js";
import { refresh } from "./refresh.js";
import { show } from "./show.js";
import { update } from "./update.js";

const account = document.body.dataset.carnetAccount;
let [timer, asking] = [];

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

const keeping = async () => {
  const place = document.querySelector("[data-carnet-keep]:not([data-known])");
  if (!place) return;
  place.dataset.known = "";
  await (await onDemand("keep")).keepable(place);
};

const start = async () => {
  // First of all: what she sends or presses while this device still wakes up counts too.
  capture(account, () => { send(); later(); });
  document.addEventListener("submit", async (event) => {
    if (new URL(event.target.action).pathname !== "/close") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    (await onDemand("closing")).leave(account, event.target, { clone, place });
  }, { capture: true });
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    asking = event;
  });
  const channel = new BroadcastChannel("carnet");
  channel.onmessage = () => show(account);
  document.addEventListener("carnet:kept", async ({ detail }) => {
    await show(account);
    document.querySelector(`[data-carnet-entry="${detail}"]`)?.scrollIntoView({ block: "center" });
  });
  addEventListener("online", () => { send({ now: true }); refresh(account); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  addEventListener("pageshow", (event) => { if (event.persisted) send(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-carnet-send-now]")) send({ now: true }); });
  await isAccount(account);
  update();
  await show(account);
  if (document.querySelector("[data-carnet-files]")) await onDemand("papers");
  await keeping();
  // A paper that was being checked is shown in its place once it is ready.
  document.addEventListener("htmx:after:process", keeping);
  if (await fact("editing")) await (await onDemand("correcting")).correct();
  await send({ now: Boolean(await fact("stopped")) });
  await refresh(account);
  await health(account);
  if (location.pathname === "/" && !await fact("install") && (await receiptsOf(account)).length > 1) {
    (await onDemand("install")).invite(asking, { clone, inState });
  }
  await sweepFiles(Date.now());
};

// Where one of these is missing, the forms work as they do without script.
if (account && navigator.serviceWorker && window.indexedDB && navigator.locks && window.BroadcastChannel && window.crypto?.subtle) {
  start();
}
