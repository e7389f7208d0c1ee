// Passkeys: a form asks the server for a question, the device for its answer, and sends that answer as a field.
// Without them, or refused, the other ways in are on the same page.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const readOptions = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
  ...(options.allowCredentials && { allowCredentials: options.allowCredentials.map((one) => ({ ...one, id: bytes(one.id) })) }),
  ...(options.excludeCredentials && { excludeCredentials: options.excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) })) }),
});

// Written by hand: toJSON() would carry what extensions give back, which may be secret.
const written = ({ id, rawId, type, response }) => {
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = text(response[name]);
  }
  return JSON.stringify({ id, rawId: text(rawId), type, response: said, clientExtensionResults: {} });
};

const ask = async (address) => {
  const answer = await fetch(address, { method: "POST", headers: { Accept: "application/json" } });
  if (answer.redirected) location.assign(answer.url);
  if (!answer.ok || answer.redirected) throw new Error("refused");
  return readOptions(await answer.json());
};

const send = (form, credential) => {
  form.elements.credential.value = written(credential);
  form.submit();
};

const complain = (form) => {
  form.ariaBusy = null;
  const notice = form.querySelector("[data-carnet-passkey-failed]");
  if (notice) notice.hidden = false;
};

let waiting = new AbortController();

const start = async (event) => {
  event.preventDefault();
  const form = event.target;
  waiting.abort();
  try {
    const publicKey = await ask(form.dataset.carnetAsk);
    const make = "carnetMake" in form.dataset;
    // Some passkeys can only lock what a device keeps if that was asked for when they were made.
    const asked = make ? { ...publicKey, extensions: { ...publicKey.extensions, prf: {} } } : publicKey;
    send(form, await navigator.credentials[make ? "create" : "get"]({ publicKey: asked }));
  } catch {
    complain(form);
  }
};

// The keyboard itself proposes the passkey, where the browser can (conditional mediation).
const propose = async (form) => {
  if (!await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
  waiting = new AbortController();
  try {
    const publicKey = await ask(form.dataset.carnetPropose);
    send(form, await navigator.credentials.get({ publicKey, mediation: "conditional", signal: waiting.signal }));
  } catch {
    // She chose something else.
  }
};

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-carnet-ask]")) {
    form.closest("[data-carnet-passkeys]").hidden = false;
    form.addEventListener("submit", start);
  }
  for (const form of document.querySelectorAll("form[data-carnet-propose]")) propose(form);
  // The phone forgets what opens nothing any more.
  const known = document.querySelector("[data-carnet-known]")?.dataset;
  if (known?.carnetHolder) {
    PublicKeyCredential.signalAllAcceptedCredentials?.({
      rpId: known.carnetHost,
      userId: known.carnetHolder,
      allAcceptedCredentialIds: known.carnetKnown.split(" ").filter(Boolean),
    })?.catch(() => {});
  }
  const unknown = document.querySelector("[data-carnet-forget]")?.dataset;
  if (unknown) {
    PublicKeyCredential.signalUnknownCredential?.({ rpId: unknown.carnetHost, credentialId: unknown.carnetForget })?.catch(() => {});
  }
}
