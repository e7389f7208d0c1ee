"""The worker’s modules, each by node alone; and the scripts that are made of them."""

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from beneficiary_app.paths import STATIC
from beneficiary_app.static_files import source
from beneficiary_app.sync import scripts

HERE = Path(__file__).parent
NODE = shutil.which("node")
LARGEST = 12 * 1024
ON_EVERY_PAGE = ("app", "focus", "listen", "leave", "print")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not here: install Debian’s nodejs package")


@needs_node
def test_each_decision_of_the_worker_is_right() -> None:
    names = sorted(str(path) for path in HERE.glob("*.test.mjs"))
    ran = subprocess.run([str(NODE), "--test", *names], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-4000:]


@needs_node
@pytest.mark.parametrize("name", ["worker.js", "device.mjs"])
def test_a_script_made_of_modules_is_a_script(name: str, tmp_path: Path) -> None:
    made = tmp_path / name
    made.write_text(scripts.worker() if name == "worker.js" else scripts.device_script(), encoding="utf-8")
    ran = subprocess.run([str(NODE), "--check", str(made)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_our_javascript_weighs_less_than_twelve_kilobytes_on_top_of_htmx() -> None:
    # What every page of hers loads, and the worker without its list of files, which is no code.
    pages = b"".join(source(STATIC / "js" / f"{name}.js") for name in ON_EVERY_PAGE)
    sent = (pages, scripts.device_script().encode())
    assert sum(len(gzip.compress(script, 9)) for script in sent) <= LARGEST
