// « Quitter vite »: the page disappears at once and another, without importance, takes its place.
// Three times Shift does the same, for hands that are not on the screen. The « back » button of that tab then leads
// out again; only an address that is typed, or a link, opens the carnet.

const link = document.querySelector("[data-carnet-leave]");
const TOGETHER = 1500;
const LEFT = "carnet-left";

const leave = (event) => {
  event?.preventDefault();
  document.documentElement.hidden = true;
  sessionStorage.setItem(LEFT, link.href);
  location.replace(link.href);
};

const left = sessionStorage.getItem(LEFT);
// A page given back from the browser’s cache asks for itself again: that is a reload, and no navigation of hers.
if (left && performance.getEntriesByType("navigation")[0]?.type !== "navigate") {
  document.documentElement.hidden = true;
  location.replace(left);
} else {
  sessionStorage.removeItem(LEFT);
}

if (link) {
  let presses = [];
  link.addEventListener("click", leave);
  addEventListener("keyup", (event) => {
    const now = event.timeStamp;
    presses = event.key === "Shift" ? [...presses.filter((then) => now - then < TOGETHER), now] : [];
    if (presses.length === 3) leave();
  });
}
