"""Firefox driven by WebDriver BiDi (W3C) straight over a websocket (RFC 6455), with nothing between."""

import base64
import itertools
import json
import os
import re
import select
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

# Nothing that a browser does by itself when it starts: updates, captive portals, first pages.
USER_JS = """
user_pref("app.update.enabled", false);
user_pref("app.normandy.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("remote.prefs.recommended", false);
user_pref("security.cert_pinning.enforcement_level", 0);
"""
READY = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
SECONDS = 30.0
TEXT, CLOSE, PING = 1, 8, 9
SHORT, MEDIUM = 126, 127


class Trouble(Exception):  # noqa: N818 - what the browser answered
    """An error that the browser answered, or a silence."""


class Socket:
    """A websocket of a client: text out (masked), text in."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname or "", parts.port or 80), timeout=SECONDS)
        key = base64.b64encode(os.urandom(16)).decode()
        asked = (
            f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self._socket.sendall(asked.encode())
        self._left = b""
        while b"\r\n\r\n" not in self._left:
            self._left += self._some()
        head, self._left = self._left.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise Trouble(head.decode(errors="replace"))

    def _some(self) -> bytes:
        found = self._socket.recv(65536)
        if not found:
            raise Trouble("the browser is gone")
        return found

    def _take(self, length: int) -> bytes:
        while len(self._left) < length:
            self._left += self._some()
        taken, self._left = self._left[:length], self._left[length:]
        return taken

    def send(self, text: str, kind: int = TEXT) -> None:
        """One frame, masked as a client’s are."""
        data, mask = text.encode(), os.urandom(4)
        if len(data) < SHORT:
            head = bytes([0x80 | kind, 0x80 | len(data)])
        elif len(data) < 1 << 16:
            head = bytes([0x80 | kind, 0x80 | SHORT]) + len(data).to_bytes(2, "big")
        else:
            head = bytes([0x80 | kind, 0x80 | MEDIUM]) + len(data).to_bytes(8, "big")
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
        self._socket.sendall(head + mask + masked)

    def receive(self) -> str:
        """The next text; answers pings."""
        whole = b""
        while True:
            first, second = self._take(2)
            length = second & 0x7F
            if length in {SHORT, MEDIUM}:
                length = int.from_bytes(self._take(2 if length == SHORT else 8), "big")
            data = self._take(length)
            if first & 0x0F == PING:
                self.send(data.decode(), 10)
            elif first & 0x0F == CLOSE:
                raise Trouble("the browser closed the line")
            else:
                whole += data
                if first & 0x80:
                    return whole.decode()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


class Request(NamedTuple):
    """What the browser asked of a network."""

    method: str
    url: str


class Firefox:
    """One Firefox without a screen, with a profile of its own."""

    def __init__(self, path: str, profile: Path, preferences: str = "") -> None:
        profile.mkdir(parents=True, exist_ok=True)
        (profile / "user.js").write_text(USER_JS + preferences, encoding="utf-8")
        command = [path, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
        # A home of its own: Firefox writes caches there too.
        own = {"HOME": str(profile.parent), "MOZ_CRASHREPORTER_DISABLE": "1"}
        self._process = subprocess.Popen(  # noqa: S603 - the system’s browser
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **own}
        )
        self._ids = itertools.count(1)
        try:
            self._socket = Socket(f"{self._address()}/session")
            accepts = {"alwaysMatch": {"acceptInsecureCerts": True}}
            self.about = self.ask("session.new", capabilities=accepts)["capabilities"]
        except BaseException:
            self._process.kill()
            raise

    def _address(self) -> str:
        said, until = b"", time.monotonic() + SECONDS
        stream = self._process.stderr
        assert stream is not None  # noqa: S101 - asked for above
        while time.monotonic() < until:
            if select.select([stream], [], [], 1.0)[0]:
                said += os.read(stream.fileno(), 65536)
                found = READY.search(said.decode(errors="replace"))
                if found:
                    return found[1]
            if self._process.poll() is not None:
                break
        raise Trouble(f"Firefox does not answer: {said[-400:].decode(errors='replace')}")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its answer. Raises ``Trouble``."""
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer: dict[str, Any] = json.loads(self._socket.receive())
            if answer.get("id") == number:
                if answer["type"] == "error":
                    raise Trouble(f"{answer['error']}: {answer['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def tab(self) -> "Tab":
        """A new tab."""
        return Tab(self, self.ask("browsingContext.create", type="tab")["context"])

    def cookies(self) -> list[dict[str, Any]]:
        """Every cookie of every site."""
        found: list[dict[str, Any]] = self.ask("storage.getCookies")["cookies"]
        return found

    def close(self) -> None:
        """End it."""
        self._socket.close()
        self._process.terminate()
        try:
            self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()

    def kill(self) -> None:
        """Pull the plug."""
        self._process.kill()


class Tab:
    """One tab of it."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context

    def goto(self, url: str, wait: str = "complete") -> None:
        """Open an address. Raises ``Trouble`` when there is no network."""
        self._firefox.ask("browsingContext.navigate", context=self._context, url=url, wait=wait)

    def go(self, steps: int) -> bool:
        """Back or forward by so many; false at the end of what there is."""
        try:
            self._firefox.ask("browsingContext.traverseHistory", context=self._context, delta=steps)
        except Trouble as said:
            if "no such history entry" in str(said):
                return False
            raise
        return True

    def run(self, script: str) -> Any:
        """What an expression gives; promises are waited for. It is JSON on the way."""
        whole = f"(async () => JSON.stringify(await (async () => {{ {script} }})() ?? null))()"
        answer = self._firefox.ask(
            "script.evaluate", expression=whole, target={"context": self._context}, awaitPromise=True
        )
        if answer["type"] != "success":
            raise Trouble(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def until(self, condition: str, seconds: float = 15.0) -> Any:
        """Wait for an expression to be true, across navigations."""
        end = time.monotonic() + seconds
        last: Any = None
        while time.monotonic() < end:
            try:
                last = self.run(f"return {condition};")
            except Trouble as said:
                last = str(said)
            else:
                if last:
                    return last
            time.sleep(0.1)
        raise Trouble(f"never true: {condition} ({last})")

    def press(self, *keys: str) -> None:
        """Keys one after the other, down and up."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        source = [{"type": "key", "id": "keyboard", "actions": actions}]
        self._firefox.ask("input.performActions", context=self._context, actions=source)

    def close(self) -> None:
        """Close the tab as its cross does, without asking the page."""
        self._firefox.ask("browsingContext.close", context=self._context)
