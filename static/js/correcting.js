// She corrects an entry: its words, and its photos, go back into the form that they came from. Loaded when she does.

import { blobsOf } from "./blobs.js";

const { everything, fact, setFact, wordsOf } = self.carnet;

const fillIn = (form, fields) => {
  const given = new URLSearchParams(fields);
  for (const field of form.elements) {
    // What the page has seen and the id are those of today.
    if (!given.has(field.name) || field.type === "hidden") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = given.getAll(field.name).includes(field.value);
    else if (field.type !== "submit") field.value = given.get(field.name);
  }
};

export const correct = async () => {
  const n = await fact("editing");
  if (!n) return;
  const entry = (await everything()).find((one) => one.n === n);
  const said = entry && await wordsOf(entry);
  if (said && !location.pathname.startsWith(said.page)) return;
  const note = (form) => new URLSearchParams(said.fields).get("note_id") === (form.elements.note_id?.value ?? null);
  const form = said && [...document.forms].find((one) => new URL(one.action).pathname === said.url && note(one));
  // A photo that was shared has first to be told what it is about, on another page.
  if (!form && said?.shared) return;
  await setFact("editing", 0);
  if (!form) return;
  fillIn(form, said.fields);
  form.dataset.carnetReplaces = n;
  if (said.files) form.carnetTake?.(await blobsOf(entry, said));
  form.closest("details")?.setAttribute("open", "");
  form.querySelector("textarea, input:not([type=hidden])")?.focus();
};

// The page of the form as the server answers it, with her words in it: what she sends from there replaces this entry.
export const showAgain = ({ entry, refused }) => {
  const main = new DOMParser().parseFromString(refused.page, "text/html").getElementById("main");
  document.getElementById("main").replaceWith(document.adoptNode(main));
  for (const form of main.querySelectorAll("form")) {
    if (new URL(form.action).pathname === refused.url) form.dataset.carnetReplaces = entry.n;
  }
  window.htmx?.process(main);
  const wrong = main.querySelector("[data-carnet-errors], [data-carnet-notice]") ?? main.querySelector("h1");
  wrong.tabIndex = -1;
  wrong.focus();
};
