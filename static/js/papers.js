// The pages of a paper: chosen, reduced on the device, put in order, looked at, then sent piece by piece.
import { reduced } from "./picture.js";
import { send } from "./sending.js";

const fields = document.querySelector("[data-carnet-files]");
const form = fields.closest("form");
const list = fields.querySelector("[data-carnet-pages]");
const count = fields.querySelector("[data-carnet-count]");
const pages = [];
let chosen = Promise.resolve();

const template = (name) => document.querySelector(`template[data-carnet-${name}]`).content.cloneNode(true);

function draw() {
  list.replaceChildren(...pages.map((page, at) => {
    const row = page.row;
    row.querySelector("[data-carnet-number]").textContent = at + 1;
    row.querySelector("[data-carnet-earlier]").disabled = at === 0;
    return row;
  }));
  count.replaceChildren(...(pages.length ? [template("readable")] : []));
}

function shown(page) {
  const row = template("page-template").querySelector("li");
  const picture = row.querySelector("[data-carnet-preview]");
  row.querySelector("[data-carnet-file]").hidden = page.isPicture;
  picture.hidden = !page.isPicture;
  if (page.isPicture) picture.src = URL.createObjectURL(page.blob);
  row.querySelector("[data-carnet-blurred]").hidden = !page.blurred;
  row.querySelector("[data-carnet-dark]").hidden = page.blurred || !page.dark;
  row.querySelector("[data-carnet-remove]").addEventListener("click", () => {
    URL.revokeObjectURL(picture.src);
    pages.splice(pages.indexOf(page), 1);
    if (!pages.length) delete form.dataset.carnetChosen;
    draw();
    fields.querySelector("[data-carnet-pick]").focus();
  });
  row.querySelector("[data-carnet-earlier]").addEventListener("click", () => {
    const at = pages.indexOf(page);
    pages.splice(at - 1, 2, page, pages[at - 1]);
    draw();
    row.querySelector("[data-carnet-earlier]").focus();
  });
  return row;
}

async function take(files) {
  for (const file of files) {
    const page = await reduced(file);
    page.row = shown(page);
    pages.push(page);
    draw();
  }
}

function choose(event) {
  const files = [...event.target.files];
  event.target.value = "";
  chosen = chosen.then(() => take(files));
  form.dataset.carnetChosen = "true";
}

// What an outbox asks for, and what it gives back to be looked at again.
form.carnetPages = () => chosen.then(() => pages.map((page) => page.blob));
form.carnetTake = (blobs) => choose({ target: { files: blobs } });
form.addEventListener("reset", () => {
  pages.splice(0);
  delete form.dataset.carnetChosen;
  draw();
});

async function submit(event) {
  if (!form.dataset.carnetChosen) {
    // The server says so in words; without network the browser does.
    const [first] = fields.querySelectorAll("#files");
    first.required = Boolean(document.querySelector("[data-carnet-offline]"));
    if (!first.reportValidity()) event.preventDefault();
    return;
  }
  event.preventDefault();
  await chosen;
  if (!pages.length || form.dataset.carnetSending) {
    form.ariaBusy = null;
    return;
  }
  form.dataset.carnetSending = "true";
  const sending = template("sending");
  const notice = sending.firstElementChild;
  form.append(sending);
  const blobs = pages.map((page) => page.blob);
  const words = new FormData(form);
  words.delete("files");
  words.set("sizes", blobs.map((blob) => blob.size).join(","));
  const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  const all = blobs.reduce((sum, blob) => sum + blob.size, 0);
  const words_of = template("of").textContent;
  const told = {
    arrived(bytes) {
      notice.querySelector("progress").value = bytes / all;
      notice.querySelector("[data-carnet-sent]").textContent =
        words_of.replace("{sent}", megabytes(bytes)).replace("{all}", megabytes(all));
    },
    waiting() { notice.querySelector("[data-carnet-sent]").replaceChildren(template("waiting")); },
  };
  told.arrived(0);
  notice.scrollIntoView({ block: "nearest" });
  const refused = await send(form.action, words, blobs, told);
  if (refused) document.documentElement.replaceWith(new DOMParser().parseFromString(refused, "text/html").documentElement);
}

fields.querySelector("[data-carnet-camera]").hidden = false;
for (const input of fields.querySelectorAll("[data-carnet-pick]")) {
  input.addEventListener("change", choose);
  // She may have been quicker than this script.
  if (input.files.length) choose({ target: input });
}
form.addEventListener("submit", submit);
for (const label of fields.querySelectorAll(".pick")) label.classList.add("quiet-input");
