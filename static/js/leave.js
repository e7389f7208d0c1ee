// « Quitter vite »: the page disappears at once and another, without importance, takes its place.
// Three times Shift does the same, for hands that are not on the screen.

const link = document.querySelector("[data-carnet-leave]");
const TOGETHER = 1500;

const leave = (event) => {
  event?.preventDefault();
  document.documentElement.hidden = true;
  location.replace(link.href);
};

if (link) {
  let presses = [];
  link.addEventListener("click", leave);
  addEventListener("keyup", (event) => {
    const now = event.timeStamp;
    presses = event.key === "Shift" ? [...presses.filter((then) => now - then < TOGETHER), now] : [];
    if (presses.length === 3) leave();
  });
}
