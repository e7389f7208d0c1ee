// What goes next. In a lane, the first to come goes first, and waits for its answer; taking an access back passes before
// everything; a lane that is stuck holds nobody else up.

const URGENT = "access";

// The head of each lane, in the order in which they go. `entries` are in the order in which they came.
export const heads = (entries) => {
  const found = new Map();
  for (const entry of entries) if (entry.state === "kept" && !found.has(entry.lane)) found.set(entry.lane, entry);
  return [...found.values()].sort((one, other) => (other.lane === URGENT) - (one.lane === URGENT) || one.n - other.n);
};

export const nextOf = (entries, now) => heads(entries).find((entry) => entry.next <= now);

// When the first of them may go again; nothing when none waits.
export const wakesAt = (entries) => heads(entries).reduce((soonest, entry) => Math.min(soonest, entry.next), Infinity);
