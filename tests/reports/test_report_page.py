"""The report page: figures worked by hand, filters, few answers, bad input."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearme.accounts.models import Role
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Kind, remove_question
from tests import build
from tests.reports.shop import NOON, address, answer, rate, read, report_of

pytestmark = pytest.mark.django_db
HAND = {10: 30, 9: 10, 8: 15, 7: 5, 6: 10, 0: 30}
"""100 people: 40 promoters, 20 passives, 40 detractors, so NPS 0."""


@pytest.fixture
def door(shop):
    """A collector of a survey with every kind of question."""
    return build.collector(build.survey(shop, build.SIX_KINDS))


def plain(html: str) -> str:
    """What a reader sees of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def words(response) -> str:
    return plain(response.content.decode())


def titled(page, key: str) -> str:
    """One question's section as words."""
    return plain(page.content.decode().split(f'id="{key}"', 1)[1].split("</section>", 1)[0])


# ------------------------------------------------------------------ figures
def test_nps_is_counted_by_hand_and_zero_is_a_value(client, door):
    rate(door, HAND)
    page = read(client, door.survey)
    nps = page.context["report"].main

    assert (nps.n, nps.score.value) == (100, 0)
    assert nps.mean == pytest.approx(6.05)
    assert "NPS 0 " in words(page)
    assert "n = 100" in words(page)


def test_csat_and_ces_print_their_rule_beside_them(client, door):
    answer(door, *[{"q2": 5, "q3": 6}] * 30, *[{"q2": 1, "q3": 4}] * 10)
    report = report_of(client, door.survey)
    page = words(read(client, door.survey))

    assert [each.score.value for each in report.ratings[1:]] == [75, 75]
    assert "% who chose 4–5" in page
    assert "% who chose 5–7 · mean 5.5 of 7" in page


def test_shares_are_of_the_people_who_answered(client, door):
    answer(door, *[{"q4": 1, "q5": [1, 2]}] * 6, *[{"q4": 2, "q5": [2]}] * 4, {"q1": 9})
    one, several = report_of(client, door.survey).questions[3:5]

    assert (one.n, several.n) == (10, 10)
    assert [(s.choice.number, s.people) for s in one.shares] == [(1, 6), (2, 4), (3, 0)]
    assert [(s.choice.number, s.score.value) for s in several.shares] == [(2, 100), (1, 60), (3, 0)]


def test_the_latest_comments_come_with_place_time_and_score(client, door):
    answer(door, *[{"q6": f"số {n}"} for n in range(7)], days_ago=1)
    answer(door, {"q1": 2, "q6": "Đợi <lâu>"})
    page = read(client, door.survey)
    section = titled(page, "q6")

    assert section.index("2") < section.index("“Đợi <lâu>”") < section.index("số")
    assert section.count("số") == 5, "only the latest"
    assert "Read all 8 comments" in section
    assert "12:00" in section, "as the clock was where it was written"
    assert door.location.name in section
    assert "Đợi <lâu>" not in page.content.decode()


def test_two_versions_show_every_question_that_was_answered(client, door):
    answer(door, {"q1": 9, "q2": 5})
    edit_draft(door.survey, lambda content: remove_question(content, "q2"))
    publish_survey(door.survey)
    page = read(client, door.survey)

    assert "no longer asked" in titled(page, "q2")
    elsewhere = report_of(client, door.survey, since="2026-10-01", until="2026-10-02")
    assert "q2" not in [each.key for each in elsewhere.questions]


# ------------------------------------------------------------------ compared with the period before
@pytest.mark.parametrize(
    ("before", "css", "sign"),
    [({10: 20, 0: 80}, "up", "▲"), ({10: 80, 0: 20}, "down", "▼"), ({10: 48, 0: 52}, "flat", "≈")],
)
def test_a_change_has_a_colour_only_beyond_chance(client, door, before, css, sign):
    rate(door, before, days_ago=7)
    rate(door, {10: 50, 0: 50})
    page = read(client, door.survey).content.decode()
    cards = page.split('aria-label="Headline figures"')[1].split("</section>")[0]
    nps = cards.split("</article>")[0]

    assert f'<span class="{css}"><span aria-hidden="true">{sign}</span>' in nps
    assert {"up", "down", "flat"} - {css} == {c for c in ("up", "down", "flat") if c not in nps}


def test_only_a_real_change_becomes_a_title(client, door):
    rate(door, {10: 20, 0: 80}, days_ago=7)
    rate(door, {10: 50, 0: 50})

    assert "NPS rose by 60 points" in titled(read(client, door.survey), "q1")
    assert "rose" not in words(read(client, door.survey, compare="none"))


def test_without_comparison_nothing_of_the_period_before_is_shown(client, door):
    rate(door, {10: 20, 0: 80}, days_ago=7)
    rate(door, {10: 50, 0: 50})
    page = words(read(client, door.survey, compare="none"))

    assert "compared with" not in page
    assert "on the period before" not in page
    assert "the one before" not in page


