"""A manager who signs in through the login page and reads a report."""

import http.cookiejar
import re
import time
import urllib.request
from urllib.parse import urlencode

from tests.stack import Stack

EMAIL = "demo@hearme.test"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Manager:
    """A browser's cookies, without the browser."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def sign_in(self) -> None:
        """Sign in with the demo login. Raises AssertionError if that does not work."""
        address = f"{self.stack.url}/accounts/login/"
        token = CSRF.search(self.opener.open(address).read().decode())
        assert token, "the login page has no form"
        fields = {
            "login": EMAIL,
            "password": self.stack.data.secret("demo-password"),
            "csrfmiddlewaretoken": token[1],
        }
        reply = self.opener.open(address, urlencode(fields).encode())
        assert "/accounts/login" not in reply.url, "the demo login was refused"

    def milliseconds(self, path: str) -> float:
        """How long the server takes for a page, with the way there and back on this machine."""
        started = time.perf_counter()
        with self.opener.open(self.stack.url + path) as reply:
            reply.read()
        return (time.perf_counter() - started) * 1000
