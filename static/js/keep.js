// « Garder sur ce téléphone »: a paper’s pages, sealed here; how much room they take; and none goes without her saying so.

const { ask, boundPage, keptPapers, keyOf, seal, sealBytes, unseal, work } = self.carnet;
const BUDGET = 50e6;

const account = document.body.dataset.carnetAccount;
const rowsOf = (paper) => IDBKeyRange.bound([paper, -1], [paper, Infinity]);
const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
const sum = (papers) => papers.reduce((all, one) => all + one.size, 0);

export const release = (paper) => work(["papers"], "readwrite", (papers) => ask(papers.delete(rowsOf(paper))));

const picture = async (paper, version, n) => {
  const answer = await fetch(`/papers/${paper}/versions/${version}/pages/${n}.jpg`);
  if (!answer.ok || answer.headers.get("Content-Type") !== "image/jpeg") throw new TypeError("no picture");
  return answer.arrayBuffer();
};

// False when there is not enough room: what she chose before stays.
export const hold = async ({ paper, version, pages, title }) => {
  const pictures = [];
  for (let n = 0; n <= pages; n += 1) pictures.push(await picture(paper, version, n));
  const size = pictures.reduce((all, one) => all + one.byteLength, 0);
  const others = (await keptPapers(account)).filter((one) => one.paper !== paper);
  if (sum(others) + size > BUDGET) return false;
  const key = await keyOf(account, "reading");
  const rows = [{ paper, version, n: -1, account, size, pages, ...await seal(key, boundPage(account, { paper, version, n: -1 }), title) }];
  for (const [n, plain] of pictures.entries()) {
    const row = { paper, version, n, account };
    rows.push({ ...row, ...await sealBytes(key, boundPage(account, row), plain) });
  }
  await work(["papers"], "readwrite", async (papers) => {
    await ask(papers.delete(rowsOf(paper)));
    for (const row of rows) await ask(papers.put(row));
  });
  navigator.storage?.persist?.();
  return true;
};

const fill = (place, values) => {
  for (const [name, value] of Object.entries(values)) {
    for (const slot of place.querySelectorAll(`[data-carnet-slot="${name}"]`)) slot.textContent = value;
  }
};

const state = async (place, { paper, version }, is) => {
  const all = await keptPapers(account);
  const held = all.find((one) => one.paper === paper && one.version === version);
  const away = !held && document.querySelector("[data-carnet-offline]");
  const shown = is ?? (held ? "held" : away ? "away" : "loose");
  for (const one of place.querySelectorAll("[data-carnet-state]")) one.hidden = one.dataset.carnetState !== shown;
  const sheets = document.querySelector(".sheets");
  if (sheets) sheets.hidden = Boolean(away);
  fill(place, { size: megabytes(held?.size ?? 0), used: megabytes(sum(all)), all: megabytes(BUDGET) });
  place.hidden = false;
};

// How much of a paper that waits has arrived.
export const arriving = (made, { arrived = 0 }, { files }) => {
  const all = files.reduce((whole, size) => whole + size, 0);
  const [place, words] = [made.querySelector("[data-carnet-arriving]"), made.querySelector("[data-carnet-arriving] span")];
  place.hidden = false;
  place.querySelector("progress").value = arrived / all;
  words.textContent = words.textContent.replace("{sent}", megabytes(arrived)).replace("{all}", megabytes(all));
};

// The one place of a paper’s page.
export const keepable = async (place) => {
  const { paper, title, ...numbers } = place.dataset;
  const what = { paper, title, version: Number(numbers.version), pages: Number(numbers.pages) };
  place.querySelector("[data-carnet-hold]").addEventListener("click", async () => {
    await state(place, what, "busy");
    const is = await hold(what).then((done) => (done ? undefined : "full"), (problem) => (problem.name === "QuotaExceededError" ? "full" : "failed"));
    await state(place, what, is);
  });
  place.querySelector("[data-carnet-release]").addEventListener("click", async () => {
    await release(paper);
    await state(place, what);
  });
  await state(place, what);
};

// On « À envoyer »: what is kept, and how much room it takes.
export const listed = async (place, clone, again) => {
  const all = await keptPapers(account);
  const key = all.length && await keyOf(account, "reading");
  const rows = [];
  for (const one of all) {
    const made = clone("kept-paper");
    const title = await unseal(key, boundPage(account, one), one);
    fill(made, { title, size: megabytes(one.size) });
    made.querySelector("a").href = `/papers/${one.paper}`;
    made.querySelector("button").addEventListener("click", async () => { await release(one.paper); await again(); });
    rows.push(made);
  }
  place.querySelector("[data-carnet-list]").replaceChildren(...rows);
  fill(place, { used: megabytes(sum(all)), all: megabytes(BUDGET) });
  place.hidden = !rows.length;
};

// After each new pack: what is thrown away is let go, and a new version takes the place of the old one.
export const keepUp = async (papers) => {
  for (const one of await keptPapers(account)) {
    const now = papers.find(({ id }) => id === one.paper);
    if (!now) await release(one.paper);
    else if (now.number !== one.version) await hold({ paper: now.id, version: now.number, pages: now.pages, title: now.title }).catch(() => {});
  }
};
