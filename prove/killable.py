"""The application as installations serve it, which can be killed at any moment."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from socket import socket

from beneficiary_app.config import Config

# Beside much other work, and at the lowest priority, a server takes its time.
LOOKS = 12_000
SERVE = """
import sys
from granian import Granian
from granian.constants import Interfaces
Granian("beneficiary_app.wsgi:app", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI,
        blocking_threads=4, log_enabled=False).serve()
"""


class Server:
    """The application in a process group of its own, which can be killed."""

    def __init__(self, config: Config) -> None:
        with socket() as opened:
            opened.bind(("127.0.0.1", 0))
            self.port = int(opened.getsockname()[1])
        self._environment = {
            **os.environ,
            "CARNET_ENVIRONMENT": "development",
            "CARNET_SECRET": config.secret,
            "CARNET_DATA_DIR": str(config.data_dir),
            "CARNET_DATABASE_URL": config.database_url,
        }
        self.start()

    def start(self) -> None:
        """Serve, and wait until it answers."""
        command = [sys.executable, "-c", SERVE, str(self.port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, env=self._environment, start_new_session=True, **quiet)  # type: ignore[call-overload] # noqa: S603 - our own words
        for _ in range(LOOKS):
            with suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz").close()
                return
            time.sleep(0.05)
        raise RuntimeError("the server does not start")

    def kill(self) -> None:
        """``kill -9``, whatever it was doing."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def again(self) -> None:
        """Kill it and start it."""
        self.kill()
        self.start()
