// A form of hers becomes an entry of the outbox, on the disk before the form lets go of her words. With the network or
// without, it takes the same way.

import { append } from "../../../service_worker/outbox.js";
import { forget } from "../../../service_worker/pack.js";
import { clone, place } from "./parts.js";
import { settled } from "./settled.js";

const SOON = 400;
// What a page that was kept carries in place of an id.
const MARK = "00000000-command-id-0000";

const written = (form, button) => {
  const fields = new FormData(form, button);
  const { command_id: given, ...rest } = Object.fromEntries(fields);
  const id = !given || given === MARK ? crypto.randomUUID() : given;
  return {
    id,
    said: {
      url: new URL(form.action).pathname,
      fields: [...fields].map(([name, value]) => [name, name === "command_id" ? id : String(value)]),
      label: (button ?? form.querySelector("button")).textContent.trim(),
      words: [...form.querySelectorAll("textarea, input:not([type=hidden])")].map((field) => rest[field.name]).find(Boolean) ?? "",
      page: location.pathname,
      asked: Date.now(),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
  };
};

// Nothing could be written on this device: the form is as it was, and can still be sent as it always could.
const isFull = (account, form) => {
  const notice = clone("no-room");
  notice.querySelector("[data-carnet-make-room]").addEventListener("click", async () => {
    await forget(account);
    notice.remove();
    form.requestSubmit();
  });
  notice.querySelector("[data-carnet-send]").addEventListener("click", () => form.submit());
  place(form, notice);
};

const hold = async (account, form, button, later) => {
  const { id, said } = written(form, button);
  form.ariaBusy = "true";
  try {
    await append(account, form.dataset.carnetLane, id, said, Number(form.dataset.carnetReplaces) || undefined);
  } catch {
    isFull(account, form);
    return;
  } finally {
    form.ariaBusy = null;
  }
  delete form.dataset.carnetReplaces;
  form.reset();
  form.elements.command_id.value = crypto.randomUUID();
  later();
  // Answered at once, she goes on; else she sees that it is kept here.
  const shown = setTimeout(() => document.dispatchEvent(new CustomEvent("carnet:kept", { detail: id })), SOON);
  if (await settled(id, form)) clearTimeout(shown);
};

export const capture = (account, later) => document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.carnetLane) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.ariaBusy !== "true") hold(account, form, event.submitter, later);
}, { capture: true });
