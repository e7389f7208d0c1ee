// The bytes of a paper, whose words are received: a piece at a time (tus 1.0), from where the server says that it is.
// A slow line gets small pieces, a quick one gets large ones; what is counted is what was acknowledged.

import { call } from "./call.js";
import { bytesOf } from "./files.js";
import { answerOf } from "./outbox.js";

const TUS = { "Tus-Resumable": "1.0.0" };
const SMALL = 64 * 1024;
const LEAST = 16 * 1024;
const MOST = 4 * 1024 * 1024;
const QUICK = 1500;
const [CONFLICT, TOO_LARGE] = [409, 413];

// Which file comes next, and from where; past the last one when all has arrived.
export const spotOf = (sizes, arrived) => {
  let [place, offset] = [0, arrived];
  while (place < sizes.length && offset >= sizes[place]) {
    offset -= sizes[place];
    place += 1;
  }
  return { place, offset };
};

// What fails at once says nothing of how slow the line is.
export const sizeOf = (piece, { isIn, took, isLarge }) => {
  if (isIn && took < QUICK) return Math.min(MOST, piece * 2);
  return isIn || (took < QUICK && !isLarge) ? piece : Math.max(LEAST, piece / 2);
};

const digest = async (bytes) => btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));

export const carry = async (entry, said) => {
  const where = new URL((await answerOf(entry)).where, location.origin);
  const base = `${where.pathname}/versions/${where.searchParams.get("version") ?? 1}`;
  const { place, offset } = spotOf(said.files, entry.arrived);
  if (place === said.files.length) return call(entry, said, `${base}/arrived`, { method: "GET" });
  const [piece, began] = [entry.piece ?? SMALL, Date.now()];
  const body = await bytesOf(entry, said.files, place, offset, piece);
  const headers = {
    ...TUS,
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(offset),
    "Upload-Checksum": `sha256 ${await digest(body)}`,
  };
  let answer = await call(entry, said, `${base}/files/${place}`, { method: "PATCH", headers, body });
  const isIn = answer.offset !== undefined;
  if (answer.status === CONFLICT) answer = await call(entry, said, `${base}/files/${place}`, { method: "HEAD", headers: TUS });
  return {
    ...answer,
    arrived: entry.arrived - offset + (answer.offset ?? offset),
    piece: sizeOf(piece, { isIn, took: Date.now() - began, isLarge: answer.status === TOO_LARGE }),
  };
};
