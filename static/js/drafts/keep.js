// What is being written in a form of her carnet, kept there and nowhere else: a session that ends by itself may do so
// before it is sent.
// Secrets and files are never part of it.

const SOON = 2_000;
const LONGEST = 20_000;
let dirty = null;
let timer = 0;

// What a choice says to her; the words of others are their value.
const CHOICES = ["radio", "checkbox"];
const saidBy = (field) => (field.selectedOptions?.[0] ?? (CHOICES.includes(field.type) ? field.labels?.[0] : null))
  ?.textContent.trim() ?? "";

const labelOf = (field) => (field.closest("fieldset")?.querySelector("legend") ?? field.labels?.[0])?.textContent.trim() ?? "";

const written = (form) => [...form.elements].filter((field) => field.name && field.value
  && !["hidden", "password", "file", "submit", "button"].includes(field.type)
  && (!CHOICES.includes(field.type) || field.checked));

export const keepDraft = () => {
  clearTimeout(timer);
  timer = 0;
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
    body.append("said", saidBy(field));
  }
  // « keepalive »: the page may be gone before it is sent.
  fetch("/drafts", { method: "POST", body: new URLSearchParams(body), keepalive: true }).catch(() => {});
};

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.matches("main form[data-hx-boost]") || !form.elements.command_id) return;
  if (dirty && dirty !== form) keepDraft();
  dirty = form;
  // Whoever types without a pause is not made to wait for one.
  timer ||= setTimeout(keepDraft, SOON);
});
document.addEventListener("submit", ({ target }) => {
  if (target !== dirty) return;
  clearTimeout(timer);
  timer = 0;
  dirty = null;
}, true);
addEventListener("pagehide", keepDraft);
