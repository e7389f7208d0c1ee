// A computer that everybody uses. Nothing is kept: no storage of any kind, here or elsewhere.
// After three minutes without a gesture it asks whether she is still there, and a minute later it forgets her.
import { keepDraft } from "../drafts/keep.js";
import { end, ending, quickWayOut } from "./ending.js";

const dialog = document.querySelector("[data-carnet-still-there]");
const hers = dialog && "left" in dialog.dataset;
const TOLD_EVERY = 10_000;
// The word of the page before is on its way: ours comes after it.
const SETTLED = 1_000;
const GESTURES = ["pointerdown", "pointermove", "keydown", "input", "wheel", "touchstart"];
const ALOUD = [30, 10];
const tabs = new BroadcastChannel("carnet-kiosk-used");
const seconds = (name) => Number(dialog.dataset[name]) * 1000;
let used = Date.now();
let told = used;
let warned = false;
let last = hers ? used + seconds("left") : Infinity;

const tell = async () => {
  told = Date.now();
  try {
    const answer = await fetch("/kiosk/here", { method: "POST" });
    if (answer.ok) last = Date.now() + (await answer.json()).left * 1000;
    else if (answer.status < 500) end();
  } catch {
    // No network for a moment: the session may end meanwhile, and the next word of the server says so.
  }
};

const use = () => {
  if (ending || dialog.open) return;
  used = Date.now();
  if (hers && used - told > TOLD_EVERY) {
    tabs.postMessage("used");
    tell();
  }
};

const say = (left) => {
  const live = dialog.querySelector("[data-carnet-rest]");
  dialog.querySelector("[data-carnet-seconds]").textContent = left;
  if (ALOUD.includes(left)) live.textContent = live.dataset.carnetRest.replace("{seconds}", left);
};

const ask = (isLast) => {
  for (const part of dialog.querySelectorAll("[data-carnet-when]")) {
    part.hidden = part.dataset.carnetWhen !== (isLast ? "last" : "quiet");
    part.querySelector("h2").id = part.hidden ? "" : "still-there";
    part.querySelector("p").id = part.hidden ? "" : "still-words";
  }
  warned = isLast;
  keepDraft();
  dialog.showModal();
  dialog.querySelector("[data-carnet-here]").focus();
};

const here = () => {
  dialog.close();
  dialog.querySelector("[data-carnet-rest]").textContent = "";
  used = Date.now();
  if (hers) tell();
};

const look = () => {
  if (ending) return;
  const quiet = used + seconds("quiet") + seconds("warned");
  const left = Math.min(quiet, last) - Date.now();
  if (left <= 0) end();
  else if (dialog.open) say(Math.ceil(left / 1000));
  else if (left <= seconds("warned") && !(warned && last < quiet)) ask(last < quiet);
};

addEventListener("pagehide", () => {
  document.documentElement.hidden = true;
  // A tab that is closed does not wait for its four minutes; the page that comes after a link says « here ».
  if (hers && !ending) navigator.sendBeacon("/kiosk/away");
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

if (hers) {
  quickWayOut();
  setTimeout(() => { if (!ending) tell(); }, SETTLED);
}
if (dialog) {
  for (const gesture of GESTURES) addEventListener(gesture, use, { capture: true, passive: true });
  tabs.addEventListener("message", () => { if (!dialog.open) used = Date.now(); });
  dialog.querySelector("[data-carnet-here]").addEventListener("click", here);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); here(); });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
} else if (document.querySelector("[data-carnet-again]")) {
  setTimeout(() => location.replace("/welcome"), 20_000);
}
