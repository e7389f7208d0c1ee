// A form that had been begun is filled again with its words, and is the same form: once sent, nothing is left to send.
const form = document.querySelector("main form[data-hx-boost]");
const id = new URLSearchParams(location.search).get("draft");

const put = (field, value) => {
  if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === value || field.checked;
  else field.value = value;
};

const fill = ({ action, fields }) => {
  const wanted = [...document.querySelectorAll("main form[data-hx-boost]")].find((one) => new URL(one.action).pathname === action);
  if (!wanted) return;
  wanted.elements.command_id.value = id;
  for (const { name, value } of fields) {
    for (const field of wanted.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (!["hidden", "password", "file"].includes(field.type)) put(field, value);
    }
  }
  wanted.querySelector("input:not([type=hidden]), textarea, select")?.focus();
};

if (form && id) {
  const answer = await fetch(`/drafts/${encodeURIComponent(id)}/fields`);
  if (answer.ok) fill(await answer.json());
}
