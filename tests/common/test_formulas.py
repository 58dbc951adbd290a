"""Cells that spreadsheet programs would run."""

import pytest

from hearme.common.formulas import harmless


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1"]
)
def test_a_formula_becomes_a_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["+84912345678", "+84 912 345 678", "-5", "-1,5", "Trà ngon", ""])
def test_numbers_phones_and_words_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_a_sign_alone_is_no_number():
    assert harmless("-") == "'-"
