// Closing her carnet closes what this device keeps of it first. What is not sent is asked about before. Without network it
// closes here at once, and the session when the network is back. Loaded when she does.

const { ask, closeSession, entriesOf, setFact, tell, work } = self.carnet;

// Everything of one account: without its keys, what a disk may still hold is noise.
const erase = (account) => work(["keys", "packs", "papers", "outbox", "files", "receipts"], "readwrite", async (...stores) => {
  for (const store of stores) {
    for (const key of await ask(store.getAllKeys())) {
      const one = await ask(store.get(key));
      if ((one.account ?? one.id.split(" ")[0]) === account) await ask(store.delete(key));
    }
  }
});

const close = async (account, form) => {
  await erase(account);
  await setFact("account", "");
  await setFact("closing", true);
  tell();
  const told = await closeSession();
  if (told?.out) form.submit();
  else location.assign(told?.where ?? "/welcome");
};

export const leave = async (account, form, { clone, place }) => {
  if (!(await entriesOf(account)).length) return void close(account, form);
  const question = clone("leaving");
  question.querySelector("[data-carnet-erase]").addEventListener("click", () => close(account, form));
  place(form, question);
};
