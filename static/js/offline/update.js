// The worker is there for her alone, on a device of hers. A new version waits until she says so.

const offer = (registration) => {
  const template = document.querySelector("template[data-carnet-newer]");
  if (!registration.waiting || document.querySelector("[data-carnet-newer-banner]")) return;
  document.getElementById("banner").append(template.content.cloneNode(true));
  document.querySelector("[data-carnet-update]").addEventListener("click", () => registration.waiting?.postMessage("update"));
};

export const update = async () => {
  const controlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    // The first worker takes a page over without a reload: nothing in it has changed.
    if (controlled) location.reload();
  }, { once: true });
  const registration = await navigator.serviceWorker.register("/service-worker.js", { scope: "/", updateViaCache: "none" });
  offer(registration);
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => { if (controlled) offer(registration); });
  });
};
