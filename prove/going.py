"""Somebody at a public computer, whatever the browser: how she goes, and where the next one looks."""

# How she goes: by the button, by doing nothing, by the quick way out, or her tab is killed and the server waits.
WAYS = {"end": "sign-out", "idle": "timeout", "quick": "quick exit", "killed": "tab kill"}
SECONDS = 3


def lasts(how: str) -> int:
    """Seconds that a visit may last: short where the server is waited for."""
    return SECONDS if how in {"idle", "killed"} else 60


def steps(moves: int) -> list[int]:
    """So many moves in the history, more back than forward."""
    return [-1 if at % 6 < 4 else 1 for at in range(moves)]  # noqa: PLR2004 - four back, two forward
