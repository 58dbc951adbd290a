"""Dates and numbers as each language writes them."""

import datetime as dt

import pytest
from django.forms import DateField
from django.utils import formats, translation

DAY = dt.date(2026, 11, 14)
MOMENT = dt.datetime(2026, 11, 14, 9, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "number", "day", "moment"),
    [
        ("vi", "1.234.567,8", "14/11/2026", "09:05 14/11/2026"),
        ("en", "1,234,567.8", "14 Nov 2026", "14 Nov 2026, 09:05"),
    ],
)
def test_each_language_has_its_own_way(language: str, number: str, day: str, moment: str) -> None:
    with translation.override(language):
        assert formats.number_format(1234567.8, decimal_pos=1) == number
        assert formats.date_format(DAY) == formats.date_format(DAY, "SHORT_DATE_FORMAT") == day
        assert formats.date_format(MOMENT, "DATETIME_FORMAT") == moment


@pytest.mark.parametrize("written", ["14/11/2026", "2026-11-14"])
def test_a_vietnamese_date_is_understood(written: str) -> None:
    with translation.override("vi"):
        assert DateField().clean(written) == DAY
