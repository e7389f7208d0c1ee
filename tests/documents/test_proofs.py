"""What ``make prove-documents`` proves at length, in short."""

import subprocess
import sys


def test_what_was_acknowledged_outlives_a_kill_on_both_databases() -> None:
    command = [sys.executable, "-m", "prove.documents", "--only", "uploads", "--kills", "4"]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr
    lines = told.stdout.splitlines()
    assert [line.split(":", 1)[0] for line in lines] == ["SQLite", "PostgreSQL"]
    assert all(": 0 lost, 0 rows without their bytes" in line for line in lines)
