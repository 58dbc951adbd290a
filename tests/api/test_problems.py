"""Whatever goes wrong is told as a problem document, in English, and never as a 500."""

import json
from io import BytesIO

import pytest
from django.db import connection
from django.http import UnreadablePostError
from django.test import Client

from responses.models import Response
from surveys.rules import Kind
from tests import build
from tests.api.callers import ROOT, WRITE, Caller

pytestmark = pytest.mark.django_db
UNKNOWN = [
    "/api/",
    "/api//x",
    "/api/surveys",
    "/api/v2/surveys",
    "/api/v1/",
    "/api/v1/nothing",
    "/api/v1/surveys/",
    "/api/v1/surveys/%00",
    "/api/v1/responses/1e3",
    f"/api/v1/responses/{'9' * 5000}",
]


@pytest.fixture
def collector():
    return build.collector(build.survey(asks=(Kind.NPS, Kind.TEXT)))


@pytest.fixture
def path(collector) -> str:
    return f"/collectors/{collector.code}/responses"


@pytest.fixture
def caller(collector) -> Caller:
    return Caller(collector.organization, WRITE)


def problem(answer, status: int) -> dict:
    """The problem document of an answer that has this status and the right headers."""
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    document = json.loads(answer.content)
    assert (document["type"], document["status"]) == ("about:blank", status)
    assert document.keys() >= {"title", "code"}
    return document


# ------------------------------------------------------------------ addresses, methods, forms
@pytest.mark.parametrize("address", UNKNOWN)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_is_a_problem_too(caller, address, method):
    answer = getattr(caller.client, method)(address, headers=caller.headers)

    assert problem(answer, 404)["code"] == "not_found"


def test_a_response_with_a_number_beyond_all_columns_is_not_found(caller):
    problem(caller.get(f"/responses/{2**63}"), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_a_method_that_an_address_does_not_know_is_named(caller, method):
    answer = getattr(caller.client, method)(f"{ROOT}/surveys", headers=caller.headers)

    assert problem(answer, 405)["code"] == "method_not_allowed"
    assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/schema", "/schema.yaml", "/docs/"])
def test_the_documentation_is_only_read(path):
    answer = Client(enforce_csrf_checks=True).post(ROOT + path)

    assert (problem(answer, 405)["code"], answer["Allow"]) == ("method_not_allowed", "GET, HEAD")


def test_head_tells_what_get_would(caller):
    answer = caller.client.head(f"{ROOT}/surveys", headers=caller.headers)

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*;q=0.5"])
def test_only_json_is_spoken(caller, accept):
    problem(caller.get("/surveys", Accept=accept), 406)
    problem(caller.get("/schema", Accept="image/png"), 406)


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "garbage", "text/html, */*;q=0.1", ";;;q=x"]
)
def test_odd_wishes_do_no_harm(caller, accept):
    assert caller.get("/surveys", Accept=accept).status_code in {200, 406}


def test_problems_are_english_whatever_the_caller_reads(caller):
    answer = caller.get("/surveys/NOTHING", **{"Accept-Language": "vi"})

    assert problem(answer, 404)["title"] == "Not Found"
    assert answer["Content-Language"] == "en"


def test_no_key_is_a_problem_with_a_challenge():
    answer = Caller().get("/surveys")

    assert problem(answer, 401)["code"] == "not_authenticated"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_host_that_is_not_ours_is_a_problem(caller):
    problem(caller.client.get(f"{ROOT}/surveys", headers={"Host": "evil.example"}), 400)


@pytest.mark.parametrize("path", ["/surveys", "/nothing", "/schema", "/docs/"])
def test_no_answer_is_kept_or_guessed_at(caller, path):
    answer = caller.get(path)

    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer


