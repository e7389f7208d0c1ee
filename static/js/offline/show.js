// What waits, where she is: a counter at the top, each entry on the page that it came from, and all of them on « À envoyer ».

import { everything, reasonOf, receiptsOf, wordsOf } from "../../../service_worker/outbox.js";
import { clone, fill, inState, moment, onDemand } from "./parts.js";

const stateOf = (entry) => (entry.state === "yours" ? "yours" : entry.sending ? "sending" : "kept");

// On the page that it was written on, and on those above what it is for: « Mes papiers » for a new paper.
const isFor = ({ page, url }) => page === location.pathname || (location.pathname !== "/" && url.startsWith(location.pathname));

const part = async (name, entry) => {
  const [said, made] = [await wordsOf(entry), clone(name)];
  made.dataset.carnetEntry = entry.id;
  made.dataset.carnetLane = entry.lane;
  // A photo that was shared has no words of hers yet: those of the page stay.
  if (said.label) fill(made, "label", said.label);
  if (said.files) (await onDemand("keep")).arriving(made, entry, said);
  fill(made, "words", said.words);
  fill(made, "asked", moment(said.asked));
  if (entry.reason) fill(made, "reason", (await reasonOf(entry)).reasons.join(" "));
  inState(made, stateOf(entry));
  return { said, made };
};

const count = (entries) => {
  for (const counter of document.querySelectorAll("[data-carnet-waiting]")) {
    counter.hidden = !entries.length;
    fill(counter, "count", entries.length);
  }
};

// What was shown waiting and has gone says that it is received: the page around it is older than that.
const gone = async (account, old, waiting) => {
  if (waiting.some((entry) => entry.id === old.dataset.carnetEntry)) return undefined;
  const receipt = (await receiptsOf(account)).find((one) => one.id === old.dataset.carnetEntry);
  if (!receipt) return undefined;
  fill(old, "received", (await wordsOf(receipt)).words);
  inState(old, "received");
  return old;
};

const inPlace = async (account, entries) => {
  const shown = [];
  const before = [...document.querySelectorAll("main > [data-carnet-entry]")];
  for (const old of before) shown.push(await gone(account, old, entries));
  for (const entry of entries) {
    const { said, made } = await part("pending", entry);
    if (isFor(said)) shown.push(made);
  }
  for (const old of document.querySelectorAll("main > [data-carnet-entry]")) old.remove();
  document.querySelector("main h1")?.after(...shown.filter(Boolean));
};

const once = async (account) => {
  const all = await everything();
  const entries = all.filter((entry) => entry.account === account);
  count(entries);
  const page = document.querySelector("[data-carnet-outbox]");
  if (page) await (await onDemand("outbox")).outbox(account, page, entries, all.length - entries.length, { part, clone, fill, inState, onDemand });
  else await inPlace(account, entries);
};

let [showing, asked] = [undefined, false];

// One at a time: what was read first must not be shown last.
export const show = (account) => {
  asked = true;
  showing ??= (async () => {
    while (asked) {
      asked = false;
      await once(account);
    }
    showing = undefined;
  })();
  return showing;
};
