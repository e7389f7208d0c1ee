"""``python -m bench.offline``: what doing without network costs, in bytes and in milliseconds, in one run."""

import gzip
import shutil
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import BrowserContext, sync_playwright

from bench import fill
from bench.libraries import weights
from bench.measure import Caller
from beneficiary_app import create_app
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.paths import STATIC
from beneficiary_app.static_files import source
from beneficiary_app.sync import scripts
from beneficiary_app.vault.service import Vault
from prove.browsers import launched
from prove.faults import Faults
from prove.killable import Server
from prove.places import BENCH, Place

ON_EVERY_PAGE = ("app", "focus", "listen", "leave", "print")
SLOWDOWNS, ROUNDS = (1, 4, 6), 15
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
# A paper of 20 MB: sealed piece by piece and on the disk, then read and opened again. Milliseconds.
TWENTY = """async () => {
  const [id, began] = [crypto.randomUUID(), performance.now()];
  await carnet.keepFiles("bench", id, [new Blob([new Uint8Array(20e6)])]);
  const written = performance.now();
  const bytes = await carnet.bytesOf({ account: "bench", id }, [20e6], 0, 0, 20e6);
  return [written - began, performance.now() - written, bytes.byteLength];
}"""
# As many notes as that, written without network, then sent when it is back: how long each part took. Milliseconds.
MANY = 1000
CHANGES = """async (many) => {
  const account = document.body.dataset.carnetAccount;
  const [key, began] = [await carnet.keyOf(account, "writing"), performance.now()];
  for (let n = 0; n < many; n += 1) {
    const id = crypto.randomUUID();
    const fields = [["command_id", id], ["text", `Note ${n}`]];
    const said = { url: "/notes", fields, label: "Garder", words: `Note ${n}`, page: "/notes", asked: Date.now() };
    const sealed = await carnet.seal(key, `${account}|outbox|${id}`, said);
    const order = { lane: "journey", key: id, state: "kept", tries: 0, next: 0, since: Date.now() };
    const entry = { account, id, ...order, ...sealed };
    await carnet.work(["outbox"], "readwrite", (outbox) => carnet.ask(outbox.add(entry)));
  }
  const written = performance.now();
  await carnet.drain(account, { now: true });
  return [written - began, performance.now() - written, (await carnet.entriesOf(account)).length];
}"""
KEPT = "async () => Boolean(await self.carnet?.read(Date.now()))"


def say(name: str, figure: str, aim: str) -> None:
    """One row."""
    sys.stdout.write(f"| {name} | {figure} | {aim} |\n")
    sys.stdout.flush()


def scripts_in_bytes() -> int:
    """Our scripts on every page of hers, and the worker without its list of files; gzip 9, each by itself."""
    pages = b"".join(source(STATIC / "js" / f"{name}.js") for name in ON_EVERY_PAGE)
    return sum(len(gzip.compress(one, 9)) for one in (pages, scripts.device_script().encode()))


def heavy(place: Place) -> tuple[Config, str]:
    """An instance with a carnet of 300 marks, and the cookie that opens it."""
    config, rows = place.new(), fill.heavy()
    token = fill.signed_in(rows)
    database = Database(config.url, BENCH, Vault(config))
    fill.write(database, iter([rows]))
    database.close()
    return config, token


def _until_kept(context: BrowserContext, origin: str) -> None:
    page = context.new_page()
    page.goto(origin)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    while not page.evaluate(KEPT):
        page.wait_for_timeout(100)
    page.close()


def _paints(context: BrowserContext, origin: str, slowdown: int) -> list[float]:
    """First paint of her journey without network; the worker is stopped before every third."""
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    tools.send("ServiceWorker.enable")
    found = []
    for number in range(ROUNDS):
        if number % 3 == 0:
            tools.send("ServiceWorker.stopAllWorkers")
        page.goto(f"{origin}/journey")
        while not page.evaluate(PAINT):
            page.wait_for_timeout(50)
        found.append(float(page.evaluate(PAINT)))
    page.close()
    return found


def _twenty(context: BrowserContext, origin: str, slowdown: int) -> tuple[float, float]:
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.goto(f"{origin}/help")
    page.wait_for_function("self.carnet")
    found = [page.evaluate(TWENTY) for _ in range(5)]
    page.close()
    return median(one[0] for one in found), median(one[1] for one in found)


def _changes(context: BrowserContext, origin: str) -> tuple[float, float]:
    page = context.new_page()
    page.goto(f"{origin}/help", wait_until="networkidle")
    written, sent, left = page.evaluate(CHANGES, MANY)
    page.close()
    if left:
        raise AssertionError(f"{left} of {MANY} changes were not received")
    return written, sent


def in_the_browser(config: Config, token: str, chromium: str) -> None:
    """The rows that need one, from the server that installations use."""
    server = Server(config)
    network = Faults(server.port, 1)
    network.gentle = True
    origin = f"http://localhost:{network.port}"
    with sync_playwright() as driver:
        browser = launched(driver, chromium)
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
        context.add_cookies([{"name": "carnet", "value": token, "url": origin}])
        _until_kept(context, origin)
        page = context.new_page()
        page.goto(f"{origin}/help", wait_until="networkidle")
        up, down = network.sizes["/sync/pack"]
        say("unchanged sync, HTTP/1.1, Chromium’s own headers", f"{up} B up, {down} B down: {up + down} B", "≤ 700 B")
        page.close()
        for slowdown in SLOWDOWNS:
            written, read = _twenty(context, origin, slowdown)
            said = f"{written:.0f} ms, {read:.0f} ms"
            say(f"20 MB sealed and on the disk, then opened, {slowdown} × slower CPU", said, "< 3 s, < 2 s at 6 ×")
        written, sent = _changes(context, origin)
        said = f"{written / MANY:.1f} ms, {sent / MANY:.1f} ms"
        say(f"{MANY:,} changes: each sealed and on the disk, then each sent and received", said, "")
        context.set_offline(True)
        for slowdown in SLOWDOWNS:
            found = _paints(context, origin, slowdown)
            say(
                f"first paint of 300 marks without network, {slowdown} × slower CPU",
                f"{median(found):.0f} ms, worst of {ROUNDS} {max(found):.0f} ms",
                "< 1 s at 6 ×",
            )
        browser.close()
    network.close()
    server.kill()


def main() -> None:
    """Print the table."""
    with TemporaryDirectory(prefix="carnet-bench-") as folder:
        config, token = heavy(Place("SQLite", Path(folder)))
        pack = Caller(create_app(config).wsgi_app, "/sync/pack", HTTP_COOKIE=f"carnet={token}")()
        say("our JavaScript, gzip", f"{scripts_in_bytes()} B", "≤ 12 KB (12,288 B)")
        say("pack of 300 marks, gzip", f"{len(gzip.compress(pack, 9))} B ({len(pack)} B raw)", "≤ 25 KB")
        npm = shutil.which("npm")
        for name, size in weights(npm, Path(folder) / "npm") if npm else ():
            say(f"{name}, its own minified build, gzip", size, "")
        chromium = shutil.which("chromium")
        if chromium:
            in_the_browser(config, token, chromium)


if __name__ == "__main__":
    main()
