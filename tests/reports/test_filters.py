"""Filters of a report: each alone, together, unknown, and the same for figures and comments."""

import pytest

from hearme.accounts.models import Role
from reports.actions import count_waiting
from responses.actions import record_response
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Kind, add_question
from tests import build
from tests.reports.shop import NOON, read, report_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop, (Kind.NPS, Kind.TEXT)))


def give(door, rating: int = 9, people: int = 1, **kwargs: object) -> None:
    """Let people rate, and write down what sets them apart from others."""
    for _ in range(people):
        text = " ".join(f"{name}={value}" for name, value in kwargs.items())
        record_response(build.reply(door, {"q1": rating, "q2": text or "-"}, at=NOON, **kwargs))
    count_waiting(door.survey_id)


def counted(client, door, **query: object) -> tuple[int, int]:
    """How many people the report counts, and how many comments it shows."""
    page = read(client, door.survey, **query)
    return page.context["report"].volume.n, len(page.context["comments"].get("q2", []))


@pytest.mark.parametrize(
    ("query", "kwargs"),
    [
        ({"channel": "email"}, {"channel": "email"}),
        ({"language": "en"}, {"language": "en"}),
        ({"complete": "no"}, {"is_complete": False}),
    ],
)
def test_a_filter_leaves_only_what_it_names(client, door, query, kwargs):
    give(door, people=3)
    give(door, people=2, **kwargs)

    assert counted(client, door) == (5, 5)
    assert counted(client, door, **query) == (2, 2)


def test_finished_answers_can_be_shown_alone(client, door):
    give(door, people=3)
    give(door, people=2, is_complete=False)

    assert counted(client, door, complete="yes") == (3, 3)


def test_many_values_of_one_filter_add_up_and_filters_narrow_each_other(client, door):
    give(door, people=3)
    give(door, channel="email")
    give(door, channel="embed", people=2)
    give(door, channel="embed", language="en", people=4)

    assert counted(client, door, channel=["email", "embed"])[0] == 7
    assert counted(client, door, channel=["email", "embed"], language="en")[0] == 4
    assert counted(client, door, channel="email", language="en")[0] == 0


def test_a_collector_and_a_place_narrow_the_report(client, door):
    other = build.collector(door.survey)
    give(door, people=3)
    give(other, people=2)
    give(other, channel="email")

    assert counted(client, door, collector=other.code) == (3, 3)
    assert counted(client, door, collector=other.code.lower(), channel="email") == (1, 1)
    assert counted(client, door, collector=other.code, location=door.location_id) == (0, 0)
    assert counted(client, door, channel="link", location=door.location_id) == (3, 3)


def test_touchpoint_stage_and_subject_narrow_the_report(client, shop, door):
    client.force_login(build.member(shop, Role.MANAGER))
    buying = build.touchpoint(shop, stage="buy")
    later = build.touchpoint(shop, stage="after")
    lan = build.subject(shop, "Lan")
    give(door)
    give(door, touchpoint_id=buying.pk, people=2)
    give(door, touchpoint_id=later.pk, subject_id=lan.pk, people=3)

    assert counted(client, door, touchpoint=buying.pk) == (2, 2)
    assert counted(client, door, stage="after") == (3, 3)
    assert counted(client, door, stage=["after", "buy"]) == (5, 5)
    assert counted(client, door, subject=lan.pk) == (3, 3)
    assert counted(client, door, stage="buy", subject=lan.pk) == (0, 0)


def test_a_viewer_never_singles_out_one_person(client, shop, door):
    lan = build.subject(shop, "Lan")
    give(door, people=2)
    give(door, subject_id=lan.pk, people=3)

    assert counted(client, door, subject=lan.pk) == (5, 5)
    page = client.get(f"/{shop.slug}/reports/{door.survey.code}/").text
    assert ">Lan<" not in page


def test_a_version_is_named_by_its_number(client, door):
    give(door, people=2)
    edit_draft(door.survey, lambda content: add_question(content, build.question(Kind.CSAT)))
    publish_survey(door.survey)
    door.survey.refresh_from_db()
    give(door, people=3)

    assert counted(client, door, version="1") == (2, 2)
    assert counted(client, door, version="2") == (3, 3)
    assert counted(client, door, version=["1", "2"])[0] == 5


def test_scores_trend_and_ranking_are_of_the_filtered_answers(client, door):
    give(door, rating=10, people=30)
    give(door, rating=0, people=30, channel="email")
    report = report_of(client, door.survey, channel="email")

    assert report.main.score.value == -100
    assert [row.n for row in report.places] == [30]


def test_what_is_not_known_is_said_and_left_out(client, door):
    give(door, people=3)
    page = read(client, door.survey, channel="pigeon")

    assert page.context["report"].volume.n == 3
    assert "fits no answers here and was left out" in page.content.decode()
    assert counted(client, door, subject="999999999999", touchpoint="x' OR 1=1")[0] == 3
    assert counted(client, door, complete="maybe", collector="NOPE", version="-1")[0] == 3


def test_another_organizations_collector_is_not_known(client, door):
    stranger = build.collector(build.survey())
    give(door, people=3)
    page = read(client, door.survey, collector=stranger.code)

    assert page.context["report"].volume.n == 3
    assert "left out" in page.content.decode()


def test_a_chosen_filter_can_be_taken_away_by_a_link(client, door):
    give(door, people=3)
    give(door, channel="email")
    [(name, words, without)] = read(client, door.survey, channel="email").context["form"].narrowing

    assert (name, words) == ("Channel", "E-mail")
    assert "channel" not in without
    assert "since=2026-11-12" in without


def test_the_same_days_last_year_can_be_compared(client, door):
    give(door, people=3)
    span = report_of(client, door.survey, compare="year").span

    assert (span.before.first.isoformat(), span.before.last.isoformat()) == (
        "2025-11-12",
        "2025-11-18",
    )


def test_excluded_answers_are_held_back_and_said(client, door):
    give(door, people=3)
    give(door, people=2, is_excluded=True)
    page = read(client, door.survey)

    assert counted(client, door) == (3, 3)
    assert "2 held back" in page.content.decode()
    elsewhere = read(client, door.survey, since="2026-11-01", until="2026-11-02")
    assert "2 held back" not in elsewhere.content.decode()
