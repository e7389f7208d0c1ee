// What the server has made for these scripts to show: they hold no text.

export const clone = (name) => document.querySelector(`template[data-carnet-part="${name}"]`).content.cloneNode(true).firstElementChild;

// What only some pages need, loaded there: without network too.
export const onDemand = (name) => import(document.querySelector(`template[data-carnet-module="${name}"]`).dataset.carnetSrc);

// Above what it is about, once, and where she is.
export const place = (about, part) => {
  about.querySelector(":scope > [data-carnet-placed]")?.remove();
  part.dataset.carnetPlaced = "";
  about.prepend(part);
  part.tabIndex = -1;
  part.focus();
};

export const moment = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(at);

// One state of several is shown, in its words.
export const inState = (part, name) => {
  for (const one of part.querySelectorAll("[data-carnet-state]")) one.hidden = one.dataset.carnetState !== name;
};

export const fill = (part, name, words) => {
  for (const slot of part.querySelectorAll(`[data-carnet-slot="${name}"]`)) slot.textContent = words;
};