# ------------------------------------------------------------------ bodies
DEEP = b'{"answers": ' + b"[" * 100_000
BROKEN = {
    "nothing": b"",
    "no JSON": b"answers=1",
    "half": b'{"answers": {"q1": 9',
    "two": b'{"answers": {"q1": 9}} {}',
    "deep and unclosed": DEEP,
    "deep and closed": DEEP + b"]" * 100_000 + b"}",
    "names deep": b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
    "NaN": b'{"answers": {"q1": NaN}}',
    "Infinity": b'{"answers": {"q1": -Infinity}}',
    "beyond floats": b'{"answers": {"q1": 1e400}}',
    "beyond integers": b'{"answers": {"q1": ' + b"9" * 5_000 + b"}}",
    "a name twice": b'{"answers": {"q1": 9, "q1": 1}}',
    "a body twice": b'{"answers": {"q1": 9}, "answers": {"q1": 1}}',
    "NUL in a text": b'{"answers": {"q2": "\\u0000"}}',
    "NUL in a name": b'{"answers": {"q1\\u0000": 9}}',
    "a raw NUL": b'{"answers": {"q2": "\x00"}}',
    "half a character": b'{"answers": {"q2": "\\ud800"}}',
    "half a character in a name": b'{"\\udfff": 1}',
    "Latin-1": '{"answers": {"q2": "trà"}}'.encode("latin-1"),
    "UTF-16": '{"answers": {"q1": 9}}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"answers": {"q1": 9}}',
    "no object": b"[]",
    "a number": b"9",
    "a text": b'"answers"',
    "null": b"null",
    "true": b"true",
    "an unknown name": b'{"answers": {"q1": 9}, "score": 10}',
    "answers missing": b"{}",
    "answers null": b'{"answers": null}',
    "answers empty": b'{"answers": {}}',
    "answers a list": b'{"answers": [["q1", 9]]}',
    "too many answers": json.dumps({"answers": {f"q{n}": 1 for n in range(201)}}).encode(),
    "an answer null": b'{"answers": {"q1": null}}',
    "an answer true": b'{"answers": {"q1": true}}',
    "an answer far below zero": b'{"answers": {"q1": -1e13}}',
    "an answer far above all": b'{"answers": {"q1": 1e13}}',
    "an answer huge": b'{"answers": {"q1": 99999999999999999999}}',
    "an answer long": json.dumps({"answers": {"q2": "x" * 2_001}}).encode(),
    "an answer an object": b'{"answers": {"q1": {"a": 1}}}',
    "choices empty": b'{"answers": {"q1": []}}',
    "choices of texts": b'{"answers": {"q1": ["1"]}}',
    "a language that is none": b'{"answers": {"q1": 9}, "language": ["vi"]}',
    "a language that nobody speaks": b'{"answers": {"q1": 9}, "language": "tlh"}',
    "no time zone": b'{"answers": {"q1": 9}, "answered_at": "2026-11-22T09:30:00"}',
    "no such day": b'{"answers": {"q1": 9}, "answered_at": "2026-02-30T09:30:00Z"}',
    "the end of time": b'{"answers": {"q1": 9}, "answered_at": "9999-12-31T23:59:59-14:00"}',
    "a moment as a number": b'{"answers": {"q1": 9}, "answered_at": 1763776800}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_body_is_refused_and_nothing_stored(caller, path, name):
    problem(caller.post(path, BROKEN[name]), 400)

    assert not Response.objects.exists()


@pytest.mark.parametrize("levels", [21, 300])
def test_how_deep_a_body_may_be_is_said(caller, path, levels):
    body = b'{"answers": ' + b"[" * levels + b"]" * levels + b"}"

    assert "deeper than 20 levels" in problem(caller.post(path, body), 400)["detail"]


def test_a_long_body_is_refused_unread(caller, path):
    body = json.dumps({"answers": {"q2": "x" * 1_000_000}}).encode()

    assert problem(caller.post(path, body), 413)["code"] == "too_large"


def test_a_body_up_to_the_limit_is_read(caller, path):
    body = b'{"answers": {"q1": 9}}'

    assert caller.post(path, body + b" " * (256 * 1024 - len(body))).status_code == 201
    problem(caller.post(path, body + b" " * (256 * 1024)), 413)


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "application/json; charset=nonsense",
        "garbage",
    ],
)
def test_a_body_that_is_not_json_in_utf8_is_refused(caller, path, kind):
    problem(caller.post(path, b'{"answers": {"q1": 9}}', **{"Content-Type": kind}), 415)


@pytest.mark.parametrize(
    "kind", ["application/json; charset=UTF-8", 'application/json;charset="utf8"']
)
def test_utf8_may_be_named(caller, path, kind):
    answer = caller.post(path, b'{"answers": {"q1": 9}}', **{"Content-Type": kind})

    assert answer.status_code == 201


class BrokenOff(BytesIO):
    def read(self, *_: object) -> bytes:
        raise UnreadablePostError("the sender is gone")


def test_a_body_that_breaks_off_is_a_problem(caller, path):
    answer = caller.client.generic(
        "POST",
        ROOT + path,
        b"x" * 10,
        "application/json",
        headers=caller.headers | {"Idempotency-Key": "k"},
        **{"wsgi.input": BrokenOff()},
    )

    problem(answer, 400)


def test_long_lists_of_faults_are_cut_short(caller, path):
    body = {"answers": {"q1": 9}} | {f"name{n}": 1 for n in range(5_000)}

    assert len(problem(caller.post(path, body), 400)["errors"]) == 100


# ------------------------------------------------------------------ outages and faults
@pytest.mark.django_db(transaction=True)
def test_an_outage_says_to_try_again(caller, path, monkeypatch):
    connection.close()
    with monkeypatch.context() as patched:
        patched.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        patched.setitem(connection.settings_dict, "PORT", "1")
        for answer in (caller.get("/surveys"), caller.post(path, {"answers": {"q1": 9}})):
            assert problem(answer, 503)["code"] == "away"
            assert answer["Retry-After"] == "5"

    assert caller.get("/surveys").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_is_an_outage_of_one_request(caller):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()

    problem(caller.get("/surveys"), 503)
    connection.close_if_unusable_or_obsolete()
    assert caller.get("/surveys").status_code == 200


def test_a_fault_of_ours_is_a_problem_without_details(caller, monkeypatch):
    monkeypatch.setattr("surveys.api.surveys_of", lambda organization: 1 / 0)

    assert problem(caller.get("/surveys"), 500).keys() == {
        "type",
        "title",
        "status",
        "code",
        "detail",
    }


# ------------------------------------------------------------------ https
@pytest.fixture
def https(settings):
    """A site with https, rebuilt from its settings by the next client."""
    settings.SECURE_SSL_REDIRECT = True


def test_a_key_in_the_open_is_refused_not_led_on(https, collector):
    caller = Caller(collector.organization)
    answer = caller.get("/surveys")

    assert problem(answer, 403)["code"] == "https_required"
    assert (
        caller.client.get(f"{ROOT}/surveys", headers=caller.headers, secure=True).status_code == 200
    )


def test_the_documentation_leads_people_to_https(https, client):
    answer = client.get(f"{ROOT}/docs/")

    assert (answer.status_code, answer["Location"]) == (301, f"https://testserver{ROOT}/docs/")
