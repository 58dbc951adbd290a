"""A visitor who answers page after page, as a browser without scripts does."""

import re
from html import unescape
from urllib.parse import urlencode

from django.test import Client

from responses.models import Collector

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')

FORM = re.compile(r'<form[^>]* action="([^"]+)"')

ACTION = re.compile(r'<form id="f"[^>]* action="([^"]+)"')


class Visitor:
    """One phone at one code: what it was shown last, and what its form would send."""

    def __init__(self, collector: Collector, language: str = "vi") -> None:
        self.phone = Client(headers={"accept-language": language})
        self.collector = collector
        self.begin = f"/s/{collector.code}"
        self.address = self.begin

    def open(self, **query: str):
        self.address = f"{self.begin}?{urlencode(query)}" if query else self.begin
        return self.look()

    def look(self):
        """Open or reload the present address."""
        self.page = self.phone.get(self.address)
        if self.page.status_code == 303:
            self.address = self.page["Location"]
            self.page = self.phone.get(self.address)
        return self.page

    @property
    def html(self) -> str:
        return self.page.content.decode()

    @property
    def token(self) -> str:
        return self.fields["t"][0]

    @property
    def fields(self) -> dict[str, list[str]]:
        """The hidden fields of the form."""
        found: dict[str, list[str]] = {}
        for name, value in HIDDEN.findall(self.html):
            found.setdefault(name, []).append(unescape(value))
        return found

    def send(self, changed: dict[str, object] | None = None, **answers: object):
        """Send the form as it is, with answers by question key (`q3__2` for its part)."""
        given = {f"q-{key.replace('__', '.')}": value for key, value in answers.items()}
        self.sent = {**self.fields, **given, **(changed or {})}
        self.action = unescape(ACTION.search(self.html)[1])
        return self.post()

    def tell(self, html: str = "", changed: dict[str, object] | None = None, **answers: object):
        """Save on the way, as the page's script does; `html` is another page than the present."""
        page = html or self.html
        given = {f"q-{key.replace('__', '.')}": value for key, value in answers.items()}
        fields = {name: unescape(value) for name, value in HIDDEN.findall(page)}
        body = urlencode({**fields, **given, **(changed or {})}, doseq=True)
        return self.phone.post(
            unescape(ACTION.search(page)[1]) + "&beacon=1",
            body,
            content_type="application/x-www-form-urlencoded",
        )

    def post(self):
        """Send the same once more, and go where the answer leads."""
        self.page = self.phone.post(self.action, self.sent)
        if self.page.status_code == 303:
            self.address = self.page["Location"]
            self.look()
        return self.page

    @property
    def form_address(self) -> str:
        """Where the form of a page that is not the survey's leads."""
        return unescape(FORM.search(self.html)[1])

    def link(self, words: str) -> str:
        """Where the link with these words leads."""
        return unescape(re.search(rf'<a[^>]* href="([^"]+)"[^>]*>{words}</a>', self.html)[1])

    @property
    def number(self) -> int:
        """The page of the survey that is shown; 0 for the thanks."""
        return 0 if "/thanks" in self.address else int(self.fields["s"][0])
