// Paper shows everything: folded parts open before printing, and close again after.

const button = document.querySelector("[data-carnet-print]");
let opened = [];

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("main details:not([open])")];
  for (const folded of opened) folded.open = true;
});
addEventListener("afterprint", () => {
  for (const folded of opened) folded.open = false;
});
