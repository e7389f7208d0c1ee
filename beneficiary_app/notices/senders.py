"""How a message leaves: one interface; a terminal, an SMTP server and a provider of text messages behind it."""

import smtplib
import ssl
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from beneficiary_app.config import Config
from beneficiary_app.notices.sms import Sms

SECONDS = 20


class Sender(Protocol):
    """Something that carries a short text to an address. Raises ``OSError`` when it could not."""

    def send(self, address: str, subject: str, text: str) -> None:
        """Send it, or raise ``OSError``."""


class Terminal:
    """Writes that a message would leave, for a machine without any mail; never to whom."""

    def send(self, address: str, subject: str, text: str) -> None:
        """Write the words."""
        sys.stderr.write(f"{subject}\n{text}\n")


class Smtp:
    """Sends through an SMTP server: ``smtp://name:secret@host:587`` (STARTTLS) or ``smtps://…:465``.

    Plain ``smtp`` without TLS is spoken to this machine only.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender

    def send(self, address: str, subject: str, text: str) -> None:
        """Send one message; the server’s refusal is an ``OSError`` too (``smtplib.SMTPException`` is one)."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, address, subject
        message.set_content(text)
        with self._connected() as server:
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.send_message(message)

    def _connected(self) -> smtplib.SMTP:
        host, context = self._url.hostname or "localhost", ssl.create_default_context()
        if self._url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self._url.port or 465, timeout=SECONDS, context=context)
        server = smtplib.SMTP(host, self._url.port or 25, timeout=SECONDS)
        if host not in {"localhost", "127.0.0.1", "::1"}:
            server.starttls(context=context)
        return server


def sender_of(url: str, sender: str) -> Sender:
    """The sender of e-mails that the settings name; a terminal when they name none."""
    return Smtp(url, sender) if url else Terminal()


@dataclass(frozen=True, slots=True)
class Senders:
    """What carries messages: e-mails always, to a terminal when nothing else is set; text messages when it is."""

    mail: Sender
    sms: Sender | None = None


def senders_of(config: Config) -> Senders:
    """Those that the settings name."""
    texting = config.sms()
    return Senders(sender_of(config.smtp_url, config.mail_from), Sms(texting) if texting else None)
