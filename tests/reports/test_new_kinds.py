"""The report of every kind of question: rows, ranks, shares, and what is only told."""

import json
import re
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command

from reports.actions import check_counts
from reports.models import HourCount, MonthCount
from surveys.rules import Kind
from tests import build
from tests.reports.shop import address, answer, read, report_of

pytestmark = pytest.mark.django_db
KINDS = tuple(kind for kind in Kind if kind is not Kind.PICTURES)
KEYS = {kind: f"q{place}" for place, kind in enumerate(KINDS, start=1)}
ANSWERS = {
    Kind.NPS: 9,
    Kind.CSAT: 5,
    Kind.CES: 6,
    Kind.SCALE: 2,
    Kind.STARS: {"1": 5, "3": 2},
    Kind.MATRIX: {"2": 4},
    Kind.CHOICE: 2,
    Kind.CHOICES: [1, 3],
    Kind.RANKING: [3, 1, 2],
    Kind.TEXT: "Trà ngon",
    Kind.NUMBER: 2.5,
    Kind.DATE: "2026-11-20",
    Kind.CONTACT: {"name": "Ngọc Anh", "phone": "+84912345678"},
    Kind.CONSENT: [1],
    Kind.ATTACHMENT: ["0190a0a0-0000-7000-8000-000000000001"],
}
EVERYTHING = {KEYS[kind]: given for kind, given in ANSWERS.items()}


@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop, KINDS))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def titled(page, key: str) -> str:
    return words(page.content.decode().split(f'id="{key}"', 1)[1].split("</section>", 1)[0])


@pytest.mark.parametrize("people", [0, 1, 4, 5, 60])
def test_the_page_holds_with_any_number_of_answers(client, door, people):
    answer(door, *[EVERYTHING] * people)

    assert read(client, door.survey).status_code == 200
    assert client.get(address(door.survey), {"compare": "before"}).status_code == 200


def test_the_counts_of_every_kind_are_what_the_responses_say(door):
    answer(door, *[EVERYTHING] * 3, {KEYS[Kind.NUMBER]: 10**12}, {KEYS[Kind.STARS]: {"2": 1}})

    found = check_counts()

    assert (found.responses, found.differences, found.listed) == (5, 0, ())


def test_a_wrong_count_of_a_row_is_noticed_and_repaired(door):
    answer(door, *[EVERYTHING] * 3)
    row, item = f"{KEYS[Kind.STARS]}.1", f"{KEYS[Kind.RANKING]}.3"
    HourCount.objects.filter(question_key=row).update(h12=7)
    MonthCount.objects.filter(question_key=item).delete()

    assert {each.question_key for each in check_counts().listed} == {row, item}
    with pytest.raises(SystemExit):
        call_command("recount", "--check", stdout=StringIO())
    call_command("recount", "--fix", stdout=StringIO())
    assert check_counts().differences == 0


def test_criteria_stand_in_one_table_with_score_mean_and_n(client, door):
    key = KEYS[Kind.STARS]
    answer(door, *[{key: {"1": 5, "2": 2}}] * 30, *[{key: {"1": 3}}] * 10)
    told = titled(read(client, door.survey), key)

    assert "Drinks 75%" in told
    assert "4.5 – 40" in told
    assert "Staff 0%" in told
    assert "% who chose 4–5" in told
    assert "n = 40" in told


def test_a_row_with_fewer_than_five_answers_shows_only_their_number(client, door):
    key = KEYS[Kind.STARS]
    answer(door, *[{key: {"1": 5}}] * 6, *[{key: {"2": 1}}] * 4)
    rows = {each.key: each for each in report_of(client, door.survey).questions}

    assert rows[f"{key}.2"].score is None
    assert rows[f"{key}.2"].mean is None
    assert "Staff – – – 4" in titled(read(client, door.survey), key)


def test_a_ranking_tells_first_places_and_the_mean_rank(client, door):
    key = KEYS[Kind.RANKING]
    answer(door, *[{key: [3, 1, 2]}] * 3, *[{key: [1]}] * 3)
    (ranking,) = [each for each in report_of(client, door.survey).questions if each.key == key]
    ranks = {each.choice.number: each for each in ranking.ranks}

    assert (ranks[1].n, ranks[1].firsts, ranks[1].score.value, ranks[1].mean) == (6, 3, 50, 1.5)
    assert (ranks[3].n, ranks[3].firsts, ranks[3].mean) == (3, 3, None)
    assert ranks[2].firsts == 0
    assert "50%" in titled(read(client, door.survey), key)


def test_a_ranking_of_few_people_shows_only_their_number(client, door):
    key = KEYS[Kind.RANKING]
    answer(door, *[{key: [3, 1, 2]}] * 4)

    assert "%" not in titled(read(client, door.survey), key)


def test_consent_is_told_as_shares(client, door):
    key = KEYS[Kind.CONSENT]
    answer(door, *[{key: [1]}] * 6, *[{key: [1, 2]}] * 2)
    told = titled(read(client, door.survey), key)

    assert "Drinks 100%" in told
    assert "Staff 25%" in told


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.DATE, Kind.CONTACT, Kind.ATTACHMENT])
def test_what_cannot_be_counted_is_told_by_how_many_answered(client, door, kind):
    answer(door, *[EVERYTHING] * 7)
    told = titled(read(client, door.survey), KEYS[kind])

    assert "7 people answered" in told
    assert "Ngọc" not in told


def test_a_statement_is_not_in_the_report(client, door):
    answer(door, *[EVERYTHING] * 7)

    assert f'id="{KEYS[Kind.STATEMENT]}"' not in read(client, door.survey).content.decode()


def test_criteria_have_a_card_where_there_is_no_nps_csat_or_ces(client, shop):
    door = build.collector(build.survey(shop, (Kind.STARS, Kind.SCALE)))
    answer(door, *[{"q1": {"1": 5}, "q2": 5}] * 6)
    report = report_of(client, door.survey)

    assert [each.key for each in report.headlines] == ["q2", "q1.1"]
    assert report.main.key == "q2"


def test_the_score_of_responses_colours_comments_even_below_criteria(client, shop):
    door = build.collector(build.survey(shop, (Kind.STARS, Kind.NPS, Kind.TEXT)))
    answer(door, *[{"q1": {"1": 1}, "q2": 9, "q3": "Ngon"}] * 6)
    told = read(client, door.survey).content.decode()

    assert 'pill p">9' in told


def test_locations_can_be_ranked_by_a_row(client, door):
    key = f"{KEYS[Kind.STARS]}.1"
    answer(door, *[EVERYTHING] * 6)
    report = report_of(client, door.survey, rank=key)

    assert report.ranked.key == key
    assert [(place.n, place.value) for place in report.places] == [(6, 100)]


def test_figures_for_programs_include_the_rows(client, door):
    answer(door, *[EVERYTHING] * 6)
    out = StringIO()
    call_command("report", door.survey.code, "--json", stdout=out)
    figures = {each["key"]: each for each in json.loads(out.getvalue())["questions"]}

    assert figures[f"{KEYS[Kind.STARS]}.1"]["score"] == 100
    assert figures[f"{KEYS[Kind.STARS]}.3"]["mean"] == 2
    assert figures[KEYS[Kind.NUMBER]]["n"] == 6
    assert KEYS[Kind.STARS] not in figures


def test_the_figures_of_every_kind_can_be_printed(door):
    answer(door, *[EVERYTHING] * 6)
    out = StringIO()
    call_command("report", door.survey.code, stdout=out)

    assert KEYS[Kind.MATRIX] in out.getvalue()
