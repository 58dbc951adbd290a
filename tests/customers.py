"""Customers who open the public page and answer, and do not give up when something fails."""

import http.client
import random
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = re.compile(rb'name="t" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "vi"}
PATIENCE_SECONDS = 90.0


@dataclass
class Customer:
    """One connection to the site; what it was told is its ledger."""

    port: int
    path: str = "/s/demo"
    acknowledged: list[str] = field(default_factory=list)
    retries: int = 0
    connection: http.client.HTTPConnection | None = None

    def open_page(self) -> str:
        """Open the survey and return the form's token."""
        _status, body = self._insist("GET", None)
        found = TOKEN.search(body)
        assert found, body[:200]
        return found[1].decode()

    def answer(self, token: str, answers: dict[str, object]) -> None:
        """Send answers until they are acknowledged; sometimes tap twice."""
        fields = [("t", token), *((f"q-{key}", value) for key, value in answers.items())]
        for _ in range(2 if random.random() < 0.05 else 1):
            status, _body = self._insist("POST", urlencode(fields))
            assert status == 303, status
        self.acknowledged.append(token)

    def leave(self) -> None:
        """Hang up; the next request connects anew."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _insist(self, method: str, body: str | None) -> tuple[int, bytes]:
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                status, content = self.ask(method, body)
                if status < 500:
                    return status, content
            except (OSError, http.client.HTTPException):
                self.leave()
            assert time.monotonic() < end, "no answer for too long"
            self.retries += 1
            time.sleep(0.05)

    def ask(
        self, method: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """One request on the open connection."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        self.connection.request(method, self.path, body, headers or FORM)
        reply = self.connection.getresponse()
        return reply.status, reply.read()
