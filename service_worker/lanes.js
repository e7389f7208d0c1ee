// What goes next. In a lane, the first to come goes first, and waits for its answer; taking an access back passes before
// everything, and words before the bytes of a paper; a lane that is stuck holds nobody else up.

const rank = ({ lane }) => (lane === "access" ? 0 : lane.startsWith("doc:") ? 2 : 1);

// The head of each lane, in the order in which they go. `entries` are in the order in which they came.
export const heads = (entries) => {
  const found = new Map();
  for (const entry of entries) if (entry.state === "kept" && !found.has(entry.lane)) found.set(entry.lane, entry);
  return [...found.values()].sort((one, other) => rank(one) - rank(other) || one.n - other.n);
};

export const nextOf = (entries, now) => heads(entries).find((entry) => entry.next <= now);

// When the first of them may go again; nothing when none waits.
export const wakesAt = (entries) => heads(entries).reduce((soonest, entry) => Math.min(soonest, entry.next), Infinity);
