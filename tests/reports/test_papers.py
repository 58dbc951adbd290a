"""Report pages as papers: the numbers of the page, nothing hidden told, two sheets at most."""

import random
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from itertools import chain

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import translation

from hearme.accounts.models import Membership, Role
from reports.actions import count_waiting, list_waiting_comments, tag_comment
from reports.pages.papers.comments import comments_paper
from reports.pages.papers.people import people_paper
from reports.pages.papers.places import places_paper
from reports.pages.setting import pdf_of
from reports.queries.voices import Feelings, VoicePage
from reports.rules.paper import Paper
from reports.rules.places import OF_PEOPLE, funnel_of, roll_up, standings
from reports.views.papers import PAPERS, SURVEY_PAPER
from responses.actions import record_responses
from responses.actions.visits import add_openings
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, WEEK, answer, rate

pytestmark = pytest.mark.django_db
PAGES = tuple(PAPERS)
NEVER = ("None", "nan", "NaN", "<b>", "&lt;", "&amp;", "%(", "{{")


# ------------------------------------------------------------------ reading papers
def seen(client, shop, name: str, **query: object):
    days = {} if {"period", "since"} & query.keys() else WEEK
    return client.get(reverse(f"reports:{name}", args=[shop.slug]), days | query)


def context_of(page) -> dict[str, object]:
    """What the template got."""
    return {name: page.context[name] for name in page.context.keys()}  # noqa: SIM118 - no mapping


def paper_of(client, shop, name: str, **query: object) -> Paper:
    return PAPERS[name](seen(client, shop, name, **query).wsgi_request)


def words_of(thing: object) -> list[str]:
    """Every text of a paper; a drawing has none."""
    if isinstance(thing, str):
        return [thing]
    if isinstance(thing, tuple):
        return list(chain.from_iterable(words_of(each) for each in thing))
    if not is_dataclass(thing):
        return []
    names = [each.name for each in fields(thing) if each.name != "svg"]
    return list(chain.from_iterable(words_of(getattr(thing, name)) for name in names))


def told(paper: Paper) -> str:
    return "\n".join(words_of(paper))


def sheets(paper: Paper, language: str = "en") -> list[str]:
    """The text of every page of the PDF."""
    document = pypdfium2.PdfDocument(pdf_of(paper, language))
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def is_sound(paper: Paper) -> bool:
    said = told(paper)
    return bool(paper.title) and bool(paper.sections) and not any(bad in said for bad in NEVER)


def csat(good: int, bad: int) -> dict[int, int]:
    return {5: good, 1: bad}


@pytest.fixture
def survey(shop, client):
    """A survey of every chart's kind; a manager is signed in."""
    client.force_login(build.member(shop, Role.MANAGER))
    return build.survey(shop, [Kind.CSAT, Kind.STARS, Kind.TEXT, Kind.NPS])


@pytest.fixture
def door(survey):
    return build.collector(survey, build.location(survey.organization, "Hải Châu"), name="Bàn 7")


# ------------------------------------------------------------------ the numbers of the page
def test_the_ranking_of_places_tells_the_rows_and_the_title_of_the_page(client, shop, survey, door):
    good = build.collector(survey, build.location(shop, "Nguyễn Huệ"))
    rate(door, csat(20, 40))
    rate(good, csat(50, 5))
    rate(good, csat(20, 30), days_ago=7)
    page = seen(client, shop, "places")
    paper = PAPERS["places"](page.wsgi_request)
    said = words_of(paper)

    assert paper.title == "Nguyễn Huệ really above the rest; Hải Châu really below the rest"
    assert f'<h2 id="h-rank">{paper.title}</h2>' in page.content.decode()
    for words in ("Hải Châu", "33%", "23 to 46", "60", "▲ 50.9", "Better than the rest", "91%"):
        assert words in said, words
    # All together 70 of 115, as in the row of the pooled tree.
    assert "61" in said
    assert "n = 115" in said
    assert "61%" in said


def test_the_paper_names_days_comparison_places_and_filters(client, shop, survey, door):
    rate(door, csat(20, 10))
    paper = paper_of(client, shop, "places", location=door.location_id, complete="yes")

    for words in (
        shop.name,
        survey.title,
        "12 Nov – 18 Nov 2026",
        "compared",
        "Hải Châu",
        "Finish",
    ):
        assert words in paper.subtitle


def test_people_stand_on_paper_with_the_numbers_of_the_page(client, shop, door):
    grade(door, build.subject(shop, "Nguyễn Thu Hà"), 39, 40)
    grade(door, build.subject(shop, "Đỗ Khánh Linh"), 20, 40)
    said = words_of(paper_of(client, shop, "people"))

    for words in ("Nguyễn Thu Hà", "98%", "50%", "n = 80", "Better than the rest", "40"):
        assert words in said, words


