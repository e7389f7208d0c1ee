// A page out of the pack: which one an address means, and how it is put in its shell.

const ANSWER = /^\/answers\/([a-z]+)\/([0-9a-f-]{36})\/([a-z]+)$/;
const HOMES = { step: "/steps", appointment: "/appointments" };
const TABS = { "": "/", appointments: "", papers: "/papers", access: "/access", history: "/access", help: "/help", outbox: "" };

const form = (pack, path) => {
  const [, target, id, kind] = path.match(ANSWER) ?? [];
  const page = kind && pack.forms[kind];
  if (!page) return undefined;
  const back = `${HOMES[target] ?? `/facts/${target}`}/${id}`;
  const marks = { "carnet-target": target, "carnet-id": id, "carnet-back": back };
  return page.replace(/carnet-(?:target|id|back)\b/g, (mark) => marks[mark]);
};

// The page of that path, without its shell; `undefined` when it is not kept.
export const pageOf = (pack, path) => pack.pages[path] ?? form(pack, path);

const text = (said) => said.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export const composed = (shell, path, page, { account, moment, quickExit }) => {
  const tab = TABS[path.split("/")[1]] ?? "/journey";
  const [title, ...main] = page.split("\n");
  const marks = { "carnet-main": main.join("\n"), "carnet-moment": text(moment), "carnet-account": account };
  return shell
    .replace(quickExit ? "" : /<a class="leave"[^]*?<\/a>/, "")
    .replace(`<li><a href="${tab}"`, `<li><a aria-current="true" href="${tab}"`)
    .replace(/<title>[^]*?<\/title>/, () => title)
    .replace(/carnet-(?:main|moment)\b|(?<=data-carnet-account=")carnet-account/g, (mark) => marks[mark]);
};
