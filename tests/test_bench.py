"""The bench measures what is really served: a page that answers otherwise stops it."""

import subprocess
import sys
from pathlib import Path


def test_the_bench_of_pages_runs_and_its_baseline_says_the_same() -> None:
    command = [sys.executable, "-m", "bench", "--quick", "--only", "pages", "--database", "SQLite"]
    ran = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "Django’s home is the same markup." in ran.stdout
    assert "Django’s journey is the same markup." in ran.stdout
    assert "| journey, fragment, first rendering " in ran.stdout


def test_the_bench_of_several_callers_runs() -> None:
    command = [sys.executable, "-m", "bench", "--quick", "--only", "callers", "--database", "SQLite"]
    ran = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "### Unchanged, several at once, SQLite" in ran.stdout
