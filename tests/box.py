"""A real mail server on this machine, and what arrived there."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message


class Box(Message):
    """A mail server's box."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.received: list[EmailMessage] = []

    def handle_message(self, message: EmailMessage) -> None:  # type: ignore[override]
        """Keep it."""
        self.received.append(message)


@contextmanager
def post_office() -> Iterator[tuple[Box, str]]:
    """The box, and the address of its server as a setting."""
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, f"smtp://127.0.0.1:{port}"
    server.stop()