def grade(door, subject, good: int, n: int) -> None:
    people = [{"q1": 5 if at < good else 1} for at in range(n)]
    record_responses([build.reply(door, each, at=NOON, subject_id=subject.pk) for each in people])
    count_waiting(door.survey_id)


def test_the_week_stands_on_paper_hour_by_hour(client, shop, door):
    at_nine = NOON - timedelta(hours=3)
    answer(door, *[{"q1": 5}] * 30, *[{"q1": 1}] * 10, at=at_nine)
    answer(door, *[{"q1": 5}] * 12, at=NOON - timedelta(hours=1))
    answer(door, *[{"q1": 1}] * 25, at=NOON)
    answer(door, *[{"q1": 5}] * 3, at=NOON + timedelta(hours=1))
    paper = paper_of(client, shop, "when")
    hours = table_of(paper, "Score by hour and weekday")
    names = [column.name for column in hours.columns]
    # Three people at 13 h hide the next few too, else they could be worked out of the day.
    wednesday = next(row for row in hours.rows if row[0].text == "Wed")

    assert names == ["", "9", "10", "11", "12", "13", "All day"]
    assert [cell.text for cell in wednesday] == ["Wed", "▲75", "", "·", "▼0", "·", "56"]
    assert wednesday[1].shade == "h6"
    assert [cell.text for cell in hours.rows[-1]] == ["n", "40", "0", "12", "25", "3", "80"]


def table_of(paper: Paper, title: str):
    section = next(each for each in paper.sections if each.title == title)
    return next(block for block in section.blocks if type(block).__name__ == "Table")


def test_the_control_chart_tells_its_rules_and_newest_points(client, shop, door):
    for day in range(25):
        rate(door, csat(40 - 20 * (day == 1), 10 + 20 * (day == 1)), days_ago=day)
    page = seen(client, shop, "control")
    paper = PAPERS["control"](page.wsgi_request)
    chart = page.context["chart"]
    said = told(paper)

    assert paper.title in page.content.decode()
    assert "17 Nov: below the lower limit" in said
    assert f"n = {chart.n:,}" in said
    points = table_of(paper, "The newest points")
    assert [cell.text for cell in points.rows[0]][:3] == ["18 Nov", "80%", "50"]
    assert len(points.rows) == len(chart.points)


def test_causes_tell_importance_with_interval_and_what_to_do(client, shop, door):
    chance = random.Random(7)
    rows = []
    for _person in range(150):
        speed, taste = chance.randint(1, 5), chance.randint(3, 5)
        main = min(5, max(1, speed + chance.choice((-1, 0, 0, 1))))
        rows.append({"q1": main, "q2": {"1": taste, "3": speed}})
    record_responses([build.reply(door, each, at=NOON) for each in rows])
    answer(door)
    page = seen(client, shop, "drivers")
    found = page.context["drivers"].found
    paper = PAPERS["drivers"](page.wsgi_request)
    numbers = table_of(paper, "Importance and performance")

    assert "falls behind the rest" in paper.title
    assert [row[1].text for row in numbers.rows] == [
        f"{each.importance.value:.0f}%" for each in found
    ]
    assert "R² (LMG)" in told(paper)


def test_a_cross_tab_tells_shares_people_and_its_test(client, shop, survey, door):
    other = build.collector(survey, build.location(shop, "Nguyễn Huệ"))
    rate(door, csat(10, 40))
    rate(other, csat(45, 5))
    paper = paper_of(client, shop, "crosstab", row="place", column="q1")
    said = words_of(paper)

    for words in ("Hải Châu", "▼ 20%\n10", "▲ 90%\n45", "100", "p < 0.001"):
        assert words in said, words
    assert "Chi-square" in told(paper)


def test_comments_stand_on_paper_with_place_score_and_tags(client, shop, door):
    response = build.response(door, {"q1": 1, "q3": "Chờ <b>40 phút</b>"}, at=NOON)
    for _person in range(5):
        build.response(door, {"q1": 5, "q3": "Ngon"}, at=NOON - timedelta(hours=1))
    list_waiting_comments()
    tag_comment(shop, response.pk, "q3", "chờ lâu", None)
    paper = paper_of(client, shop, "comments")
    said = told(paper)

    assert paper.title == "6 comments"
    assert "“Chờ <b>40 phút</b>”" in said
    for words in ("1/5 · Hải Châu", "Bàn 7", "chờ lâu", "17%", "83%"):
        assert words in said, words


