"""Opening hours: weekdays, nights, days off, and what a place takes from above."""

from datetime import date, datetime, time
from functools import partial

import pytest

from hearme.accounts.pages import hours_words
from hearme.accounts.queries import openings_of, places_of
from hearme.accounts.rules import Hours, hours_document, hours_from
from tests import build

local = partial(datetime, tzinfo=None)
DAYTIME = (time(8), time(22))
NIGHT = (time(18), time(2))
WEEK = Hours((DAYTIME,) * 5 + (NIGHT, None))
SATURDAY, SUNDAY = date(2026, 11, 21), date(2026, 11, 22)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (local(2026, 11, 20, 8, 0), True),
        (local(2026, 11, 20, 7, 59), False),
        (local(2026, 11, 20, 22, 0), False),
        (local(2026, 11, 21, 23, 30), True),
        (local(2026, 11, 22, 1, 59), True),
        (local(2026, 11, 22, 2, 0), False),
        (local(2026, 11, 22, 19, 0), False),
    ],
)
def test_a_place_is_open_inside_its_hours_even_past_midnight(moment, is_open):
    assert WEEK.is_open_at(moment) is is_open


def test_a_day_off_closes_the_place_and_the_night_after_it():
    off = Hours(WEEK.week, ((SATURDAY, SATURDAY),))

    assert not off.is_open_at(local(2026, 11, 21, 20, 0))
    assert not off.is_open_at(local(2026, 11, 22, 1, 0))
    assert off.is_open_at(local(2026, 11, 20, 20, 0))


def test_hours_are_stored_and_read_back_unchanged():
    hours = Hours(WEEK.week, ((SATURDAY, SUNDAY),))

    assert hours_from(hours_document(hours)) == hours
    assert hours_from(hours_document(None)) is None


def test_weekdays_with_the_same_hours_are_named_together():
    words = hours_words(WEEK)

    assert "08:00–22:00" in words
    assert "18:00–02:00" in words
    assert words.count("08:00") == 1


@pytest.mark.django_db
def test_a_place_without_hours_has_those_of_the_nearest_place_above():
    shop = build.organization()
    chain = build.location(shop, "Chuỗi", details=build.details(hours=WEEK))
    branch = build.location(shop, "Hai Bà Trưng", parent=chain)
    floor = build.location(shop, "Tầng 1", parent=branch)
    alone = build.location(shop, "Kho")

    openings = openings_of(places_of(shop))

    assert openings[floor.pk].hours == WEEK
    assert openings[floor.pk].said_by == chain
    assert openings[alone.pk].hours is None
