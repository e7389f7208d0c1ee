"""Text messages by HTTP: one JSON object posted to a provider, which says yes by any 2xx.

Most providers take such an object under words of their own: these are settings. A try that may have arrived is made
again under the same key (``Idempotency-Key``), for those that know it.
"""

import http.client
import json
import ssl
import time
from urllib.parse import urlsplit

from beneficiary_app.database import new_id
from beneficiary_app.outside import Texting

OK, REDIRECTED = 200, 300
# What another try may change: too many at once, or trouble over there.
AGAIN = {408, 425, 429}
BROKEN = 500
WAITS = (0.2, 0.8, 2.0, 4.0)


class Sms:
    """Sends a text to a number, a few times when it must. Redirections are not followed: the token stays with them."""

    def __init__(self, by: Texting) -> None:
        self._by = by
        self._url = urlsplit(by.url)

    def send(self, address: str, subject: str, text: str) -> None:
        """Send one message, of which a telephone shows the text alone. Raises ``OSError`` when it could not."""
        key = str(new_id())
        for waited in (*WAITS[: self._by.tries - 1], None):
            try:
                status = self._post(address, text, key)
            except (OSError, http.client.HTTPException):
                status = BROKEN
            if OK <= status < REDIRECTED:
                return
            if waited is None or (status < BROKEN and status not in AGAIN):
                # Neither the number nor the words are said: this goes to a log.
                raise OSError(f"the provider of text messages answers {status}")
            time.sleep(waited)

    def _post(self, number: str, text: str, key: str) -> int:
        body = dict(zip(self._by.fields, (number, text, self._by.sender), strict=False))
        headers = {
            "Authorization": f"Bearer {self._by.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        path = self._url.path or "/"
        connection = self._connected()
        try:
            connection.request(
                "POST", f"{path}?{self._url.query}" if self._url.query else path, json.dumps(body), headers
            )
            return connection.getresponse().status
        finally:
            connection.close()

    def _connected(self) -> http.client.HTTPConnection:
        host, port = self._url.hostname or "", self._url.port
        if self._url.scheme == "https":
            return http.client.HTTPSConnection(
                host, port, timeout=self._by.seconds, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(host, port, timeout=self._by.seconds)
