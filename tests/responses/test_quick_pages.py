"""The page that everybody gets, served again within the second."""

import gzip
import io
import re

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from responses.actions import flush_openings, set_collector_state
from responses.middleware import quick_pages
from responses.models import Collector, VisitCount
from surveys.rules import Kind
from tests import build

pytestmark = pytest.mark.django_db

PHONE = {
    "HTTP_ACCEPT_LANGUAGE": "vi",
    "HTTP_ACCEPT_ENCODING": "gzip",
    "HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 12) Chrome/120 Mobile",
}
TOKEN = re.compile(r'name="t" value="([^"]+)"')


class Site:
    """The application as a web server calls it, and how often Django was asked."""

    def __init__(self):
        django = get_wsgi_application()
        self.asked = 0

        def counting(environ, start):
            self.asked += 1
            return django(environ, start)

        self.application = quick_pages(counting)

    def get(self, path, method="GET", **more):
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            **PHONE,
            **more,
        }
        told = {}

        def start(status, headers, *_):
            told.update(status=status, headers=dict(headers))

        body = b"".join(self.application(environ, start))
        if told["headers"].get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return told["status"], told["headers"], body.decode()


@pytest.fixture
def site(settings):
    settings.DOOR_SECONDS = 60.0
    # As Django's own test client does: the test's transaction lives on this connection.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield Site()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def path():
    return f"/s/{build.collector(build.survey(asks=(Kind.CSAT, Kind.TEXT))).code}"


def test_the_next_visitor_gets_the_same_page_with_a_token_of_their_own(site, path):
    first, second = site.get(path), site.get(path)
    tokens = [TOKEN.search(page)[1] for _status, _headers, page in (first, second)]
    assert site.asked == 1
    assert tokens[0] != tokens[1]
    assert first[2].replace(tokens[0], "") == second[2].replace(tokens[1], "")


def test_the_next_visitor_gets_every_header_that_the_first_one_got(site, path):
    own = {"X-Request-ID", "Content-Length"}
    first, second = site.get(path)[1], site.get(path)[1]
    assert {k: v for k, v in first.items() if k not in own} == {
        k: v for k, v in second.items() if k not in own
    }
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_a_form_from_such_a_page_can_be_sent(site, path, client):
    site.get(path)
    token = TOKEN.search(site.get(path)[2])[1]
    assert client.post(path, {"t": token, "q-q1": "5"}).status_code == 303


def test_languages_and_compression_each_have_their_own_page(site, path):
    site.get(path)
    assert 'lang="en"' in site.get(path, HTTP_ACCEPT_LANGUAGE="en")[2]
    assert "Content-Encoding" not in site.get(path, HTTP_ACCEPT_ENCODING="")[1]
    assert 'lang="en"' in site.get(f"{path}?lang=en")[2]


def test_who_has_been_here_before_is_answered_by_the_views(site, path):
    site.get(path)
    site.get(path, HTTP_COOKIE="device=1")
    site.get(path, method="HEAD")
    assert site.asked == 3


def test_a_page_for_one_visitor_alone_is_never_kept(site, path):
    site.get(f"{path}?csat=5")
    site.get(f"{path}?csat=5")
    site.get("/s/ZZZZZ")
    site.get("/s/ZZZZZ")
    assert site.asked == 4


def test_a_second_later_the_code_is_looked_up_again(site, path, settings):
    site.get(path)
    settings.DOOR_SECONDS = 1e-9
    set_collector_state(Collector.objects.get(), Collector.State.PAUSED)
    assert site.get(path)[0].startswith("403")


def test_every_person_is_counted_and_no_program(site, path):
    for _ in range(3):
        site.get(path)
    site.get(path, HTTP_USER_AGENT="facebookexternalhit/1.1")
    site.get(path, HTTP_SEC_PURPOSE="prefetch")
    flush_openings()
    assert VisitCount.objects.get(collector=Collector.objects.get()).opened == 3
