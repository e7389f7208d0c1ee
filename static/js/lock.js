// What this device keeps to read, behind a passkey of hers: its key is wrapped by a secret that this passkey alone gives
// back (WebAuthn’s PRF extension). Whether a passkey can is known by trying. Loaded by « À envoyer » and by the locked page.

const { ask, boundPack, boundPage, fact, forget, sealBytes, setFact, unsealBytes, work } = self.carnet;
const OPEN = 300_000;
const HOW = { name: "AES-GCM", length: 256 };
const NOTHING = new Uint8Array();
const ABOUT = new TextEncoder().encode("carnet: what this device keeps to read");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const random = (size) => crypto.getRandomValues(new Uint8Array(size));
const recordOf = (account, name) => work(["keys"], "readonly", (keys) => ask(keys.get(`${account} ${name}`)));

// What wraps, and the passkey that gave it: she shows that it is her. Nothing of it leaves the device.
const wrapperOf = async (credentials, salt) => {
  const allowCredentials = credentials.map((id) => ({ type: "public-key", id }));
  const extensions = { prf: { eval: { first: salt } } };
  const publicKey = { challenge: random(32), userVerification: "required", allowCredentials, extensions };
  const found = await navigator.credentials.get({ publicKey });
  const secret = found.getClientExtensionResults().prf?.results?.first;
  if (!secret) throw new TypeError("this passkey gives no secret");
  const source = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: NOTHING, info: ABOUT };
  return { credential: found.rawId, wrapper: await crypto.subtle.deriveKey(how, source, HOW, false, ["wrapKey", "unwrapKey"]) };
};

const unwrapped = ({ iv, wrapped }, wrapper) => (
  crypto.subtle.unwrapKey("raw", wrapped, wrapper, { name: HOW.name, iv }, HOW.name, false, ["encrypt", "decrypt"])
);

// A key that only its wrapping carries from now on.
const made = async (wrapper) => {
  const iv = random(12);
  const key = await crypto.subtle.generateKey(HOW, true, ["encrypt", "decrypt"]);
  return { iv, wrapped: await crypto.subtle.wrapKey("raw", key, wrapper, { name: HOW.name, iv }) };
};

const open = (account, lock, key) => work(["keys"], "readwrite", (keys) => Promise.all([
  ask(keys.put({ ...lock, until: Date.now() + OPEN })),
  ask(keys.put({ id: `${account} reading`, key })),
]));

// What is kept under one key, under another: all of it or nothing. A pack that comes meanwhile waits.
const resealed = (account, from, to, lock) => navigator.locks.request("carnet-pack", async () => {
  const bound = (row) => (row.paper ? boundPage(account, row) : boundPack(account, row));
  const again = async (row) => ({ ...row, ...await sealBytes(to, bound(row), await unsealBytes(from, bound(row), row)) });
  const kept = await work(["packs", "papers"], "readonly", (...stores) => Promise.all(stores.map((store) => ask(store.getAll()))));
  const [newPacks, newPapers] = await Promise.all(kept.map((rows) => (
    Promise.all(rows.filter((row) => from && row.account === account).map(again))
  )));
  await work(["keys", "packs", "papers"], "readwrite", (keys, packs, papers) => Promise.all([
    ...newPacks.map((row) => ask(packs.put(row))),
    ...newPapers.map((row) => ask(papers.put(row))),
    ask(keys.put({ id: `${account} reading`, key: to })),
    ask(keys.put({ ...lock, until: Date.now() + OPEN })),
  ]));
});

const lockWith = async (account, credentials) => {
  const salt = random(32);
  const { credential, wrapper } = await wrapperOf(credentials, salt);
  const how = await made(wrapper);
  const before = (await recordOf(account, "reading"))?.key;
  await resealed(account, before, await unwrapped(how, wrapper), { id: `${account} lock`, credential, salt, ...how });
};

// The device may have let its pages go since, and their key with them: the lock stays, and what comes next is behind it.
const openWith = async (account) => {
  const lock = await recordOf(account, "lock");
  const { wrapper } = await wrapperOf([lock.credential], lock.salt);
  await open(account, lock, await unwrapped(lock, wrapper));
};

// She shows that it is her before the lock goes.
const unlock = async (account) => {
  await openWith(account);
  await work(["keys"], "readwrite", (keys) => ask(keys.delete(`${account} lock`)));
};

// Her passkey is lost: what is kept to read goes, what waits to be sent stays sealed until she is back another way.
const leave = async (account) => {
  await forget(account);
  await work(["keys"], "readwrite", (keys) => ask(keys.delete(`${account} lock`)));
  await setFact("account", "");
  await setFact("closing", true);
};

// The one place on « À envoyer ».
export const lockable = async (account, place, inState) => {
  const known = place.dataset.carnetLock.split(" ").filter(Boolean).map(bytes);
  const show = async (is) => inState(place, is ?? (await recordOf(account, "lock") ? "locked" : known.length ? "open" : "without"));
  const on = (name, act) => {
    place.querySelector(`[data-carnet-${name}]`).onclick = () => act().then(() => show(), () => show("failed"));
  };
  on("lock-now", () => lockWith(account, known));
  on("unlock-now", () => unlock(account));
  on("lock-again", () => Promise.resolve());
  if (place.hidden) await show();
  place.hidden = false;
};

// The locked page, which holds nothing of anybody: it comes in place of the page that she asked for.
for (const part of document.querySelectorAll("[data-carnet-locked]")) {
  part.querySelector("[data-carnet-open]").addEventListener("click", async () => {
    const is = await openWith(await fact("account")).then(() => true, () => false);
    if (is) location.reload();
    part.querySelector("[data-carnet-failed]").hidden = is;
  });
  part.querySelector("[data-carnet-leave-it]").addEventListener("click", async () => {
    await leave(await fact("account"));
    location.assign("/");
  });
}