def test_what_cannot_be_seen_stands_under_the_trend(client, door):
    rate(door, {10: 40, 0: 60})

    assert "a change below 39 points cannot be seen" in titled(read(client, door.survey), "q1")


def test_a_day_without_answers_is_a_gap_in_chart_and_table(client, door):
    rate(door, {10: 10}, days_ago=4)
    rate(door, {9: 10})
    page = read(client, door.survey)
    html = page.content.decode()

    assert 'class="vgap"' in html
    assert "3 days empty" in html
    assert titled(page, "q1").count("no answers") == 5
    assert "NaN" not in html


# ------------------------------------------------------------------ few answers
def test_below_five_answers_nothing_but_their_number_leaves_the_server(client, door):
    rate(door, {3: 4})
    page = read(client, door.survey)
    html = page.content.decode()

    assert "n = 4" in words(page)
    assert "−100" not in html
    assert '<svg class="hist"' not in html
    assert '<svg class="split"' not in html
    assert '<svg class="trend' not in html
    assert "data-left" not in html


def test_the_shares_of_few_people_are_not_shown(client, door):
    answer(door, *[{"q4": 1, "q5": [2]}] * 4, *[{"q1": 9}] * 6)
    page = read(client, door.survey)

    assert "Shares appear from five answers on" in titled(page, "q4")
    assert "%" not in titled(page, "q5")


def test_a_day_of_few_answers_does_not_show_in_the_trend(client, door):
    rate(door, {10: 20}, days_ago=3)
    rate(door, {0: 4})
    section = titled(read(client, door.survey), "q1")

    assert "fewer than five – 4" in section
    assert "−100" not in section


def test_five_to_twenty_nine_answers_are_marked(client, door):
    rate(door, {10: 29})
    assert "Few answers" in words(read(client, door.survey))

    rate(door, {10: 1})
    assert "Few answers" not in words(read(client, door.survey))


# ------------------------------------------------------------------ locations
def test_locations_are_ranked_and_those_with_few_answers_lie_under_the_line(client, shop, door):
    survey = door.survey
    names = {"Giỏi": {10: 40}, "Kém": {0: 40}, "Ít": {10: 29}, "Ẩn": {10: 4}}
    for name, ratings in names.items():
        rate(build.collector(survey, build.location(shop, name)), ratings)
    page = read(client, survey)
    listed = [page.context["names"][row.location_id][0] for row in page.context["report"].places]

    assert listed == ["Giỏi", "Kém", "Ít", "Ẩn"]
    assert "Below the line: fewer than 30 answers" in words(page)
    assert "Fewer than five answers: only their number" in words(page)


def test_a_location_includes_all_inside_it(client, shop, door):
    north = build.location(shop, "Miền Bắc")
    street = build.location(shop, "Hàng Bài", parent=build.location(shop, "Hà Nội", parent=north))
    rate(build.collector(door.survey, street), {10: 7})
    rate(door, {0: 50})

    assert report_of(client, door.survey, location=north.pk).main.n == 7
    both = [north.pk, door.location_id]
    assert report_of(client, door.survey, location=both).main.n == 57
    assert report_of(client, door.survey).main.n == 57


def test_a_closed_location_can_still_be_chosen(client, shop, door):
    rate(door, {10: 8})
    door.location.closed_at = NOON
    door.location.save()

    assert report_of(client, door.survey, location=door.location_id).main.n == 8


def test_locations_can_be_ranked_by_any_rating(client, door):
    answer(door, *[{"q1": 10, "q2": 1}] * 30)

    assert report_of(client, door.survey).places[0].score.value == 100
    assert report_of(client, door.survey, rank="q2").places[0].score.value == 0
    assert report_of(client, door.survey, rank="q6").ranked.key == "q1"


def test_a_long_ranking_shows_both_ends_and_the_rest_on_demand(client, door, monkeypatch):
    monkeypatch.setattr("reports.templatetags.places.ENDS", 1)
    for good in (40, 30, 20, 10):
        rate(build.collector(door.survey), {10: good, 0: 40 - good})
    short, whole = read(client, door.survey), read(client, door.survey, all="1")

    assert "2 locations between the first and the last" in words(short)
    assert short.content.decode().count('class="rank"') == 2
    assert whole.content.decode().count('class="rank"') == 4


def test_the_name_of_a_location_leads_to_its_own_report(client, door):
    rate(door, {10: 30})
    page = read(client, door.survey, rank="q1").content.decode()
    [link] = re.findall(r'<th scope="row"><a href="([^"]+)"', page)

    followed = client.get(address(door.survey) + unescape(link))
    assert f"location={door.location_id}" in link
    assert "since=2026-11-12" in link
    assert followed.context["report"].main.n == 30


