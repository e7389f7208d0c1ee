// « Terminer et effacer », « Quitter vite » and the end of the time: the screen first, then the server.
import { keepDraft } from "../drafts/keep.js";

const AGAIN = 3_000;
const TOGETHER = 1_500;
const tabs = new BroadcastChannel("carnet-kiosk-end");
export let ending = false;

const blank = () => {
  document.querySelector("dialog[open]")?.close();
  document.title = "·";
  document.body.replaceChildren(document.querySelector("template[data-carnet-blank]").content.cloneNode(true));
};

// As soon as it answers; it would end the session by itself.
export const end = async () => {
  if (ending) return;
  ending = true;
  keepDraft();
  blank();
  tabs.postMessage("end");
  for (;;) {
    try {
      const answer = await fetch("/kiosk/end", { method: "POST", headers: { Accept: "application/json" } });
      if (answer.ok) return location.replace((await answer.json()).where);
      if (answer.status < 500) return location.replace("/welcome");
    } catch {
      document.querySelector(".blank [role=alert]")?.removeAttribute("hidden");
    }
    await new Promise((soon) => { setTimeout(soon, AGAIN); });
  }
};

let presses = [];
export const quickWayOut = () => addEventListener("keyup", (event) => {
  const together = (then) => event.timeStamp - then < TOGETHER;
  presses = event.key === "Shift" ? [...presses.filter(together), event.timeStamp] : [];
  if (presses.length === 3) end();
});

tabs.addEventListener("message", end);
document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("data-carnet-end")) return;
  event.preventDefault();
  end();
}, true);
