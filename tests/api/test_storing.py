"""A program brings a response: it is checked like a customer's and stored once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from responses.actions import delete_response, set_collector_state
from responses.models import Collector, CountChange, Response
from surveys.actions import close_survey, edit_draft, publish_survey
from surveys.rules import Kind, remove_question
from tests import build
from tests.api.callers import ROOT, WRITE, Caller

pytestmark = pytest.mark.django_db
EVERY_KIND = (Kind.NPS, Kind.CSAT, Kind.CES, Kind.CHOICE, Kind.CHOICES, Kind.TEXT)
UNKNOWN = {"answers.q9": "unknown"}
ANSWERS = {"q1": 10, "q2": 5, "q3": 7, "q4": 2, "q5": [1, 3], "q6": "Trà ngon 🍵"}


@pytest.fixture
def collector():
    return build.collector(build.survey(asks=EVERY_KIND, required=(Kind.NPS,)))


@pytest.fixture
def path(collector) -> str:
    return f"/collectors/{collector.code}/responses"


@pytest.fixture
def caller(collector) -> Caller:
    return Caller(collector.organization, WRITE)


def errors(answer) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


def test_a_response_is_stored_and_will_be_counted(caller, path, collector):
    answer = caller.post(path, {"answers": ANSWERS, "language": "vi"})

    told = answer.json()
    stored = Response.objects.get()
    assert (answer.status_code, told["answers"], told["channel"]) == (201, ANSWERS, "api")
    assert (stored.answers, stored.score, stored.location_id) == (
        ANSWERS,
        10,
        collector.location_id,
    )
    assert CountChange.objects.get().ratings["q5"] == [-1, 1, 3]
    assert answer["Location"] == f"{ROOT}/responses/{stored.pk}"
    assert caller.get(answer["Location"].removeprefix(ROOT)).json() == told


def test_an_earlier_answer_counts_for_the_local_day_on_which_it_was_given(caller, path):
    late = timezone.now().replace(hour=17, minute=5) - timedelta(days=3)

    caller.post(path, {"answers": {"q1": 9}, "answered_at": late.isoformat()})

    stored = Response.objects.get()
    assert stored.answered_at == late
    assert (stored.day, stored.hour) == (late.date() + timedelta(days=1), 0)


# ------------------------------------------------------------------ once
def test_the_same_request_again_stores_nothing_twice(caller, path):
    first, again = (caller.post(path, {"answers": {"q1": 9}}, key="order-1") for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Response.objects.count() == CountChange.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"answers": {"q1": 8}},
        {"answers": {"q1": 9}, "language": "vi"},
        {"answers": {"q1": 9}, "answered_at": "2026-11-20T09:00:00Z"},
        {"nonsense": True},
    ],
)
def test_another_body_under_the_same_key_is_a_conflict(caller, path, other):
    caller.post(path, {"answers": {"q1": 9}}, key="order-1")

    answer = caller.post(path, other, key="order-1")

    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")
    assert Response.objects.get().answers == {"q1": 9}


def test_the_same_key_at_another_collector_is_a_conflict(caller, path, collector):
    other = build.collector(collector.survey)
    caller.post(path, {"answers": {"q1": 9}}, key="order-1")

    answer = caller.post(
        f"/collectors/{other.code}/responses", {"answers": {"q1": 9}}, key="order-1"
    )

    assert answer.status_code == 409


def test_a_retry_is_answered_though_the_survey_has_changed_or_closed(caller, path, collector):
    body = {"answers": {"q1": 9}}
    first = caller.post(path, body, key="order-1").json()

    edit_draft(collector.survey, lambda draft: remove_question(draft, "q6"))
    publish_survey(collector.survey)
    assert caller.post(path, body, key="order-1").json() == first
    close_survey(collector.survey)
    assert caller.post(path, body, key="order-1").json() == first
    set_collector_state(collector, Collector.State.PAUSED)
    assert caller.post(path, body, key="order-1").json() == first


def test_what_was_refused_may_be_put_right_under_the_same_key(caller, path):
    assert caller.post(path, {"answers": {"q1": 11}}, key="order-1").status_code == 422

    assert caller.post(path, {"answers": {"q1": 10}}, key="order-1").status_code == 201


def test_a_deleted_response_leaves_its_key_free(caller, path):
    caller.post(path, {"answers": {"q1": 9}}, key="order-1")
    delete_response(Response.objects.get())

    assert caller.post(path, {"answers": {"q1": 9}}, key="order-1").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_many_at_once_under_one_key_store_one(caller, path):
    def send(_: int) -> int:
        try:
            return caller.post(path, {"answers": {"q1": 9}}, key="order-1").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(send, range(16)))

    assert statuses == [200] * 15 + [201]
    assert Response.objects.count() == CountChange.objects.count() == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "é", "\x00", "\x7f", "\t", "日本"])
def test_a_key_that_is_none_is_refused(caller, path, key):
    caller.headers["Idempotency-Key"] = key
    answer = caller.client.post(
        ROOT + path, '{"answers": {"q1": 9}}', "application/json", headers=caller.headers
    )

    assert answer.status_code == 400
    assert errors(answer).keys() == {"Idempotency-Key"}


@pytest.mark.parametrize(
    "key", ["x" * 255, '"quoted"', "a,b;c=d", "../..", "';DROP--", "%00", "{}"]
)
def test_any_visible_letters_make_a_key(caller, path, key):
    assert caller.post(path, {"answers": {"q1": 9}}, key=key).status_code == 201
    assert caller.post(path, {"answers": {"q1": 9}}, key=key).status_code == 200


# ------------------------------------------------------------------ what does not fit
@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ({"q1": 11}, {"answers.q1": "off_scale"}),
        ({"q1": 9, "q2": 0}, {"answers.q2": "off_scale"}),
        ({"q1": 9, "q4": 4}, {"answers.q4": "off_scale"}),
        ({"q1": 9, "q5": [1, 4]}, {"answers.q5": "off_scale"}),
        ({"q1": "9"}, {"answers.q1": "kind"}),
        ({"q1": [9]}, {"answers.q1": "kind"}),
        ({"q1": 9, "q5": 1}, {"answers.q5": "kind"}),
        ({"q1": 9, "q6": 1}, {"answers.q6": "kind"}),
        ({"q1": 9, "q6": "\ufffd"}, {"answers.q6": "broken_text"}),
        ({"q1": 9, "q9": 1}, UNKNOWN),
        ({"q2": 5}, {"answers.q1": "required"}),
        ({"q2": 6, "q9": 1}, {"answers.q1": "required", "answers.q2": "off_scale"} | UNKNOWN),
    ],
)
def test_answers_that_do_not_fit_the_survey_are_named(caller, path, answers, faults):
    answer = caller.post(path, {"answers": answers})

    assert (answer.status_code, errors(answer)) == (422, faults)
    assert not Response.objects.exists()


def test_blank_texts_alone_answer_nothing():
    collector = build.collector(build.survey(asks=(Kind.TEXT,)))
    caller = Caller(collector.organization, WRITE)

    answer = caller.post(f"/collectors/{collector.code}/responses", {"answers": {"q1": " \n"}})

    assert (answer.status_code, errors(answer)) == (422, {"answers": "unfit"})


@pytest.mark.parametrize("days", [-401, 1])
def test_answers_of_another_age_do_not_fit(caller, path, days):
    moment = timezone.now() + timedelta(days=days)

    answer = caller.post(path, {"answers": {"q1": 9}, "answered_at": moment.isoformat()})

    assert (answer.status_code, errors(answer)) == (422, {"answered_at": "unfit"})


def test_a_language_that_the_survey_does_not_know_does_not_fit(caller, path):
    answer = caller.post(path, {"answers": {"q1": 9}, "language": "ko"})

    assert (answer.status_code, errors(answer)) == (422, {"language": "unfit"})


def test_a_closed_door_takes_nothing(caller, path, collector):
    set_collector_state(collector, Collector.State.PAUSED)

    answer = caller.post(path, {"answers": {"q1": 9}})

    assert (answer.status_code, answer.json()["code"]) == (409, "closed")
    assert not Response.objects.exists()


def test_a_survey_that_was_never_published_takes_nothing():
    collector = build.collector(build.survey(is_live=False))
    caller = Caller(collector.organization, WRITE)

    answer = caller.post(f"/collectors/{collector.code}/responses", {"answers": {"q1": 9}})

    assert (answer.status_code, answer.json()["code"]) == (409, "closed")
