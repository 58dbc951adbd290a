"""People and programs who send answers to a code, each with the time they took."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from altcha import Challenge, Payload, solve_challenge
from django.test import Client

from responses.actions import tally
from responses.models import Collector, Response
from responses.rules import FormToken, new_key, sign_token
from responses.views.public import token_secret


def switch_on(settings, monkeypatch) -> None:
    """Judge answers as outside of tests, with more patience: here the machine may be busy."""
    settings.GUARD = True
    monkeypatch.setattr(tally, "PATIENCE_SECONDS", 10.0)
    monkeypatch.setattr(tally, "_silent_until", 0.0)
    forget_redis()


def forget_redis() -> None:
    """Let the counters connect anew."""
    tally._redis.cache_clear()
    tally._script.cache_clear()


class Sender:
    """One phone, or one program, at one code."""

    def __init__(self, collector: Collector) -> None:
        self.phone = Client(REMOTE_ADDR="113.161.0.9")
        self.collector = collector
        self.address = f"/s/{collector.code}"

    def token(self, seconds: float) -> str:
        """The token of a page that was opened so long ago."""
        opened = datetime.now(UTC) - timedelta(seconds=seconds)
        version = self.collector.survey.live_version_id
        form = FormToken(version, self.collector.pk, new_key(opened), int(opened.timestamp()))
        return sign_token(form, token_secret())

    def send(self, *, seconds: float = 25, token: str = "", **fields: object) -> Response:
        """Send answers by question key, and other fields by their own names."""
        token = token or self.token(seconds)
        answers = {f"q-{k}" if k.startswith("q") else k: v for k, v in fields.items()}
        reply = self.phone.post(self.address, {"t": token, **answers})
        assert reply.status_code == 303, reply.status_code
        return Response.objects.latest("id")

    def forget(self) -> "Sender":
        """Drop the cookies."""
        self.phone.cookies.clear()
        return self

    def prove(self, token: str) -> str:
        """Do the work that the page's script does."""
        found = self.phone.get(f"{self.address}/proof", {"f": token[-22:]})
        challenge = Challenge.from_dict(json.loads(found.content))
        return Payload(challenge, solve_challenge(challenge)).to_base64()


def reasons(responses: Iterator[Response]) -> list[list[str]]:
    return [response.suspicions or [] for response in responses]


def forged(proof: str, **changed: object) -> str:
    """The same proof with other words in its challenge."""
    words = json.loads(base64.b64decode(proof))
    words["challenge"]["parameters"] |= changed
    return base64.b64encode(json.dumps(words).encode()).decode()
