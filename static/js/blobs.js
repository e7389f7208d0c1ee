// The files of an entry, whole again: to be looked at, corrected or kept. Loaded when she does.

const { bytesOf } = self.carnet;

// They come back as they were given: one blob a file, of the kind that its first bytes say.
export const blobsOf = async (entry, { files = [] }) => {
  const blobs = [];
  for (const [place, size] of files.entries()) {
    const bytes = await bytesOf(entry, files, place, 0, size);
    const [first] = new Uint8Array(bytes);
    blobs.push(new Blob([bytes], { type: first === 0x25 ? "application/pdf" : "image/jpeg" }));
  }
  return blobs;
};
