// The way onto the screen of her phone, shown where the browser can do it and she has not said no. Loaded after two things
// of hers were received.

const { setFact } = self.carnet;
const APPLE = /iPhone|iPad|iPod/;
const PHONE = /Android/;

const isInstalled = () => navigator.standalone || matchMedia("(display-mode: standalone)").matches;

export const invite = (asking, { clone, inState }) => {
  const system = APPLE.test(navigator.userAgent) ? "iphone" : PHONE.test(navigator.userAgent) && "android";
  if (isInstalled() || (!asking && !system)) return;
  const card = clone("install");
  inState(card, asking ? "asks" : system);
  const never = async () => {
    await setFact("install", "over");
    card.remove();
  };
  card.querySelector("[data-carnet-refuse]").addEventListener("click", never);
  card.querySelector("[data-carnet-accept]").addEventListener("click", async () => {
    await asking.prompt();
    await never();
  });
  document.getElementById("main").append(card);
};
