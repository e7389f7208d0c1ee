// The one database of this device. `keys` are never readable; `packs`, `papers`, `outbox` and `files` (what an entry will
// send, piece by piece) hold what they seal, `receipts` what was answered, `facts` what the device knows of itself.

const NAME = "carnet";
const SHAPE = 2;
const STORES = {
  keys: { keyPath: "id" },
  packs: { keyPath: "account" },
  papers: { keyPath: ["paper", "n"] },
  outbox: { keyPath: "n", autoIncrement: true },
  files: { keyPath: ["id", "n"] },
  receipts: { keyPath: "id" },
  facts: { keyPath: "name" },
};

let opened;

const open = () => {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, SHAPE);
    asked.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) {
        if (!asked.result.objectStoreNames.contains(name)) asked.result.createObjectStore(name, options);
      }
    };
    asked.onsuccess = () => {
      // Another version of us, or the wipe, waits for this to close.
      asked.result.onversionchange = () => { asked.result.close(); opened = undefined; };
      asked.result.onclose = () => { opened = undefined; };
      resolve(asked.result);
    };
    asked.onerror = () => { opened = undefined; reject(asked.error); };
  });
  return opened;
};

export const ask = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

// One transaction over those stores. It is over, and on the disk, when the promise is kept.
export const work = async (names, mode, use) => {
  const transaction = (await open()).transaction(names, mode, { durability: "strict" });
  const over = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  over.catch(() => {});
  const result = await use(...names.map((name) => transaction.objectStore(name)));
  await over;
  return result;
};

export const fact = (name) => work(["facts"], "readonly", async (facts) => (await ask(facts.get(name)))?.value);
export const setFact = (name, value) => work(["facts"], "readwrite", (facts) => ask(facts.put({ name, value })));
