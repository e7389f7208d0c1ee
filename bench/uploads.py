"""Uploads over a socket: our application as it is served, beside a bare WSGI sink on the same server."""

import base64
import hashlib
import time
from collections.abc import Callable
from statistics import median

from bench.serving import Server, served
from beneficiary_app.cleaning.kinds import LARGEST
from beneficiary_app.config import Config

MEGABYTE = 1_000_000
# Bytes of a file and of each request: in small pieces, in those of our page, whole; then the largest paper, whole.
SIZES = (
    (10 * MEGABYTE, 256 * 1024),
    (10 * MEGABYTE, 4 * 1024 * 1024),
    (10 * MEGABYTE, 10 * MEGABYTE),
    (LARGEST, LARGEST),
)
TUS = {"Tus_Resumable": "1.0.0", "Sec_Fetch_Site": "same-origin"}
Spent = tuple[float, float]


def measure(config: Config, cookie: str, times: int) -> list[tuple[str, float, Spent, Spent]]:
    """For each: its name, its megabytes; then seconds and the server’s seconds of CPU for one upload, ours and bare."""
    settings = {
        "CARNET_ENVIRONMENT": "test",
        "CARNET_SECRET": config.secret,
        "CARNET_DATA_DIR": str(config.data_dir),
        "CARNET_DATABASE_URL": config.url,
    }
    data = hashlib.shake_128(b"noise").digest(LARGEST)
    with served("beneficiary_app.wsgi:app", **settings) as ours, served("bench.serving:sink") as bare:
        return [
            (_name(size, piece), size / MEGABYTE, *_both(ours, bare, cookie, data[:size], piece, times))
            for size, piece in SIZES
        ]


def _name(size: int, piece: int) -> str:
    pieces = "whole" if piece == size else f"in pieces of {piece // 1024} KiB"
    return f"upload of {size // MEGABYTE} MB over a socket, {pieces}"


def _both(ours: Server, bare: Server, cookie: str, data: bytes, piece: int, times: int) -> tuple[Spent, Spent]:
    ways: list[tuple[Server, Callable[[], str]]] = [
        (ours, lambda: _send(ours, cookie, data, piece)),
        (bare, lambda: _swallow(bare, data, piece)),
    ]
    took: tuple[list[Spent], list[Spent]] = ([], [])
    for _ in range(times):
        # Turn by turn, so that what else the machine does is shared.
        for found, (server, work) in zip(took, ways, strict=True):
            # One connection an upload: the server closes those that were idle during the other’s turn.
            server.line.close()
            wall, cpu = time.perf_counter(), server.cpu()
            where = work()
            found.append((time.perf_counter() - wall, server.cpu() - cpu))
            if where:
                # So that she always has room: no part of an upload.
                server.ask("DELETE", where, **TUS, Cookie=cookie)
    first, second = ((median(wall for wall, _ in one), median(cpu for _, cpu in one)) for one in took)
    return first, second


def _send(server: Server, cookie: str, data: bytes, piece: int) -> str:
    said = {**TUS, "Cookie": cookie}
    where = server.ask("POST", "/uploads", **said, Upload_Length=str(len(data)))["location"]
    for at in range(0, len(data), piece):
        part = data[at : at + piece]
        headers = {**said, "Upload_Offset": str(at), "Content_Type": "application/offset+octet-stream"}
        if piece < len(data):
            # As our own page does.
            headers["Upload_Checksum"] = f"sha256 {base64.b64encode(hashlib.sha256(part).digest()).decode()}"
        server.ask("PATCH", where, part, **headers)
    return where


def _swallow(server: Server, data: bytes, piece: int) -> str:
    for at in range(0, len(data), piece):
        server.ask("PATCH", "/", data[at : at + piece])
    return ""
