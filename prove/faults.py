"""A network that fails by the draw of a seed, between a real browser and a real server."""

import asyncio
import random
import re
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

QUIET = 0.05
HEAD = b"\r\n\r\n"
CLOSING = re.compile(rb"\r\nconnection: close", re.IGNORECASE)
PORTAL = b"<!doctype html><title>Wi-Fi</title><h1>Wi-Fi gratuit</h1>"
# What happens to a command on its way, out of a hundred; the answer of three in ten is lost.
FATES = {"answer lost": 30, "request lost": 7, "cut": 5, "twice": 5, "unavailable": 5, "portal": 3, "too large": 2}
Rewrite = Callable[[str, bytes], bytes]


def _answer(status: str, body: bytes = b"") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close"
    return head.encode() + HEAD + body


ANSWERS = {
    "unavailable": _answer("503 Service Unavailable"),
    "portal": _answer("200 OK", PORTAL),
    "too large": _answer("413 Content Too Large"),
}


def length_of(head: bytes) -> int:
    """The bytes of a message’s body, as its head says."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


class Faults:
    """A proxy on a port of its own, in a thread of its own. Only commands of an outbox meet with accidents."""

    def __init__(self, server_port: int, seed: int, *, rewrite: Rewrite | None = None) -> None:
        self._server_port = server_port
        self._chance = random.Random(seed)  # noqa: S311 - the same accidents each time
        self._rewrite = rewrite
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self.seen: Counter[str] = Counter()
        # The bytes up and down of the last request of each path.
        self.sizes: dict[str, tuple[int, int]] = {}
        self.gentle = False
        self._alive: set[asyncio.Task[None] | None] = set()
        self.port = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._started.wait()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._meet, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        self._started.set()
        self._loop.run_forever()

    def close(self) -> None:
        """No network any more."""
        asyncio.run_coroutine_threadsafe(self._drop_everything(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _drop_everything(self) -> None:
        self._server.close()
        # A connection that was accepted just before still begins.
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await asyncio.sleep(QUIET)

    def _fate(self, head: bytes) -> str:
        if b"\r\nidempotency-key:" not in head.lower():
            return "passes"
        self.seen["commands"] += 1
        if self.gentle:
            return "passes"
        draw = self._chance.random() * 100
        for fate, share in FATES.items():
            draw -= share
            if draw < 0:
                return fate
        return "passes"

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The loop holds its tasks weakly: a connection that waits would be collected as it waits.
        task = asyncio.current_task()
        self._alive.add(task)
        try:
            await self._carry(reader, writer)
        finally:
            self._alive.discard(task)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            head = await reader.readuntil(HEAD)
            body = await reader.readexactly(length_of(head))
            fate = self._fate(head)
            self.seen[fate] += 1
            writer.write(await self._outcome(fate, head, body))
            await writer.drain()
        with suppress(OSError):
            writer.close()

    async def _outcome(self, fate: str, head: bytes, body: bytes) -> bytes:
        if fate == "request lost":
            return b""
        if fate in ANSWERS:
            return ANSWERS[fate]
        answer = await self._pass_on(head, body)
        if fate == "twice":
            answer = await self._pass_on(head, body)
        if fate == "answer lost":
            return b""
        # The head arrives whole, the body does not.
        return answer[: answer.find(HEAD) + 4 + length_of(answer) // 2] if fate == "cut" else answer

    async def _pass_on(self, head: bytes, body: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        lines = [line for line in head.removesuffix(HEAD).split(b"\r\n") if not line.lower().startswith(b"connection:")]
        if self._rewrite is not None:
            lines = [line for line in lines if not line.lower().startswith(b"accept-encoding:")]
        try:
            writer.write(b"\r\n".join([*lines, b"Connection: close"]) + HEAD + body)
            await writer.drain()
            answer = await reader.read()
        finally:
            writer.close()
        path = head.split(b" ", 2)[1].decode()
        # The last word of a connection is this proxy’s own: a browser keeps it open.
        self.sizes[path] = (len(head) + len(body), len(CLOSING.sub(b"", answer)))
        return self._rewritten(path, answer) if self._rewrite is not None else answer

    def _rewritten(self, path: str, answer: bytes) -> bytes:
        head, _, body = answer.partition(HEAD)
        changed = self._rewrite(path, body) if self._rewrite is not None else body
        if changed == body:
            return answer
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"content-length", b"etag"))]
        return b"\r\n".join([*lines, b"Content-Length: " + str(len(changed)).encode()]) + HEAD + changed
