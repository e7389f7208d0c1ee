// A form of hers becomes an entry of the outbox, on the disk before the form lets go of her words. With the network or
// without, it takes the same way.

import { dropFiles, keepFiles } from "../../../service_worker/files.js";
import { append } from "../../../service_worker/outbox.js";
import { clone, onDemand, place } from "./parts.js";
import { settled } from "./settled.js";

const SOON = 400;
// What a page that was kept carries in place of an id.
const MARK = "00000000-command-id-0000";

const written = (form, button, files) => {
  const fields = new FormData(form, button);
  fields.delete("files");
  if (files) fields.set("sizes", files.map((file) => file.size));
  const { command_id: given, ...rest } = Object.fromEntries(fields);
  const id = !given || given === MARK ? crypto.randomUUID() : given;
  return {
    id,
    said: {
      url: new URL(form.action).pathname,
      fields: [...fields].map(([name, value]) => [name, name === "command_id" ? id : String(value)]),
      files: files?.map((file) => file.size),
      label: (button ?? form.querySelector("button")).textContent.trim(),
      words: [...form.querySelectorAll("textarea, input:not([type=hidden])")].map((field) => rest[field.name]).find(Boolean) ?? "",
      page: location.pathname,
      asked: Date.now(),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
  };
};

const hold = async (account, form, button, later) => {
  form.ariaBusy = "true";
  const files = await form.carnetPages?.();
  const { id, said } = written(form, button, files);
  const lane = files ? `doc:${id}` : form.dataset.carnetLane;
  try {
    if (files) await keepFiles(account, id, files);
    await append(account, lane, id, said, Number(form.dataset.carnetReplaces) || undefined);
  } catch {
    if (files) await dropFiles(id).catch(() => {});
    // Without that script either, it goes as it does without any.
    onDemand("room").then(({ isFull }) => isFull(account, form, { clone, place }), () => {
      delete form.dataset.carnetLane;
      form.requestSubmit(button);
    });
    return;
  } finally {
    form.ariaBusy = null;
  }
  delete form.dataset.carnetReplaces;
  form.reset();
  form.elements.command_id.value = crypto.randomUUID();
  later();
  // Answered at once, she goes on; else she sees that it is kept here.
  const shown = setTimeout(() => document.dispatchEvent(new CustomEvent("carnet:kept", { detail: id })), files ? 0 : SOON);
  if (await settled(id, form, files)) clearTimeout(shown);
};

export const capture = (account, later) => document.addEventListener("submit", (event) => {
  const form = event.target;
  const { carnetLane: lane, carnetChosen: chosen } = form.dataset;
  // She was quicker than the script of that page: it takes what she has chosen, then sends.
  if (lane === "document" && !form.carnetPages) {
    event.preventDefault();
    event.stopImmediatePropagation();
    onDemand("papers").then(() => form.requestSubmit(event.submitter));
    return;
  }
  // A paper without a photo is the form’s own to refuse.
  if (!lane || (lane === "document" && !chosen)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.ariaBusy !== "true") hold(account, form, event.submitter, later);
}, { capture: true });
