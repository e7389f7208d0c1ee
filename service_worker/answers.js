// What an answer means for an entry of the outbox. Only a receipt of ours lets one go: a 200 of a hotel’s portal, of a
// login page or of a gateway is not one.

// « stop »: she must sign in again, or this is another account’s session; everything stays.
const STOPS = new Set([401, 403]);
// What asks to try again is never a refusal, whoever says it; nor are bytes that changed on their way (tus 1.0).
const AGAIN = new Set([408, 425, 429, 460]);

// « moved »: so many bytes of a file are known to have arrived, and no more is said.
export const meaningOf = ({ status, receipt, accepted, offset }, id) => {
  if (receipt !== id) return STOPS.has(status) ? "stop" : "unknown";
  if (accepted) return "done";
  if (offset !== undefined) return "moved";
  return status >= 400 && status < 500 && !AGAIN.has(status) ? "refused" : "unknown";
};
