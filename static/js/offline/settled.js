// What became of an entry, for the page that it came from: gone on to where it leads, or shown again with what to put right.

import { everything, reasonOf, receiptsOf, wordsOf } from "../../../service_worker/outbox.js";

// Past that she may be doing something else: her page does not move under her.
const LONG_ENOUGH = 5_000;

const replyOf = async (id) => {
  const entry = (await everything()).find((one) => one.id === id);
  if (entry) return entry.state === "yours" && entry.reason ? { entry, refused: await reasonOf(entry) } : undefined;
  const account = document.body.dataset.carnetAccount;
  const receipt = (await receiptsOf(account)).find((one) => one.id === id);
  return receipt && { received: await wordsOf(receipt) };
};

// The page of the form as the server answers it, with her words in it: what she sends from there replaces this entry.
const showAgain = ({ entry, refused }) => {
  const main = new DOMParser().parseFromString(refused.page, "text/html").getElementById("main");
  document.getElementById("main").replaceWith(document.adoptNode(main));
  for (const form of main.querySelectorAll("form")) {
    if (new URL(form.action).pathname === refused.url) form.dataset.carnetReplaces = entry.n;
  }
  window.htmx?.process(main);
  const wrong = main.querySelector("[data-carnet-errors], [data-carnet-notice]") ?? main.querySelector("h1");
  wrong.tabIndex = -1;
  wrong.focus();
};

const act = (reply, form) => {
  if (!form.isConnected) return;
  if (reply.refused) showAgain(reply);
  else location.assign(reply.received.where);
};

// True when it was answered while she waited; she is then where the answer leads.
export const settled = (id, form) => new Promise((resolve) => {
  const channel = new BroadcastChannel("carnet");
  let over = false;
  const end = (found) => { over = true; channel.close(); clearTimeout(timer); resolve(found); };
  const timer = setTimeout(end, navigator.onLine ? LONG_ENOUGH : 0, false);
  const look = async () => {
    const reply = await replyOf(id);
    if (!reply || over) return;
    end(true);
    act(reply, form);
  };
  channel.onmessage = look;
  look();
});
