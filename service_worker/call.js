// One request for an entry, and what was answered to it; silence when nothing was, or when it was cut.

const PATIENCE = 30_000;
const SILENCE = { status: 0 };

export const call = async (entry, said, url, { headers, ...options } = {}) => {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  try {
    const answer = await fetch(url, {
      method: "POST",
      redirect: "manual",
      cache: "no-store",
      signal: control.signal,
      headers: {
        "Idempotency-Key": entry.key,
        "Command-Account": entry.account,
        // A clock may be wrong: how long it waited is right.
        "Command-Age": String(Math.max(0, Math.round((Date.now() - said.asked) / 1000))),
        ...headers,
      },
      ...options,
    });
    const given = (name) => answer.headers.get(name);
    const isText = given("Content-Type") === "application/json" && options.method !== "HEAD";
    return {
      status: answer.status,
      receipt: given("Command-Receipt"),
      accepted: answer.headers.has("Command-Accepted"),
      wait: given("Retry-After"),
      offset: answer.ok && answer.headers.has("Upload-Offset") ? Number(given("Upload-Offset")) : undefined,
      // A body that is cut is no answer: the same question gets the same one again.
      told: given("Command-Receipt") === entry.key && isText ? await answer.json() : undefined,
    };
  } catch {
    return SILENCE;
  } finally {
    clearTimeout(timer);
  }
};
