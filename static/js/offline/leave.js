// Closing her carnet closes what this device keeps of it first. What is not sent is asked about before. Without network it
// closes here at once, and the session when the network is back.

import { entriesOf, tell } from "../../../service_worker/outbox.js";
import { closeSession } from "../../../service_worker/closing.js";
import { erase, setFact } from "../../../service_worker/store.js";
import { clone, place } from "./parts.js";

const close = async (account, form) => {
  await erase(account);
  await setFact("account", "");
  await setFact("closing", true);
  tell();
  const told = await closeSession();
  if (told?.out) form.submit();
  else location.assign(told?.where ?? "/welcome");
};

export const leave = (account) => document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (new URL(form.action).pathname !== "/close") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await entriesOf(account)).length) return void close(account, form);
  const question = clone("leaving");
  question.querySelector("[data-carnet-erase]").addEventListener("click", () => close(account, form));
  place(form, question);
}, { capture: true });
