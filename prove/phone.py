"""A phone of hers in real Chromium: it writes notes, and is reloaded, stopped and left without network."""

from playwright.sync_api import Browser, Page

# Her page does not move under her, and the wait before another try is drawn at its shortest.
HURRIED = "Object.defineProperty(navigator, 'onLine', { get: () => false }); Math.random = () => 0;"
WRITE = """async (texts) => {
  const form = [...document.forms].find((one) => one.action.endsWith("/notes"));
  for (const text of texts) {
    form.elements.text.value = text;
    form.requestSubmit();
    // The disk first: the button works again when the entry is on it.
    while (form.ariaBusy === "true") await new Promise((next) => setTimeout(next, 1));
  }
}"""
# A drain that is under way holds the lock: this one comes after it, with nothing left to wait for.
SEND = """async () => {
  const account = document.body.dataset.carnetAccount;
  const waiting = (one) => one.state === "kept";
  const before = (await carnet.entriesOf(account)).filter(waiting).length;
  if (before) await Promise.race([carnet.drain(account, { now: true }), new Promise((end) => setTimeout(end, 3000))]);
  const after = await carnet.entriesOf(account);
  return [after.filter(waiting).length, after.length];
}"""
READY = "() => navigator.serviceWorker.ready.then(() => self.carnet?.fact('account')).then(Boolean)"
SAME_PACK = """async () => {
  const made = await (await fetch("/sync/pack", { cache: "no-store" })).json();
  const kept = (await carnet.read(Date.now()))?.pack;
  const [one, other] = [kept, made].map((pack) => JSON.stringify(pack?.pages));
  return one === other ? Object.keys(made.pages).length : 0;
}"""
LOOKS = 40


class Phone:
    """One browser context: its disk is her phone’s."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self._context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
        self._context.add_init_script(HURRIED)
        self._context.set_default_timeout(60_000)
        self._origin = origin
        self.page: Page = self._context.new_page()
        self._tools = self._context.new_cdp_session(self.page)

    def open(self, link: str) -> None:
        """Sign in on a device of her own, and wait until it can do without network."""
        self.page.goto(f"{self._origin}/open/{link}")
        self.page.get_by_role("button", name="Ouvrir mon carnet").click()
        self.page.wait_for_url(f"{self._origin}/")
        self.page.evaluate(READY)
        self.page.goto(f"{self._origin}/notes")

    def write(self, texts: list[str]) -> None:
        """Write each, as she would: through the form."""
        self.page.evaluate(WRITE, texts)

    def reload(self) -> None:
        """She shuts the page in the middle of it all, and opens it again."""
        self.page.goto(f"{self._origin}/notes")

    def stop_worker(self) -> None:
        """The system takes the worker’s memory back."""
        self._tools.send("ServiceWorker.enable")
        self._tools.send("ServiceWorker.stopAllWorkers")

    def send(self) -> tuple[int, int]:
        """Try for a while; how many wait, and how many are kept in all with those that are hers to correct."""
        waiting, kept = self.page.evaluate(SEND)
        return int(waiting), int(kept)

    def same_pack(self) -> int:
        """How many pages the pack that the device keeps by itself shares with the database’s; 0 when one differs."""
        self.reload()
        for _ in range(LOOKS):
            found = int(self.page.evaluate(SAME_PACK))
            if found:
                return found
            self.page.wait_for_timeout(250)
        return 0

    def close(self) -> None:
        """The end of this phone."""
        self._context.close()
