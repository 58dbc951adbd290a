"""What programs read: surveys, places, collectors, responses; lists in pages."""

from datetime import UTC, datetime, timedelta

import pytest

from hearme.accounts.models import Location
from responses.actions import set_collector_state
from responses.models import Collector
from surveys.actions import close_survey
from surveys.rules import Kind
from tests import build
from tests.api.callers import ROOT, Caller

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 20, 2, tzinfo=UTC)


def walk(caller: Caller, path: str, link: str = "next") -> list[list[dict]]:
    """All pages from this one on, following `next` or `previous`."""
    pages = []
    while path:
        page = caller.get(path).json()
        pages.append(page["results"])
        path = (page[link] or "").removeprefix(f"http://testserver{ROOT}")
    return pages


def test_a_survey_is_told_with_the_questions_of_its_live_version():
    survey = build.survey(asks=(Kind.NPS, Kind.CHOICES))

    told = Caller(survey.organization).get(f"/surveys/{survey.code.lower()}").json()

    assert (told["code"], told["state"], told["version"]) == (survey.code, "live", 1)
    assert [each["key"] for each in told["questions"]] == ["q1", "q2"]
    assert told["questions"][1]["choices"][0] == {
        "number": 1,
        "text": {"vi": "Đồ uống", "en": "Drinks"},
    }


def test_a_draft_tells_nothing_of_its_questions():
    survey = build.survey(is_live=False)

    told = Caller(survey.organization).get(f"/surveys/{survey.code}").json()

    assert (told["state"], told["version"], told["questions"]) == ("draft", None, [])


def test_places_are_told_with_what_they_lie_in():
    organization = build.organization()
    region = build.location(organization, "Miền Nam")
    branch = build.location(organization, "Quận 1", parent=region)
    Location.objects.filter(pk=region.pk).update(closed_at=MORNING)

    told = Caller(organization).get("/locations").json()["results"]

    zone = "Asia/Ho_Chi_Minh"
    assert told == [
        {"id": branch.pk, "name": "Quận 1", "parent": region.pk, "time_zone": zone, "open": True},
        {"id": region.pk, "name": "Miền Nam", "parent": None, "time_zone": zone, "open": False},
    ]


def test_a_collector_says_whether_it_takes_answers():
    survey = build.survey()
    shut, door = build.collector(survey), build.collector(survey, name="Quầy")
    caller = Caller(survey.organization)
    set_collector_state(shut, Collector.State.PAUSED)

    told = caller.get(f"/collectors/{shut.code}").json()
    assert (told["state"], told["standing"]) == ("paused", "paused")
    assert caller.get(f"/collectors/{door.code}").json() == {
        "code": door.code,
        "name": "Quầy",
        "kind": "link",
        "state": "active",
        "standing": "open",
        "survey": survey.code,
        "location": {"id": door.location_id, "name": door.location.name},
        "url": f"http://127.0.0.1:8000/s/{door.code}",
    }
    close_survey(survey)
    told = caller.get(f"/collectors/{door.code}").json()
    assert (told["state"], told["standing"]) == ("active", "ended")


def test_a_response_is_told_in_utc_with_its_answers():
    collector = build.collector(build.survey(asks=(Kind.NPS, Kind.CHOICES, Kind.TEXT)))
    answers = {"q1": 9, "q2": [1, 3], "q3": "Trà ngon"}
    response = build.response(collector, answers, at=MORNING)

    told = Caller(collector.organization).get(f"/responses/{response.pk}").json()

    assert told == {
        "id": response.pk,
        "survey": collector.survey.code,
        "version": 1,
        "collector": collector.code,
        "location": {"id": collector.location_id, "name": collector.location.name},
        "answered_at": "2026-11-20T02:00:00Z",
        "language": "vi",
        "channel": "link",
        "seconds": 20,
        "score": 9,
        "answers": answers,
    }


# ------------------------------------------------------------------ filters
def listed(caller: Caller, collector, query: str) -> list[int]:
    answer = caller.get(f"/surveys/{collector.survey.code}/responses?{query}")
    return [each["id"] for each in answer.json()["results"]]


def test_responses_are_found_by_local_day():
    collector = build.collector(build.survey())
    # 23:30 on the 19th and 00:30 on the 20th in Vietnam, both on the 19th in UTC.
    before, after = (
        build.response(collector, {"q1": 9}, at=MORNING.replace(day=19, hour=hour, minute=30))
        for hour in (16, 17)
    )
    caller = Caller(collector.organization)

    assert listed(caller, collector, "from=2026-11-20") == [after.pk]
    assert listed(caller, collector, "to=2026-11-19") == [before.pk]
    assert listed(caller, collector, "from=2026-11-19&to=2026-11-20") == [after.pk, before.pk]


