"""A real mail server for tests of reports by e-mail, and what a letter holds."""

import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Letterbox:
    """Keeps every letter that arrives, or answers `refusal` instead."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refusal = ""
        self.refused_people = ""

    async def handle_RCPT(self, server, session, envelope: Envelope, address: str, options):  # noqa: N802
        if self.refused_people:
            return self.refused_people
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        letter = message_from_bytes(envelope.original_content, policy=email.policy.default)
        self.letters.append(letter)
        return "250 OK"


@contextmanager
def mail_server(settings) -> Iterator[Letterbox]:
    """A mail server that Django's settings point at."""
    box = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
    yield box
    server.stop()


def part(letter: EmailMessage, kind: str) -> EmailMessage:
    """The one part of this kind."""
    [found] = [each for each in letter.walk() if each.get_content_type() == kind]
    return found


def words(letter: EmailMessage, kind: str = "text/html") -> str:
    return part(letter, kind).get_content()
