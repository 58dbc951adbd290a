"""Brand colours: whatever an author picks, text on it can be read, and it stays their colour."""

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules import contrast, parse_colour, readable, readable_dark
from surveys.rules.colours import DARK_CARD

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))


def _hls(colour: str) -> tuple[float, float, float]:
    number = int(colour[1:], 16)
    return colorsys.rgb_to_hls(
        (number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255
    )


def _turn(a: str, b: str) -> float:
    """Degrees between two hues."""
    apart = abs(_hls(a)[0] - _hls(b)[0])
    return min(apart, 1 - apart) * 360


def _spread(colour: str) -> int:
    """How far a colour is from grey."""
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return max(channels) - min(channels)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#0d5c4a", "#0d5c4a") == 1


def test_contrast_does_not_mind_which_colour_is_the_ground() -> None:
    assert contrast("#5fb98d", "#ffffff") == contrast("#ffffff", "#5fb98d")


@given(COLOURS)
def test_white_text_can_be_read_on_every_brand(brand: str) -> None:
    assert contrast(readable(brand), "#ffffff") >= 4.5


@given(COLOURS)
def test_every_brand_can_be_read_on_a_dark_page(brand: str) -> None:
    lighter = readable_dark(brand)
    assert contrast(lighter, DARK_CARD) >= 4.5
    assert contrast(lighter, "#0e1412") >= 4.5


@given(COLOURS)
def test_a_brand_only_gets_darker_on_light_pages_and_lighter_on_dark_ones(brand: str) -> None:
    assert _hls(readable(brand))[1] <= _hls(brand)[1] <= _hls(readable_dark(brand))[1]


@given(COLOURS)
def test_a_brand_keeps_its_hue(brand: str) -> None:
    for changed in (readable(brand), readable_dark(brand)):
        if _spread(changed) >= 24:
            assert _turn(brand, changed) <= 5


@given(COLOURS)
def test_a_brand_that_can_be_read_is_left_alone(brand: str) -> None:
    once = readable(brand)
    assert readable(once) == once
    if contrast(brand, "#ffffff") >= 4.5:
        assert once == brand


def test_a_brand_is_not_darkened_more_than_it_must() -> None:
    assert 4.5 <= contrast(readable("#5fb98d"), "#ffffff") < 4.6
    assert readable("#0d5c4a") == "#0d5c4a"


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#5FB98D", "#5fb98d"),
        ("5fb98d", "#5fb98d"),
        (" #abc ", "#aabbcc"),
        ("ABC", "#aabbcc"),
        ("", None),
        ("#5fb98", None),
        ("#5fb98dff", None),
        ("green", None),
        ("#ggg", None),
        ("#５fb98d", None),
        ("#fff;}", None),
    ],
)
def test_colours_are_read_as_people_write_them(text: str, colour: str | None) -> None:
    assert parse_colour(text) == colour