def test_responses_are_found_by_place_with_all_inside_it():
    survey = build.survey()
    region = build.location(survey.organization)
    branch = build.location(survey.organization, parent=region)
    inside, elsewhere = build.collector(survey, branch), build.collector(survey)
    response = build.response(inside, {"q1": 9})
    build.response(elsewhere, {"q1": 9})
    caller = Caller(survey.organization)

    assert listed(caller, inside, f"location={region.pk}") == [response.pk]
    assert listed(caller, inside, f"location={elsewhere.location_id}") != [response.pk]


def test_responses_are_found_by_collector():
    survey = build.survey()
    one, other = build.collector(survey), build.collector(survey)
    response = build.response(one, {"q1": 9})
    build.response(other, {"q1": 9})

    found = listed(Caller(survey.organization), one, f"collector={one.code.lower()}")

    assert found == [response.pk]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("colector=ABCDE", "colector"),
        ("location=1&location=2", "location"),
        ("location=", "location"),
        ("location=1_0", "location"),
        ("location=-1", "location"),
        ("from=2026-W01-1", "from"),
        ("from=20260101", "from"),
        ("to=yesterday", "to"),
        ("page_size=0", "page_size"),
        ("page_size=201", "page_size"),
        ("cursor=older-1", "cursor"),
        ("cursor=older-1-99999999999999999999", "cursor"),
        ("collector=%00", "collector"),
        ("format=xml", "format"),
    ],
)
def test_a_filter_that_is_not_understood_is_named(query, field):
    survey = build.survey()

    answer = Caller(survey.organization).get(f"/surveys/{survey.code}/responses?{query}")

    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {field}


@pytest.mark.parametrize(
    "query", ["from=0001-01-01", "to=9999-12-31", "from=2026-02-02&to=2026-02-01"]
)
@pytest.mark.parametrize("name", ["responses", "report"])
def test_days_that_make_no_period_do_not_fit(name, query):
    survey = build.survey()

    answer = Caller(survey.organization).get(f"/surveys/{survey.code}/{name}?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "unfit")


# ------------------------------------------------------------------ pages
def test_a_walk_through_the_pages_meets_every_row_once():
    collector = build.collector(build.survey())
    # Many at the same moment, as an import brings them.
    ids = [build.response(collector, {"q1": 9}, at=MORNING).pk for _ in range(5)]
    ids += [build.response(collector, {"q1": 9}, at=MORNING + timedelta(hours=1)).pk]
    path = f"/surveys/{collector.survey.code}/responses?page_size=2"

    pages = walk(Caller(collector.organization), path)

    assert [[each["id"] for each in page] for page in pages] == [
        [ids[5], ids[4]],
        [ids[3], ids[2]],
        [ids[1], ids[0]],
    ]


def test_the_way_back_meets_the_same_pages():
    organization = build.organization()
    for _ in range(5):
        build.location(organization)
    caller = Caller(organization)
    forth = walk(caller, "/locations?page_size=2")
    last = (
        caller.get("/locations?page_size=2").json()["next"].removeprefix(f"http://testserver{ROOT}")
    )

    back = walk(caller, last, "previous")

    assert back == [forth[1], forth[0]]


def test_rows_that_come_meanwhile_shift_nothing():
    organization = build.organization()
    for _ in range(4):
        build.location(organization)
    caller = Caller(organization)
    first = caller.get("/locations?page_size=2").json()
    build.location(organization)

    second = caller.get(first["next"].removeprefix(f"http://testserver{ROOT}")).json()

    ids = [each["id"] for each in first["results"] + second["results"]]
    assert ids == sorted(set(ids), reverse=True)
    assert second["next"] is None


def test_a_link_keeps_the_filters():
    collector = build.collector(build.survey())
    for _ in range(3):
        build.response(collector, {"q1": 9}, at=MORNING)
    path = f"/surveys/{collector.survey.code}/responses?from=2026-11-20&page_size=1"

    following = Caller(collector.organization).get(path).json()["next"]

    assert "from=2026-11-20" in following
    assert "page_size=1" in following


@pytest.mark.parametrize("name", ["locations", "surveys", "collectors", "responses"])
def test_a_longer_list_asks_the_database_no_more_often(name, django_assert_num_queries):
    survey = build.survey()
    path = f"/surveys/{survey.code}/responses" if name == "responses" else f"/{name}"
    caller = Caller(survey.organization)
    for _ in range(6):
        build.survey(survey.organization)
        build.response(build.collector(survey), {"q1": 9})

    # The key, the note of its use, the list; for responses their survey before.
    with django_assert_num_queries(4 if name == "responses" else 3):
        assert len(caller.get(path).json()["results"]) >= 6


@pytest.mark.parametrize("name", ["collectors", "responses"])
def test_a_list_does_not_read_the_texts_of_its_surveys(name, django_assert_max_num_queries):
    collector = build.collector(build.survey())
    build.response(collector, {"q1": 9})
    path = f"/surveys/{collector.survey.code}/responses" if name == "responses" else f"/{name}"
    caller = Caller(collector.organization)

    with django_assert_max_num_queries(4) as asked:
        caller.get(path)

    listed = asked.captured_queries[-1]["sql"]
    assert '"document"' not in listed
    assert '"draft"' not in listed
