"""Published weights of libraries that do a part of the same, from npm, measured in the same run."""

import gzip
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

WORKBOX = ("core", "routing", "strategies", "precaching", "background-sync")
# Their own minified builds for a browser.
FILES = {
    "Workbox (core, routing, strategies, precaching, background-sync)": [
        f"workbox-{name}/build/workbox-{name}.prod.js" for name in WORKBOX
    ],
    "PouchDB": ["pouchdb/dist/pouchdb.min.js"],
    "Kinto.js": ["kinto/dist/kinto.min.js"],
    "tus-js-client": ["tus-js-client/dist/tus.min.js"],
}
SECONDS = 300


def weights(npm: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Each with its version and its bytes, gzip 9. Raises ``CalledProcessError`` without a registry."""
    packages = sorted({name.split("/")[0] for names in FILES.values() for name in names})
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    subprocess.run([npm, "install", *quiet, "--prefix", str(folder), *packages], check=True, timeout=SECONDS)  # noqa: S603 - our words
    for name, files in FILES.items():
        paths = [folder / "node_modules" / file for file in files]
        about = json.loads((folder / "node_modules" / files[0].split("/")[0] / "package.json").read_text())
        yield f"{name} {about['version']}", f"{sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)} B"
