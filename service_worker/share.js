// A photo that she shares from her gallery: on this device before anything else, then told what it is about.

import { keepFiles } from "./files.js";
import { append } from "./outbox.js";
import { fact, setFact } from "./store.js";

// Nobody’s, or no room: the server takes it as a form.
const isKept = async (request) => {
  const [account, given] = [await fact("account"), await request.formData()];
  const files = given.getAll("files").filter((file) => file.size);
  if (!account || !files.length) return false;
  const id = crypto.randomUUID();
  const said = {
    shared: true,
    url: "/papers",
    page: "/papers/new",
    fields: [],
    files: files.map((file) => file.size),
    words: files[0].name,
    asked: Date.now(),
  };
  await keepFiles(account, id, files);
  await setFact("editing", await append(account, `doc:${id}`, id, said, undefined, "yours"));
  return true;
};

export const share = async (request) => {
  const spare = request.clone();
  return await isKept(request).catch(() => false) ? Response.redirect("/papers/new", 303) : fetch(spare);
};
