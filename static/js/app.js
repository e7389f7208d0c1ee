// A private page does not come back by the « back » button after its owner has left:
// it hides itself when it goes away, and is asked for again if the browser had kept it.
if ("carnetPrivate" in document.body.dataset) {
  addEventListener("pagehide", () => { document.body.hidden = true; });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

// One gesture sends once, with or without htmx. The button stays, so that focus does too.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-hx-boost")) return;
  if (form.ariaBusy === "true") event.preventDefault();
  else if (!event.defaultPrevented) form.ariaBusy = "true";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.ariaBusy = null;
});
