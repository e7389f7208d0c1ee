// The papers that she chose to keep: each page’s picture is a sealed row, under the key of what is kept to read.

import { knownKey, unsealBytes } from "./seal.js";
import { ask, fact, work } from "./store.js";

const PICTURE = /^\/papers\/([0-9a-f-]{36})\/versions\/(\d+)\/pages\/(\d+)\.jpg$/;
export const boundPage = (account, { paper, version, n }) => `${account}|paper|${paper}|${version}|${n}`;
export const isPicture = (path) => PICTURE.test(path);

// The first row of a paper (-1) tells of it; 0 is its thumbnail, then come its pages.
export const keptPapers = (account) => work(["papers"], "readonly", async (papers) => (
  (await ask(papers.getAll())).filter((row) => row.n < 0 && row.account === account)
));

export const pictureOf = async (path) => {
  const [, paper, version, n] = path.match(PICTURE);
  const account = await fact("account");
  const row = await work(["papers"], "readonly", (papers) => ask(papers.get([paper, Number(n)])));
  const key = row && row.account === account && await knownKey(account, "reading");
  if (!key || row.version !== Number(version)) return undefined;
  return new Response(await unsealBytes(key, boundPage(account, row), row), { headers: { "Content-Type": "image/jpeg", "Cache-Control": "no-store" } });
};
