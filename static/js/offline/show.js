// What waits, where she is: a counter at the top, each entry on the page that it came from, and all of them on « À envoyer ».

import { everything, reasonOf, receiptsOf, wordsOf } from "../../../service_worker/outbox.js";
import { DAYS } from "../../../service_worker/pack.js";
import { fact, setFact } from "../../../service_worker/store.js";
import { acts } from "./acts.js";
import { clone, fill, inState, moment } from "./parts.js";

const stateOf = (entry) => (entry.state === "yours" ? "yours" : entry.sending ? "sending" : "kept");

const part = async (name, entry) => {
  const [said, made] = [await wordsOf(entry), clone(name)];
  made.dataset.carnetEntry = entry.id;
  made.dataset.carnetLane = entry.lane;
  fill(made, "label", said.label);
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
    if (said.page === location.pathname) shown.push(made);
  }
  for (const old of document.querySelectorAll("main > [data-carnet-entry]")) old.remove();
  document.querySelector("main h1")?.after(...shown.filter(Boolean));
};

const list = async (place, entries, make) => {
  const made = [];
  for (const entry of entries) made.push(await make(entry));
  // What she has unfolded stays so.
  for (const { dataset: { carnetEntry: id } } of place.querySelectorAll("[data-carnet-entry]:has(details[open])")) {
    const details = made.find((one) => one.dataset.carnetEntry === id)?.querySelector("details");
    if (details) details.open = true;
  }
  place.querySelector("[data-carnet-list]").replaceChildren(...made);
  place.hidden = !made.length;
};

const received = async (receipt) => {
  const [{ words, label }, made] = [await wordsOf(receipt), clone("received")];
  fill(made, "label", label ?? "");
  fill(made, "words", words);
  return made;
};

const days = async (place) => {
  const chosen = String(await fact("days") ?? DAYS);
  for (const choice of place.querySelectorAll("input")) {
    choice.checked = choice.value === chosen;
    choice.onchange = () => setFact("days", Number(choice.value));
  }
};

const outbox = async (account, page, entries, others) => {
  const row = async (entry) => {
    const { said, made } = await part("entry", entry);
    acts(account, made, entry, said);
    return made;
  };
  await list(page.querySelector("[data-carnet-yours]"), entries.filter((one) => one.state === "yours"), row);
  await list(page.querySelector("[data-carnet-kept]"), entries.filter((one) => one.state === "kept"), row);
  await list(page.querySelector("[data-carnet-received]"), (await receiptsOf(account)).slice(0, 20), received);
  page.querySelector("[data-carnet-none]").hidden = entries.length > 0;
  page.querySelector("[data-carnet-others]").hidden = !others;
  await days(page.querySelector("[data-carnet-days]"));
};

const once = async (account) => {
  const all = await everything();
  const entries = all.filter((entry) => entry.account === account);
  count(entries);
  const page = document.querySelector("[data-carnet-outbox]");
  if (page) await outbox(account, page, entries, all.length - entries.length);
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
