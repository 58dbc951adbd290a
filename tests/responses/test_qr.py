"""QR codes are read by an independent decoder, and say exactly what they should."""

import io
import re

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from hearme.common import qr
from surveys.rules import CODE_LETTERS

URL = "https://hearme.vn/s/7QF3K"
CODES = st.text(alphabet=CODE_LETTERS, min_size=4, max_size=8)


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("RGB"))]


def paint(svg: str, pixels: int = 6) -> Image.Image:
    """Draw the document with nothing but its own view box, ground and path."""
    start, _, side, _ = map(int, re.search(r'viewBox="([^"]+)"', svg)[1].split())
    ground, ink = re.findall(r'fill="(#\w+)"', svg)
    picture = Image.new("RGB", (side * pixels, side * pixels), ground)
    pen = ImageDraw.Draw(picture)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
        left, top = (int(x) - start) * pixels, (int(y) - start) * pixels
        pen.rectangle((left, top, left + int(length) * pixels - 1, top + pixels - 1), fill=ink)
    return picture


@settings(max_examples=30, deadline=None)
@given(CODES)
def test_the_drawing_of_any_code_is_read_back(code):
    url = f"https://hearme.vn/s/{code}"
    assert read(paint(qr.svg_of(url))) == [url]


@settings(max_examples=8, deadline=None)
@given(CODES)
def test_the_picture_of_any_code_is_read_back(code):
    url = f"http://127.0.0.1:8000/s/{code}"
    assert read(Image.open(io.BytesIO(qr.png_of(url)))) == [url]


def test_the_picture_is_as_wide_as_promised():
    assert Image.open(io.BytesIO(qr.png_of(URL))).size == (qr.PNG_WIDTH, qr.PNG_WIDTH)


def test_the_quiet_zone_is_always_there():
    modules = len(qr.matrix_of(URL)) + 2 * qr.QUIET
    picture = paint(qr.svg_of(URL), pixels=1)
    inner = picture.convert("L").point(lambda value: 255 - value).getbbox()
    assert inner == (4, 4, modules - 4, modules - 4)


def test_a_picture_on_a_dark_wall_is_still_read():
    code = Image.open(io.BytesIO(qr.png_of(URL, width=400))).convert("RGB")
    wall = Image.new("RGB", (600, 600), "#0b3a2f")
    wall.paste(code, (100, 100))
    assert read(wall) == [URL]


def test_a_third_of_the_level_h_damage_is_survived():
    picture = paint(qr.svg_of(URL), pixels=10)
    side = picture.width
    stain = side // 5
    ImageDraw.Draw(picture).rectangle(
        ((side - stain) // 2, (side - stain) // 2, (side + stain) // 2, (side + stain) // 2),
        fill="#777777",
    )
    assert read(picture) == [URL]


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("#ffffff", "#0d5c4a"),
        ("#9aa39d", "#ffffff"),
        ("#ffffff", "#ffffff"),
        ("#777777", "#ffffff"),
        ("green", "#ffffff"),
    ],
)
def test_colours_that_some_phones_do_not_read_are_refused(ink, ground):
    with pytest.raises(qr.ColourError):
        qr.svg_of(URL, ink=ink, ground=ground)
    with pytest.raises(qr.ColourError):
        qr.png_of(URL, ink=ink, ground=ground)


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#000000", 21),
        ("#777777", "#ffffff", 4.48),
        ("#0d5c4a", "#ffffff", 7.93),
        ("#123456", "#123456", 1),
    ],
)
def test_contrast_is_that_of_wcag(a, b, ratio):
    assert qr.contrast_ratio(a, b) == pytest.approx(ratio, abs=0.005)


def test_a_picture_too_small_for_its_modules_is_refused():
    with pytest.raises(ValueError, match="too few"):
        qr.png_of(URL, width=20)


def test_the_label_cannot_leave_its_attribute():
    assert 'aria-label="a&quot;&lt;b&amp;"' in qr.svg_of(URL, label='a"<b&')
