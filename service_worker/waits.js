// How long before another try: full jitter, twice as long each time, as long as the server asks for. Milliseconds.

const FIRST = 2_000;
const LONGEST = 300_000;
const LONGEST_ASKED = 3_600_000;

export const waitAfter = (tries, random = Math.random()) => random * Math.min(LONGEST, FIRST * 2 ** Math.min(tries, 20));

// `Retry-After` is seconds or a date (RFC 9110 §10.2.3).
export const askedToWait = (header, now) => {
  if (!header) return 0;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Math.min(Math.max(wait || 0, 0), LONGEST_ASKED);
};