def test_collecting_tells_the_share_with_its_interval(client, shop, door):
    key = (shop.pk, door.pk, WEEK["until"], 9, door.survey_id)
    add_openings({key: 40})
    for _person in range(10):
        build.response(door, {"q1": 5}, at=NOON)
    count_waiting(door.survey_id)
    page = seen(client, shop, "collection")
    said = words_of(PAPERS["collection"](page.wsgi_request))

    assert [line.finished.share for line in page.context["table"].lines] == [0.25]
    for words in ("25% of those who opened it finished", "25%", "14% to 40%", "40", "10"):
        assert words in said, words


def test_the_journey_tells_cells_and_gaps(client, shop):
    spot = build.touchpoint(shop, "Giao hàng", stage="after", about="service")
    survey = build.survey(shop, (Kind.CSAT, Kind.TEXT))
    door = build.collector(survey, build.location(shop, "Hải Châu"), touchpoint=spot)
    given = [{"q1": 5}] * 20 + [{"q1": 1}] * 20
    record_responses([build.reply(door, each, at=NOON, touchpoint_id=spot.pk) for each in given])
    count_waiting(survey.pk)
    page = seen(client, shop, "journey")
    paper = PAPERS["journey"](page.wsgi_request)

    assert paper.title in page.content.decode()
    assert "50%\nGiao hàng\nn 40 · 35–65" in words_of(paper)
    assert "Measured 1 of 21 cells" in told(paper)


def test_the_report_of_a_survey_is_a_paper_by_its_code(client, shop, survey, door):
    rate(door, csat(20, 10))
    request = seen(client, shop, "places").wsgi_request

    assert "67" in told(SURVEY_PAPER(request, survey.code))


# ------------------------------------------------------------------ what may not be told
def test_few_answers_show_only_their_number_on_paper_too(client, shop, survey, door):
    small = build.collector(survey, build.location(shop, "Ninh Kiều"))
    middle = build.collector(survey, build.location(shop, "Cầu Giấy"))
    rate(door, csat(30, 10))
    rate(small, csat(0, 3))
    rate(middle, csat(6, 1))
    paper = paper_of(client, shop, "places")
    rows = {row[1].text: row for row in table_of(paper, "Ranking").rows}

    # The next smallest hides too: else three answers could be worked out from the total.
    for name, n in (("Ninh Kiều", "3"), ("Cầu Giấy", "7")):
        assert {cell.text for cell in rows[name][3:6]} == {"–"}
        assert rows[name][6].text == n
        assert not rows[name][2].svg
    assert "86%" not in words_of(paper)


def test_nobody_below_manager_reads_a_name_on_paper(client, shop, door):
    grade(door, build.subject(shop, "Nguyễn Thu Hà"), 39, 40)
    client.force_login(build.member(shop, Role.VIEWER))
    paper = paper_of(client, shop, "people")

    assert "Nguyễn Thu Hà" not in told(paper)
    assert paper.title == "Only a person's managers see this page."


def test_the_manager_of_one_place_reads_only_its_people(client, shop, door):
    grade(door, build.subject(shop, "Nguyễn Thu Hà", location=door.location), 39, 40)
    grade(door, build.subject(shop, "Đỗ Khánh Linh"), 20, 40)
    person = build.member(shop, Role.VIEWER)
    door.location.manager = Membership.objects.get(user=person)
    door.location.save()
    client.force_login(person)
    said = told(paper_of(client, shop, "people"))

    assert "Nguyễn Thu Hà" in said
    assert "Đỗ Khánh Linh" not in said
    assert "You see the people of the places that you are in charge of." in said


# ------------------------------------------------------------------ little, odd and none
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_organization_without_anything_gets_papers_that_explain(client, shop, language):
    client.cookies["django_language"] = language
    for name in PAGES:
        page = seen(client, shop, name)
        with translation.override(language):
            paper = PAPERS[name](page.wsgi_request)
        assert is_sound(paper), name
        if name != "overview":
            assert shop.name in paper.subtitle


@pytest.mark.parametrize("kinds", [(Kind.CSAT, Kind.STARS), (Kind.TEXT,)])
def test_a_survey_without_answers_gets_papers_that_explain(client, shop, kinds):
    build.collector(build.survey(shop, kinds))
    for name in PAGES:
        assert is_sound(paper_of(client, shop, name)), name


def test_answers_on_other_days_are_pointed_to(client, shop, door):
    rate(door, csat(20, 10), days_ago=40)

    for name in ("places", "when", "control", "drivers", "crosstab"):
        said = told(paper_of(client, shop, name))
        assert "There are answers between" in said, name