def test_changes_of_locations_are_judged_together(client, shop, door):
    for _ in range(10):
        place = build.collector(door.survey)
        rate(place, {10: 20, 0: 20}, days_ago=7)
        rate(place, {10: 20, 0: 20})
    rate(door, {10: 20, 0: 20}, days_ago=7)
    rate(door, {10: 29, 0: 11})
    real = [row for row in report_of(client, door.survey).places if row.is_real]

    assert report_of(client, door.survey, location=door.location_id).main.change.p < 0.05
    assert real == [], "one such change among eleven is what chance makes"


# ------------------------------------------------------------------ who, when, where from
def test_another_organization_sees_nothing(client, door):
    client.force_login(build.member(build.organization(), Role.OWNER))

    assert client.get(address(door.survey)).status_code == 404


def test_a_survey_of_another_organization_is_not_found_under_ones_own_name(client, shop):
    other = build.survey()
    url = address(other).replace(other.organization.slug, shop.slug)

    assert client.get(url).status_code == 404


def test_a_location_of_another_organization_is_not_known(client, door):
    rate(door, {10: 6})
    page = read(client, door.survey, location=build.location(build.organization()).pk)

    assert "does not exist here" in words(page)
    assert page.context["report"].main.n == 6


def test_the_day_is_that_of_the_location(client, door):
    late = NOON.replace(day=11, hour=17, minute=30)  # half past midnight of the 12th in Vietnam
    answer(door, *[{"q1": 9}] * 5, at=late)
    answer(door, *[{"q1": 9}] * 3, at=late - timedelta(hours=1))

    assert report_of(client, door.survey).volume.n == 5


# ------------------------------------------------------------------ bad input
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"since": "2026-11-18", "until": "2026-11-12"}, "ends before it starts"),
        ({"since": "0001-01-01", "until": "9999-12-31"}, "too far away"),
        ({"since": "2010-01-01", "until": "2026-11-12"}, "three years at most"),
        ({"since": "gestern"}, "was not understood"),
        ({"since": "2026-02-30"}, "was not understood"),
        ({"until": "9" * 5_000}, "was not understood"),
        ({"period": "a\x00b"}, "was not understood"),
        ({"location": ["x", "-1", "9" * 40]}, "does not exist here"),
    ],
)
def test_a_period_or_place_that_makes_no_sense_is_explained(client, door, query, said):
    answer(door, {"q1": 9}, at=NOON)
    page = read(client, door.survey, **query)

    assert page.status_code == 200
    assert said in words(page)


@pytest.mark.parametrize(
    "query",
    [{"compare": "x"}, {"rank": "a\x00"}, {"rank": "ê" * 200}, {"unknown": "1"}, {"location": ""}],
)
def test_other_nonsense_in_the_address_changes_nothing(client, door, query):
    rate(door, {10: 6})

    assert report_of(client, door.survey, **query).main.n == 6


def test_a_period_in_the_future_is_empty_and_says_where_answers_are(client, door):
    rate(door, {10: 6})
    page = read(client, door.survey, since="2099-01-01", until="2099-02-01")

    assert "Nobody answered in these days" in words(page)
    assert "1 Nov – 30 Nov 2026" in words(page)


def test_a_brand_new_survey_says_what_to_do_next(client, shop):
    assert "No answers yet" in words(read(client, build.survey(shop)))
    assert "still a draft" in words(read(client, build.survey(shop, is_live=False)))


def test_a_survey_that_asks_no_rating_has_a_report(client, shop):
    door = build.collector(build.survey(shop, (Kind.TEXT, Kind.CHOICES)))
    answer(door, {"q1": "Tốt"}, {"q2": [1]})
    page = read(client, door.survey)

    assert page.status_code == 200
    assert page.context["report"].places == ()


def test_a_report_of_three_years_and_of_one_day_is_drawn(client, door):
    rate(door, {10: 6})

    assert read(client, door.survey, since="2024-01-01", until="2026-12-31").status_code == 200
    assert read(client, door.survey, since="2026-11-18", until="2026-11-18").status_code == 200


# ------------------------------------------------------------------ how it is made
def test_the_page_asks_the_database_as_often_whatever_it_shows(client, shop, door):
    answer(door, {"q1": 9, "q6": "Một"})
    with CaptureQueriesContext(
        connection,
    ) as few:
        read(client, door.survey)
    for _ in range(12):
        answer(build.collector(door.survey), {"q1": 9, "q2": 5, "q4": 1, "q5": [1], "q6": "Hai"})
    with CaptureQueriesContext(connection) as many:
        read(client, door.survey)

    assert len(many) == len(few) <= 19


def test_the_page_keeps_the_policy_and_speaks_the_readers_language(client, door):
    rate(door, HAND)
    english = read(client, door.survey).content.decode()
    client.cookies["django_language"] = "vi"
    vietnamese = words(read(client, door.survey))

    assert "style=" not in english
    assert not re.search(r"\son\w+=", english)
    assert "95%: " in vietnamese
    assert "Bạn có sẵn lòng giới thiệu quán?" in vietnamese
    assert "Trung bình 6,05 / 10." in vietnamese
