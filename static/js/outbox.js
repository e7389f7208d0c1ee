// « À envoyer »: each entry with what she can do with it, and what this device keeps. Loaded by that page alone.

import { blobsOf } from "./blobs.js";

const { DAYS, change, drain, fact, receiptsOf, remove, setFact, wordsOf } = self.carnet;

const download = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(URL.revokeObjectURL, 60_000, link.href);
};

const file = async (entry, said) => {
  download(new Blob([JSON.stringify(said, null, 1)], { type: "application/json" }), "carnet.json");
  for (const blob of await blobsOf(entry, said)) download(blob, `carnet.${blob.type.split("/")[1]}`);
};

// Where it was written, with its words: what she sends from there takes its place.
const correct = async (entry, said) => {
  await setFact("editing", entry.n);
  location.assign(said.page);
};

// The same words are judged again, as they would be today; a paper that the server waits for no more begins anew.
const again = async (account, entry) => {
  await change(entry.n, () => ({ state: "kept", next: 0, ...(entry.begun && { begun: undefined, key: crypto.randomUUID() }) }));
  await drain(account);
};

const acts = (account, made, entry, said) => {
  const ways = {
    correct: () => correct(entry, said),
    again: () => again(account, entry),
    file: () => file(entry, said),
    remove: () => remove(entry.n),
  };
  for (const button of made.querySelectorAll("[data-carnet-act]")) {
    button.addEventListener("click", ways[button.dataset.carnetAct]);
  }
  // What was shared has first to be told what it is about: as it is, it would be refused.
  if (said.shared) made.querySelector("[data-carnet-act=again]").remove();
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

const days = async (place) => {
  if (place.dataset.carnetReady) return;
  const choices = [...place.querySelectorAll("input")];
  const hers = () => choices.find((one) => one.checked && !one.defaultChecked);
  for (const choice of choices) choice.onchange = () => setFact("days", Number(choice.value));
  const kept = String(await fact("days") ?? DAYS);
  // What she chose before this script came is her choice.
  if (hers()) await setFact("days", Number(hers().value));
  else for (const choice of choices) choice.checked = choice.value === kept;
  place.dataset.carnetReady = "yes";
};

export const outbox = async (account, page, entries, others, { part, clone, fill, inState, onDemand }) => {
  const row = async (entry) => {
    const { said, made } = await part("entry", entry);
    acts(account, made, entry, said);
    return made;
  };
  const received = async (receipt) => {
    const [{ words, label }, made] = [await wordsOf(receipt), clone("received")];
    fill(made, "label", label ?? "");
    fill(made, "words", words);
    return made;
  };
  await list(page.querySelector("[data-carnet-yours]"), entries.filter((one) => one.state === "yours"), row);
  await list(page.querySelector("[data-carnet-kept]"), entries.filter((one) => one.state === "kept"), row);
  await list(page.querySelector("[data-carnet-received]"), (await receiptsOf(account)).slice(0, 20), received);
  page.querySelector("[data-carnet-none]").hidden = entries.length > 0;
  page.querySelector("[data-carnet-others]").hidden = !others;
  await days(page.querySelector("[data-carnet-days]"));
  const { listed } = await onDemand("keep");
  const lock = page.querySelector("[data-carnet-lock]");
  if (window.PublicKeyCredential) await (await onDemand("lock")).lockable(account, lock, inState);
  const papers = () => listed(page.querySelector("[data-carnet-papers]"), clone, papers);
  await papers();
};
