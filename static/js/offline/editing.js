// She corrects an entry: its words go back into the form that they came from.

import { everything, wordsOf } from "../../../service_worker/outbox.js";
import { fact, setFact } from "../../../service_worker/store.js";

const fillIn = (form, fields) => {
  const given = new URLSearchParams(fields);
  for (const field of form.elements) {
    // What the page has seen and the id are those of today.
    if (!given.has(field.name) || field.type === "hidden") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = given.getAll(field.name).includes(field.value);
    else if (field.type !== "submit") field.value = given.get(field.name);
  }
};

export const editing = async () => {
  const n = await fact("editing");
  if (!n) return;
  const entry = (await everything()).find((one) => one.n === n);
  const said = entry && await wordsOf(entry);
  if (said && said.page !== location.pathname) return;
  await setFact("editing", 0);
  const note = (form) => new URLSearchParams(said.fields).get("note_id") === (form.elements.note_id?.value ?? null);
  const form = said && [...document.forms].find((one) => new URL(one.action).pathname === said.url && note(one));
  if (!form) return;
  fillIn(form, said.fields);
  form.dataset.carnetReplaces = n;
  form.closest("details")?.setAttribute("open", "");
  form.querySelector("textarea, input:not([type=hidden])")?.focus();
};
