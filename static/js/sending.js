// Sends the files of a paper by tus 1.0: words first, then pieces; only what the server acknowledged counts as arrived.
// A piece that is cut on its way is sent again whole: small on a slow line, larger while each takes less than a second.
const SMALLEST = 256 * 1024;
const LARGEST = 4 * 1024 * 1024;
const QUICK = 1000;
const TUS = { "Tus-Resumable": "1.0.0" };
const LATER = [1000, 2000, 4000, 8000, 15000];

const pause = (tries) => new Promise((done) => {
  setTimeout(done, LATER[Math.min(tries, LATER.length - 1)] * (0.5 + Math.random() / 2));
});

// The same request until an answer comes: its command id, or its offset, makes the second harmless.
async function insist(ask, told) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await ask();
      if (answer.status < 500 && answer.status !== 429 && answer.status !== 460) return answer;
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem;
    }
    told.waiting();
    await pause(tries);
  }
}

async function digest(piece) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await piece.arrayBuffer()));
  return btoa(String.fromCharCode(...bytes));
}

async function sendFile(address, blob, before, told) {
  let offset = 0;
  let size = SMALLEST;
  while (offset < blob.size) {
    const piece = blob.slice(offset, offset + size);
    const begun = performance.now();
    const headers = {
      ...TUS,
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(offset),
      "Upload-Checksum": `sha256 ${await digest(piece)}`,
    };
    const answer = await insist(() => fetch(address, { method: "PATCH", headers, body: piece }), told);
    if (answer.status === 409) {
      const where = await insist(() => fetch(address, { method: "HEAD", headers: TUS }), told);
      offset = Number(where.headers.get("Upload-Offset"));
    } else if (answer.ok) {
      offset = Number(answer.headers.get("Upload-Offset"));
    } else {
      return answer.text();
    }
    size = performance.now() - begun < QUICK ? Math.min(size * 2, LARGEST) : Math.max(size / 2, SMALLEST);
    told.arrived(before + offset);
  }
  return "";
}

// Ends on the paper's page; gives back the page of a refusal.
export async function send(action, words, blobs, told) {
  const begun = await insist(() => fetch(action, { method: "POST", body: words }), told);
  if (!begun.ok) return begun.text();
  const paper = new URL(begun.url);
  const number = paper.searchParams.get("version") ?? "1";
  let before = 0;
  for (const [place, blob] of blobs.entries()) {
    const refused = await sendFile(`${paper.pathname}/versions/${number}/files/${place}`, blob, before, told);
    if (refused) return refused;
    before += blob.size;
  }
  location.assign(paper.pathname);
  return "";
}
