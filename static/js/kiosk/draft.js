// What she is writing in a form of her carnet, kept there and nowhere else: a kiosk may close before she has sent it.
// Secrets and files are never part of it.

const SOON = 2_000;
const LONGEST = 20_000;
let dirty = null;
let timer = 0;

const labelOf = (field) => (field.closest("fieldset")?.querySelector("legend") ?? field.labels?.[0])?.textContent.trim() ?? "";

const written = (form) => [...form.elements].filter((field) => field.name && field.value
  && !["hidden", "password", "file", "submit", "button"].includes(field.type)
  && (!["radio", "checkbox"].includes(field.type) || field.checked));

export const keepDraft = () => {
  clearTimeout(timer);
  const form = dirty;
  dirty = null;
  const heading = document.querySelector("main h1");
  if (!form?.isConnected || !heading) return;
  const body = new FormData();
  body.set("form", form.elements.command_id.value);
  body.set("action", new URL(form.action).pathname);
  body.set("page", location.pathname);
  body.set("about", heading.textContent.trim());
  for (const field of written(form)) {
    body.append("name", field.name);
    body.append("label", labelOf(field));
    body.append("value", field.value.slice(0, LONGEST));
  }
  // « keepalive »: the page may be gone before it is sent.
  fetch("/drafts", { method: "POST", body: new URLSearchParams(body), keepalive: true }).catch(() => {});
};

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.matches("main form[data-hx-boost]") || !form.elements.command_id) return;
  dirty = form;
  clearTimeout(timer);
  timer = setTimeout(keepDraft, SOON);
});
document.addEventListener("submit", ({ target }) => {
  if (target !== dirty) return;
  clearTimeout(timer);
  dirty = null;
}, true);
addEventListener("pagehide", keepDraft);
