"""Drivers: penalties by hand, how many are needed, and what the page says when few are there."""

import random

import pytest
from django.urls import reverse

from reports.metrics import bootstrap_lmg, lmg, penalty_reward
from reports.rules.drivers import Corner, candidates_of, drivers_of, people_needed
from reports.rules.outline import asked_in
from responses.actions import record_responses
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, WEEK, answer

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ by hand
def test_penalty_and_reward_are_differences_of_means_by_hand():
    """Middling people give 4; those whom speed annoyed 2.5, those whom it delighted 4.5."""
    x = [3] * 6 + [1] * 6 + [5] * 6
    y = [4] * 6 + [2, 3] * 3 + [4, 5] * 3

    assert penalty_reward(x, y, 2, 5) == pytest.approx((-1.5, 0.5))


def test_no_penalty_or_reward_of_fewer_than_five():
    assert penalty_reward([3] * 6 + [1] * 4 + [5] * 6, [4] * 16, 2, 5) == (None, 0)
    assert penalty_reward([1] * 9 + [5] * 9, [4] * 18, 2, 5) == (None, None)
    assert penalty_reward([], [], 2, 5) == (None, None)


def people(many: int, seed: int = 7) -> list[tuple[int, int, int]]:
    """Main rating, speed that makes it, taste that does not."""
    chance = random.Random(seed)
    found = []
    for _ in range(many):
        speed, taste = chance.randint(1, 5), chance.randint(3, 5)
        found.append((min(5, max(1, speed + chance.choice((-1, 0, 0, 1)))), speed, taste))
    return found


def test_bootstrap_intervals_hold_the_estimate_and_are_the_same_every_time():
    rows = people(300)
    x, y = [row[1:] for row in rows], [row[0] for row in rows]
    shares = lmg(x, y)
    found = bootstrap_lmg(x, y)

    assert found == bootstrap_lmg(x, y)
    for share, interval in zip(shares, found, strict=True):
        assert interval.low <= share / sum(shares) <= interval.high
    assert bootstrap_lmg(x, [3] * 300) is None


@pytest.mark.parametrize(("drivers", "needed"), [(1, 100), (10, 100), (11, 110), (16, 160)])
def test_so_many_people_are_needed(drivers, needed):
    assert people_needed(drivers) == needed


# ------------------------------------------------------------------ which drivers
@pytest.fixture
def asked():
    return asked_in([build.content((Kind.CSAT, Kind.SCALE, Kind.STARS, Kind.TEXT))])


def test_every_other_rating_may_drive_the_main_one(asked):
    main, candidates = candidates_of(asked)

    assert main.key == "q1"
    assert [each.key for each in candidates] == ["q2", "q3.1", "q3.2", "q3.3"]


def test_what_matters_and_falls_behind_is_to_mend_first(asked):
    main, candidates = candidates_of(asked)
    found = drivers_of(main, candidates[:2], people(200))

    assert [each.asked.key for each in found.found] == ["q2", "q3.1"]
    speed, taste = found.found
    assert (speed.corner, taste.corner) == (Corner.FIX, Corner.ENOUGH)
    assert speed.importance.value + taste.importance.value == pytest.approx(100)
    assert speed.importance.low <= speed.importance.value <= speed.importance.high
    assert speed.penalty < 0 < speed.reward
    assert found.first is speed


def test_a_rating_that_few_gave_is_left_out_instead_of_everybody(asked):
    main, candidates = candidates_of(asked)
    rare = [(*row, 5 if at < 40 else None) for at, row in enumerate(people(200))]
    found = drivers_of(main, candidates[:3], rare)

    assert found.n == 200
    assert [each.key for each in found.left_out] == ["q3.2"]


def test_people_who_left_one_open_are_left_out(asked):
    main, candidates = candidates_of(asked)
    some = [(row[0], row[1], None if at % 4 == 0 else row[2]) for at, row in enumerate(people(200))]

    assert drivers_of(main, candidates[:2], some).n == 150


def test_too_few_or_too_alike_people_give_no_drivers(asked):
    main, candidates = candidates_of(asked)
    few = drivers_of(main, candidates[:2], people(99))
    alike = drivers_of(main, candidates[:2], [(5, *row[1:]) for row in people(150)])

    assert (few.found, few.n, few.needed, few.missing) == ((), 99, 100, 1)
    assert alike.has_no_spread
    assert drivers_of(None, (), []).found == ()


# ------------------------------------------------------------------ the page
@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop, (Kind.CSAT, Kind.STARS)))


def give(door, many: int) -> None:
    rows = [{"q1": main, "q2": {"1": taste, "3": speed}} for main, speed, taste in people(many)]
    record_responses([build.reply(door, each, at=NOON) for each in rows])
    answer(door)


def look(client, shop, **query: object):
    return client.get(reverse("reports:drivers", args=[shop.slug]), WEEK | query)


def test_the_page_names_what_to_mend_and_shows_its_numbers(client, shop, door):
    give(door, 150)
    page = look(client, shop)
    html = page.content.decode()

    assert [each.asked.key for each in page.context["drivers"].found] == ["q2.3", "q2.1"]
    assert "“Waiting” matters, and falls behind the rest" in html
    assert "n = 150 who rated all" in html
    assert html.count('class="quad"') == 2
    assert "Left out, because too few people rated it:" in html


def test_too_few_answers_are_said_with_how_many_are_needed(client, shop, door):
    give(door, 40)
    html = look(client, shop).content.decode()

    assert "Not enough answers yet" in html
    assert "at least 100 people" in html
    assert 'value="40"' in html


def test_filters_narrow_the_people(client, shop, door):
    give(door, 150)
    other = build.collector(door.survey)
    give(other, 120)

    assert look(client, shop).context["drivers"].n == 270
    assert look(client, shop, location=other.location_id).context["drivers"].n == 120


def test_a_survey_without_other_ratings_says_what_to_add(client, shop):
    answer(build.collector(build.survey(shop, (Kind.NPS, Kind.TEXT))), {"q1": 9})

    assert "nothing to compare" in look(client, shop).content.decode()


def test_no_answers_no_survey_and_others_surveys(client, shop):
    assert "No reports yet" in look(client, shop).content.decode()
    theirs = build.survey(build.organization("Phở"), (Kind.CSAT, Kind.STARS))
    assert look(client, shop, survey=theirs.code).status_code == 404
    build.survey(shop, (Kind.CSAT, Kind.STARS))
    assert "Nobody answered in these days" in look(client, shop).content.decode()


@pytest.mark.parametrize("query", [{"period": "x"}, {"location": "x"}, {"since": "1800-01-01"}])
def test_odd_addresses_are_answered(client, shop, door, query):
    give(door, 6)

    assert look(client, shop, **query).status_code == 200
