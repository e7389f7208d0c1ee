// The files of an entry, whole again: to be looked at, corrected or kept. Loaded when she does.

const { PIECE, bytesOf } = self.carnet;

// They come back as they were given: one blob a file, of the kind that its first bytes say.
export const blobsOf = async (entry, { files = [] }) => {
  const blobs = [];
  for (const [place, size] of files.entries()) {
    const parts = [];
    for (let at = 0; at < size; at += PIECE) parts.push(await bytesOf(entry, files, place, at));
    const [first] = new Uint8Array(parts[0]);
    blobs.push(new Blob(parts, { type: first === 0x25 ? "application/pdf" : "image/jpeg" }));
  }
  return blobs;
};
