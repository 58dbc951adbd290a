"""The figures of a survey: those of `manage.py report`, but of small groups only their size."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.utils.http import urlencode

from reports.actions import Metric, count_waiting, set_goals
from surveys.rules import Kind
from tests import build
from tests.api.callers import Caller

pytestmark = pytest.mark.django_db
ASKS = (Kind.NPS, Kind.CSAT, Kind.CHOICES, Kind.TEXT)
DAYS = [datetime(2026, 10, day, 3, tzinfo=UTC) for day in (1, 15, 31)]


@pytest.fixture
def collector():
    """A collector with 24 responses, 8 on each of three days."""
    collector = build.collector(build.survey(asks=ASKS))
    for day in DAYS:
        for rating in range(8):
            answers = {"q1": rating + 3, "q2": rating % 5 + 1, "q3": [1, 3], "q4": "Trà ngon"}
            build.response(collector, answers, at=day)
    count_waiting(collector.survey_id)
    return collector


def figures(collector, **query: object) -> list[dict]:
    path = f"/surveys/{collector.survey.code}/report?{urlencode(query)}"
    return Caller(collector.organization).get(path).json()["questions"]


def printed(capsys, collector, *words: str) -> list[dict]:
    call_command("report", collector.survey.code, "--json", *words)
    return json.loads(capsys.readouterr().out)["questions"]


def without_goals(figures):
    """The figures alone, as the command prints them."""
    return [{name: value for name, value in each.items() if name != "goal"} for each in figures]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"from": "2026-10-02"},
        {"to": "2026-10-15"},
        {"from": "2026-10-15", "to": "2026-10-15"},
        {"from": "2000-01-01", "to": "2099-12-31"},
    ],
)
def test_the_figures_are_those_that_the_command_prints(collector, capsys, query):
    words = [word for name, day in query.items() for word in (f"--{name}", day)]

    assert without_goals(figures(collector, **query)) == printed(capsys, collector, *words)
    assert figures(collector, **query)[0]["n"] >= 8


def test_the_figures_of_a_place_are_those_that_the_command_prints(collector, capsys):
    place = str(collector.location_id)

    told = without_goals(figures(collector, location=place))
    assert told == printed(capsys, collector, "--location", place)


def test_nobody_answered_elsewhere_or_in_another_year(collector):
    elsewhere = build.location(collector.organization)

    for query in ({"location": elsewhere.pk}, {"to": "2020-01-01"}):
        assert [each["n"] for each in figures(collector, **query)] == [0, 0, 0, 0]


def test_a_goal_stands_beside_its_score(collector):
    metric = Metric(collector.survey, collector.survey.live_version.content.questions[0])
    user = build.user()
    set_goals(collector.organization, metric, 0, [None], user)
    set_goals(collector.organization, metric, -20, [collector.location], user)

    assert [each["goal"] for each in figures(collector)] == [0, None, None, None]
    assert figures(collector, location=collector.location_id)[0]["goal"] == -20


def test_of_fewer_than_five_only_their_number_is_told():
    collector = build.collector(build.survey(asks=(Kind.NPS, Kind.CHOICES)))
    for rating in (9, 9, 3, 1):
        build.response(collector, {"q1": rating, "q2": [1]})
    count_waiting(collector.survey_id)

    told = figures(collector)

    for each in told:
        assert each["n"] == 4
        assert (each["counts"], each["score"], each["interval"], each["mean"]) == (
            {},
            None,
            None,
            None,
        )
