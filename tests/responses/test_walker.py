"""Every template, published and answered to the end through the real public pages, no script."""

import gzip
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.test import Client

from responses.models import Collector, Response
from surveys.actions import publish_survey, start_from_template
from surveys.rules import Circumstances, Content, Kind, library
from tests import build
from tests.surveys.walker import Mood, answers_of, fields_of

pytestmark = pytest.mark.django_db

SLUGS = sorted(library())
LARGEST = 14_000
"""What arrives in the first round trip of a slow connection."""
MOST_PAGES = 20
GOOD, BAD = Mood(is_good=True), Mood(is_good=False, choice=2)


@dataclass
class Form:
    """A form as a browser without scripts understands it."""

    action: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    is_for_files: bool = False


class _Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_for_files = given.get("enctype") == "multipart/form-data"
            self.forms.append(Form(given.get("action", ""), is_for_files=is_for_files))
        elif tag in {"input", "textarea", "select"} and "name" in given and self.forms:
            form = self.forms[-1]
            if given.get("type") == "hidden":
                form.hidden[given["name"]] = given.get("value", "")
            else:
                form.names.add(given["name"])


def form_in(html: str) -> Form:
    """The form that carries answers: the one with a token."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return next(form for form in reader.forms if "t" in form.hidden)


def send(client: Client, address: str, html: str, fields: dict[str, list[str]]):
    """Fill in what the page asks of these fields, and send it as a browser would."""
    form = form_in(html)
    told = {name: values for name, values in fields.items() if name in form.names}
    return client.post(form.action or address, {**form.hidden, **told})


def walk_pages(client: Client, address: str, fields: dict[str, list[str]]) -> int:
    """Answer page by page until the thanks, each of them small; returns how many were sent."""
    page = client.get(address)
    for sent in range(1, MOST_PAGES):
        reply = send(client, address, page.content.decode(), fields)
        if reply.status_code == 303:
            address = reply["Location"]
            page = client.get(address)
            if urlsplit(address).path.endswith("/thanks"):
                return sent
        else:
            page = reply
        assert page.status_code in {200, 422}, page.content.decode()[:2000]
        assert len(gzip.compress(page.content)) <= LARGEST, address
    raise AssertionError(f"no end after {MOST_PAGES} pages: {address}")


@pytest.fixture
def opened(request) -> Collector:
    """A collector for a published template."""
    survey = start_from_template(build.organization(), request.param)
    publish_survey(survey)
    survey.refresh_from_db()
    return build.collector(survey)


def expected_fields(content: Content, answers: dict[str, object]) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for key, answer in answers.items():
        sent |= fields_of(content.question(key), answer)
    return sent


@pytest.mark.parametrize("opened", SLUGS, indirect=True)
def test_a_template_can_be_answered_to_the_end_in_both_languages_and_both_moods(client, opened):
    content = opened.survey.live_version.content
    for language in ("vi", "en"):
        for mood in (GOOD, BAD):
            answers = answers_of(content, mood, Circumstances(language=language))
            address = f"/s/{opened.code}?lang={language}"
            walk_pages(client, address, expected_fields(content, answers))
            stored = Response.objects.order_by("-id").first()
            assert stored.answers == answers
            assert (stored.language, stored.is_complete) == (language, True)
    assert Response.objects.count() == 4


@pytest.mark.parametrize("opened", SLUGS, indirect=True)
def test_the_first_page_of_a_template_is_small(client, opened):
    for language in ("vi", "en"):
        address = f"/s/{opened.code}?lang={language}"
        page = client.get(address, headers={"accept-encoding": "gzip"})
        assert page["Content-Encoding"] == "gzip"
        assert len(page.content) <= LARGEST
        assert "</html>" in gzip.decompress(page.content).decode()


@pytest.mark.parametrize("mood", [GOOD, BAD])
def test_every_kind_of_question_can_be_answered_without_a_script(client, mood):
    kinds = [kind for kind in build.EVERY_KIND if kind is not Kind.PICTURES]
    survey = build.survey(asks=kinds)
    collector = build.collector(survey)
    content = survey.live_version.content
    answers = answers_of(content, mood, Circumstances())
    walk_pages(client, f"/s/{collector.code}?lang=vi", expected_fields(content, answers))
    assert Response.objects.get().answers == answers
