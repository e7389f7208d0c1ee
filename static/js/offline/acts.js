// What she can do with an entry: correct it, send it again, keep it as a file, let it go.

import { change, remove } from "../../../service_worker/outbox.js";
import { drain } from "../../../service_worker/drain.js";
import { setFact } from "../../../service_worker/store.js";

const file = (said) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(said, null, 1)], { type: "application/json" }));
  link.download = "carnet.json";
  link.click();
  setTimeout(URL.revokeObjectURL, 60_000, link.href);
};

// Where it was written, with its words: what she sends from there takes its place.
const correct = async (entry, said) => {
  await setFact("editing", entry.n);
  location.assign(said.page);
};

// The same words are judged again, as they would be today.
const again = async (account, entry) => {
  await change(entry.n, () => ({ state: "kept", next: 0 }));
  await drain(account);
};

export const acts = (account, made, entry, said) => {
  const ways = {
    correct: () => correct(entry, said),
    again: () => again(account, entry),
    file: () => file(said),
    remove: () => remove(entry.n),
  };
  for (const button of made.querySelectorAll("[data-carnet-act]")) {
    button.addEventListener("click", ways[button.dataset.carnetAct]);
  }
};
