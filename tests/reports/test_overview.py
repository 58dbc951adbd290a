"""The overview: pooled figures, what really changed, and where a low number leads."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import metrics
from reports.rules.overview import alike, figure_of, judged, most_telling
from responses.actions.visits import add_openings
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, WEEK, answer, rate

pytestmark = pytest.mark.django_db
NPS = build.content((Kind.NPS,)).questions[0]
CSAT = build.content((Kind.CSAT,)).questions[0]


def look(client, shop, **query: object):
    return client.get(reverse("reports:overview", args=[shop.slug]), WEEK | query)


def headlines(client, shop, **query: object):
    return look(client, shop, **query).context["headlines"]


# ------------------------------------------------------------------ figures by hand
def test_a_change_comes_with_its_interval_in_points():
    figure = figure_of(CSAT, {5: 58, 1: 42}, {5: 76, 1: 24})
    exact = metrics.proportion_difference(58, 100, 76, 100)

    assert (figure.moved.value, figure.n) == (pytest.approx(-18), 100)
    assert (figure.moved.low, figure.moved.high) == (100 * exact.low, 100 * exact.high)


def test_no_change_where_a_side_is_hidden():
    assert figure_of(CSAT, {5: 40}, {5: 4}).moved is None
    assert figure_of(CSAT, {5: 4}, {5: 40}).score is None


def test_all_figures_are_judged_together():
    alone = figure_of(CSAT, {5: 62, 1: 38}, {5: 76, 1: 24})
    chance = [figure_of(CSAT, {5: 70, 1: 30}, {5: 70, 1: 30}) for _ in range(19)]

    assert judged([alone])[0].is_real
    assert not judged([alone, *chance])[0].is_real


def test_few_answers_are_never_called_real():
    assert not judged([figure_of(CSAT, {5: 20}, {1: 200})])[0].is_real


def test_real_changes_come_first_and_the_largest_of_them_on_top():
    small = figure_of(CSAT, {5: 900, 1: 100}, {5: 800, 1: 200})
    large = figure_of(CSAT, {5: 300, 1: 700}, {5: 800, 1: 200})
    few = figure_of(CSAT, {5: 9}, {5: 9})
    shown = most_telling(judged([few, small, large]))

    assert [round(figure.moved.value) for figure in shown[:2]] == [-50, 10]
    assert shown[2].is_low


def test_scales_of_other_surveys_are_pooled_by_class():
    seven = build.content((Kind.CES,)).questions[0]
    pooled = alike(seven, CSAT, {7: 6, 4: 3, 1: 1})

    assert figure_of(CSAT, pooled, {}).score.value == 60


# ------------------------------------------------------------------ the page
def test_all_surveys_are_pooled(client, shop):
    place = build.location(shop, "Hải Châu")
    rate(build.collector(build.survey(shop), place), {10: 6, 0: 4})
    rate(build.collector(build.survey(shop), place), {10: 10})
    found = headlines(client, shop)
    [card] = found.overview.cards

    assert (card.n, card.score.value, found.people) == (20, 60, 20)


def test_a_real_fall_of_a_place_is_named(client, shop):
    survey = build.survey(shop, (Kind.CSAT,))
    for name, good in (("Hải Châu", 20), ("Cầu Giấy", 54)):
        door = build.collector(survey, build.location(shop, name))
        rate(door, {5: good, 1: 60 - good})
        rate(door, {5: 54, 1: 6}, days_ago=7)
    page = look(client, shop)
    changes = page.context["headlines"].overview.changes
    html = page.content.decode()

    assert [round(each.moved.value) for each in changes] == [-57, -28, 0]
    assert [each.is_real for each in changes] == [True, True, False]
    assert "Real fall" in html
    assert "CSAT Hải Châu" in html
    assert "Customers are less happy than before" in html
    assert "2 real changes, 1 may be chance" in html


def test_zero_is_a_score(client, shop):
    rate(build.collector(build.survey(shop)), {10: 5, 0: 5})

    assert '<p class="big">0<small></small></p>' in look(client, shop).content.decode()


def test_below_five_answers_only_their_number_is_there(client, shop):
    rate(build.collector(build.survey(shop)), {9: 4})
    html = look(client, shop).content.decode()

    assert "n = 4" in html
    assert "+100<" not in html.split("h-changes")[0]


def test_one_place_alone(client, shop):
    survey = build.survey(shop)
    here = build.location(shop)
    rate(build.collector(survey, here), {10: 10})
    rate(build.collector(survey), {0: 10})

    assert headlines(client, shop, location=here.pk).overview.cards[0].score.value == 100


def test_the_share_that_finished(client, shop):
    door = build.collector(build.survey(shop))
    rate(door, {10: 10})
    add_openings({(shop.pk, door.pk, NOON.date().isoformat(), 9, door.survey_id): 40})
    page = look(client, shop)

    assert page.context["finished"].share == 0.25


def test_low_ratings_lead_to_their_response(client, shop):
    door = build.collector(build.survey(shop, (Kind.CSAT, Kind.TEXT)), name="Bàn 7")
    answer(door, {"q1": 1, "q2": "Chờ <lâu>"}, {"q1": 5, "q2": "Ngon"}, {"q1": 2})
    page = look(client, shop)
    html = page.content.decode().split('id="h-lows"')[1].split("</section>")[0]
    [low] = page.context["lows"]

    assert "Chờ &lt;lâu&gt;" in html
    assert "Ngon" not in html
    assert f'/{shop.slug}/responses/{low.response.pk}/"' in html


def test_nothing_to_compare_with_is_said(client, shop):
    rate(build.collector(build.survey(shop)), {10: 40})
    html = look(client, shop, compare="none").content.decode()

    assert "Nothing to compare with" in html
    assert "nan" not in html.lower().replace("finance", "")


def test_huge_names_are_escaped(client, shop):
    survey = build.survey(shop, (Kind.CSAT,))
    place = build.location(shop, "<i>" + "Chi nhánh rất dài " * 4)
    rate(build.collector(survey, place), {5: 40})
    html = look(client, shop).content.decode()

    assert "<i>Chi" not in html


def test_days_without_answers_offer_longer_ones(client, shop):
    rate(build.collector(build.survey(shop)), {10: 5}, days_ago=40)
    html = look(client, shop).content.decode()

    assert "No answers in these days" in html


# ------------------------------------------------------------------ before there is anything
def step_of(client, shop):
    return look(client, shop).context["next"]


def test_a_new_organization_learns_the_next_step_each_time(client, shop):
    assert step_of(client, shop).href == reverse("surveys:create", args=[shop.slug])
    draft = build.survey(shop, is_live=False)
    assert step_of(client, shop).href == reverse("surveys:detail", args=[shop.slug, draft.code])
    live = build.survey(shop)
    assert step_of(client, shop).href.startswith(
        reverse("responses:collector_open", args=[shop.slug])
    )
    build.collector(live)
    assert step_of(client, shop).href == reverse("responses:posters", args=[shop.slug])


def test_the_front_door_leads_to_the_surveys_until_there_are_answers(client, shop):
    home = reverse("accounts:organization", args=[shop.slug])
    survey = build.survey(shop)
    assert client.get(home, follow=True).redirect_chain[-1][0] == reverse(
        "surveys:list", args=[shop.slug]
    )
    rate(build.collector(survey), {10: 1})
    assert client.get(home, follow=True).redirect_chain[-1][0] == reverse(
        "reports:overview", args=[shop.slug]
    )


def test_nothing_of_others_is_there(client, shop):
    rate(build.collector(build.survey()), {9: 9})

    assert "next" in look(client, shop).context


def test_the_page_reads_as_often_however_many_surveys_and_places(client, shop):
    door = build.collector(build.survey(shop, (Kind.CSAT, Kind.TEXT)))
    answer(door, *[{"q1": 1, "q2": "Lâu"}] * 9, at=NOON - timedelta(days=1))
    with CaptureQueriesContext(connection) as few:
        look(client, shop)
    for _ in range(4):
        rate(build.collector(build.survey(shop, (Kind.CSAT,))), {5: 9})
    with CaptureQueriesContext(connection) as many:
        look(client, shop)

    assert len(many) == len(few) <= 20