def test_partial_answers_alone_make_no_false_number(client, shop, survey, door):
    people = [build.reply(door, {"q4": 9}, at=NOON, is_complete=False) for _person in range(8)]
    record_responses(people)
    count_waiting(survey.pk)

    for name in PAGES:
        assert is_sound(paper_of(client, shop, name)), name


def test_an_nps_of_nothing_but_zeros_is_a_value(client, shop):
    door = build.collector(build.survey(shop, [Kind.NPS]))
    rate(door, {0: 40})

    assert "−100" in words_of(paper_of(client, shop, "places"))
    assert "−100" in words_of(paper_of(client, shop, "when"))
    assert all(is_sound(paper_of(client, shop, name)) for name in PAGES)


def test_half_detractors_half_promoters_are_an_nps_of_zero(client, shop):
    door = build.collector(build.survey(shop, [Kind.NPS]))
    rate(door, {0: 20, 10: 20})

    assert "0" in words_of(paper_of(client, shop, "places"))
    assert "−" not in table_of(paper_of(client, shop, "places"), "Ranking").rows[1][3].text


def test_what_the_address_means_wrongly_is_said_on_paper(client, shop, survey, door):
    rate(door, csat(20, 10))

    for name in PAGES:
        paper = paper_of(client, shop, name, since="2026-11-18", until="2026-11-01")
        assert is_sound(paper), name
        if name != "overview":
            assert "The period ends before it starts." in told(paper), name


# ------------------------------------------------------------------ two sheets
def test_every_page_answers_as_a_pdf_that_opens(client, shop, survey, door):
    rate(door, csat(30, 10))
    for name in PAGES:
        page = seen(client, shop, name)
        assert "as=pdf" in page.context["paper_url"], name
        answered = seen(client, shop, name, **{"as": "pdf"})
        assert answered["Content-Type"] == "application/pdf", name
        document = pypdfium2.PdfDocument(answered.content)
        assert 1 <= len(document) <= 2, name
        assert shop.name in document[0].get_textpage().get_text_range(), name
        document.close()


def test_three_hundred_places_fit_two_sheets(client, shop, survey, door):
    rate(door, csat(30, 10))
    page = context_of(seen(client, shop, "places"))
    chance, question = random.Random(3), page["question"]
    own = {key: csat(chance.randint(1, 90), chance.randint(1, 30)) for key in range(1, 301)}
    units = {key: (counts, own[1 + key % 300]) for key, counts in own.items()}
    parents = {key: None if key > 280 else 281 + key % 20 for key in range(300, 0, -1)}
    names = {key: (f"Chi nhánh có tên rất dài số {key} ở một quận xa", "Miền") for key in own}
    tree = roll_up(question, own, parents)
    rows = standings(question, units, (tree.hidden, tree.hidden))
    big = page | {"rows": rows, "names": names, "branches": tree.branches}
    big |= {"funnel": funnel_of(question, rows)}
    paper = places_paper(shop, big)

    assert len(sheets(paper)) == 2
    shown = len(table_of(paper, "Ranking").rows)
    assert shown < 30
    assert "more between the first and the last" in told(paper)
    assert "more below the line" in told(paper)
    assert "had no room" not in " ".join(sheets(paper))


def test_forty_staff_fit_two_sheets(client, shop, door):
    subjects = [build.subject(shop, f"Nguyễn Thị Thanh Hương {at}") for at in range(40)]
    grade(door, subjects[0], 20, 30)
    page = context_of(seen(client, shop, "people"))
    units = {each.pk: (csat(20 + at, 20), {}) for at, each in enumerate(subjects)}
    nobody = frozenset(), frozenset()
    rows = standings(page["question"], units, nobody, OF_PEOPLE)
    known = {each.pk: each for each in subjects}
    paper = people_paper(shop, page | {"rows": rows, "subjects": known})

    assert len(sheets(paper)) <= 2
    assert "18 more between the first and the last" in told(paper)


def test_thousands_of_long_comments_fit_two_sheets(client, shop, door):
    build.response(door, {"q1": 1, "q3": "Chờ"}, at=NOON)
    list_waiting_comments()
    page = context_of(seen(client, shop, "comments"))
    voice = page["page"].voices[0]
    voices = tuple(replace(voice, text=f"{at} " + "chờ lâu quá " * 330) for at in range(20))
    many = {"page": VoicePage(voices), "feelings": Feelings(1500, 300, 150, 50)}
    paper = comments_paper(shop, page | many)

    assert len(sheets(paper)) <= 2
    assert "1,980 more comments stand on the page." in told(paper)
