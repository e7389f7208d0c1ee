"""A disk that is really full, at every 64 KB of an upload: said in a sentence, nothing old is lost, and it goes on.

``python -m prove.full FOLDER`` is run in a mount namespace of its own (``unshare``), on a small disk in memory that
holds the embedded database and the papers, as on a small server.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from werkzeug import Response

from beneficiary_app import create_app, schema
from beneficiary_app.config import Config
from prove.uploads import HEADERS, begin, content, look

SIZE, EVERY = 1_500_000, 64 * 1024
DISK = "24m"
# Of the store that is full, and of the database that is.
SENTENCES = ("Rien n’est perdu de ce qui était déjà rangé", "Ce qui était enregistré est gardé")
BYTES = {"Content-Type": "application/offset+octet-stream"}


@dataclass
class Tally:
    """What the rounds showed."""

    rounds: int = 0
    told: Counter[int] = field(default_factory=Counter)
    without_sentence: int = 0
    lost: int = 0
    whole: int = 0


def prove(say: Callable[[str], None]) -> bool:
    """Fill the disk; true when something is not what it must be."""
    if shutil.which("unshare") is None:
        say("disk full: not tried, this machine has no unshare (Debian: util-linux)")
        return False
    with TemporaryDirectory(prefix="carnet-full-") as folder:
        mount = 'mount -t tmpfs -o size="$1" disk "$2" && exec "$3" -m prove.full "$2"'
        command = ["unshare", "-rm", "sh", "-c", mount, "sh", DISK, folder, sys.executable]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    say(ran.stdout.strip() or f"disk full: not tried here ({ran.stderr.strip()[-200:]})")
    return ran.returncode != 0


def main(folder: Path) -> int:
    """Every round, on that disk."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    config = Config(environment="test", secret="of a proof, used nowhere else", data_dir=folder)  # noqa: S106 - invented
    schema.bring_up(config)
    headers = HEADERS | {"Cookie": begin(config)}
    client = create_app(config).test_client(use_cookies=False)

    def create() -> str:
        answer = client.post("/uploads", headers=headers | {"Upload-Length": str(SIZE)})
        return answer.headers.get("Location", "") or told(answer)

    def send(where: str, at: int) -> None:
        answer = client.patch(where, data=content()[at:SIZE], headers=headers | BYTES | {"Upload-Offset": str(at)})
        if answer.status_code != HTTPStatus.NO_CONTENT:
            told(answer)

    def told(answer: Response) -> str:
        tally.told[answer.status_code] += 1
        tally.without_sentence += not any(one in answer.get_data(as_text=True) for one in SENTENCES)
        return ""

    def arrived(where: str) -> int:
        return int(client.head(where, headers=headers).headers["Upload-Offset"])

    tally, ballast = Tally(), folder / "ballast"
    old = create()
    send(old, 0)
    whole = {"received": SIZE, "there": True, "same": True}
    for left in range(0, SIZE, EVERY):
        tally.rounds += 1
        _fill(ballast, left)
        where = create()
        if where:
            send(where, 0)
        first = arrived(where) if where else 0
        tally.lost += look(config, old) != whole
        ballast.unlink()
        where = where or create()
        tally.lost += arrived(where) < first
        send(where, arrived(where))
        tally.whole += look(config, where) == whole
        client.delete(where, headers=headers)
    said = ", ".join(f"{count} × {status}" for status, count in sorted(tally.told.items()))
    sys.stdout.write(
        f"disk full at every 64 KB of an upload, database and papers on it: {tally.rounds} rounds, refused {said}, "
        f"{tally.without_sentence} without a sentence, {tally.lost} lost, {tally.whole} whole once there was room\n"
    )
    return int(bool(tally.without_sentence or tally.lost or tally.whole != tally.rounds))


def _fill(ballast: Path, left: int) -> None:
    free = shutil.disk_usage(ballast.parent).free
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free - left, 1))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
