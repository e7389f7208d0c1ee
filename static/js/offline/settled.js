// What became of an entry, for the page that it came from: gone on to where it leads, or shown again with what to put right.

import { everything, reasonOf, receiptsOf, wordsOf } from "../../../service_worker/outbox.js";
import { onDemand } from "./parts.js";

// Past that she may be doing something else: her page does not move under her.
const LONG_ENOUGH = 5_000;
// A paper takes as long as it takes, while she looks at it go.
const AN_HOUR = 3_600_000;

const replyOf = async (id) => {
  const entry = (await everything()).find((one) => one.id === id);
  if (entry) return entry.state === "yours" && entry.reason ? { entry, refused: await reasonOf(entry) } : undefined;
  const account = document.body.dataset.carnetAccount;
  const receipt = (await receiptsOf(account)).find((one) => one.id === id);
  return receipt && { received: await wordsOf(receipt) };
};

const act = async (reply, form, files) => {
  // She may have gone on with another paper; and a refused one is shown where it waits, with its files.
  if (!form.isConnected || form.dataset.carnetChosen || (files && reply.refused)) return;
  if (reply.refused) (await onDemand("correcting")).showAgain(reply);
  else location.assign(reply.received.where);
};

// True when it was answered while she waited; she is then where the answer leads.
export const settled = (id, form, files) => new Promise((resolve) => {
  const channel = new BroadcastChannel("carnet");
  let over = false;
  const end = (found) => { over = true; channel.close(); clearTimeout(timer); resolve(found); };
  const timer = setTimeout(end, files ? AN_HOUR : navigator.onLine ? LONG_ENOUGH : 0, false);
  const look = async () => {
    const reply = await replyOf(id);
    if (!reply || over) return;
    end(true);
    act(reply, form, files);
  };
  channel.onmessage = look;
  look();
});
