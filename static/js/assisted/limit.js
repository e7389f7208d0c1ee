// On a helper’s computer: what is half written is kept, and the page goes when the time is over.
import { keepDraft } from "../drafts/keep.js";

// Said a minute before; a little before the end, so that the last words are still taken.
const SOON = 60_000;
const LAST = 2_000;
const AFTER = 1_000;
let banner = null;
let ends = Infinity;

const over = async () => {
  clearInterval(watching);
  keepDraft();
  document.title = "·";
  document.body.replaceChildren(document.querySelector("template[data-carnet-blank]").content.cloneNode(true));
  await new Promise((then) => { setTimeout(then, LAST + AFTER); });
  // The server has the last word: that the help is over, or that it goes on.
  location.replace("/");
};

const look = () => {
  // Each answer brings its own banner, with the time that is left.
  const found = document.querySelector("[data-carnet-left]");
  if (found && found !== banner) ends = Date.now() + found.dataset.carnetLeft * 1000;
  banner = found ?? banner;
  const left = ends - Date.now();
  const soon = found?.querySelector("[data-carnet-soon]:empty");
  if (left <= LAST) over();
  else if (soon && left <= SOON) soon.textContent = soon.dataset.carnetSoon;
};

const watching = setInterval(look, 1000);
look();
