// The network first; after three seconds without an answer of ours, what is kept.

export const WAIT = 3000;

// A hotel’s portal and a gateway answer too: only what bears our mark is ours. A redirection is the browser’s to follow.
export const isOurs = (response, mark) => response.type === "opaqueredirect" || response.headers.has(mark);

const later = (wait) => new Promise((resolve) => { setTimeout(resolve, wait, "later"); });

// `network` is a promise of an answer, `kept` asks for what is kept and may find nothing.
export const raced = async (network, kept, nothing, mark, wait = WAIT) => {
  const ours = network.then((response) => (isOurs(response, mark) ? response : undefined), () => undefined);
  const first = await Promise.race([ours, later(wait)]);
  if (first && first !== "later") return first;
  return await kept() ?? await ours ?? nothing();
};
