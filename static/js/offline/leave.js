// Closing her carnet closes what this device keeps of it first: without its key, it is noise.

import { forget } from "../../../service_worker/pack.js";

export const leave = (account) => document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (new URL(form.action).pathname !== "/close" || event.defaultPrevented) return;
  event.preventDefault();
  await forget(account);
  form.submit();
}, { capture: true });
