"""Pictures of authors: what is taken, what is refused, and what is left behind."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from surveys.actions import pictures, store_picture
from surveys.models import Picture
from tests import build

pytestmark = pytest.mark.django_db


def file_of(picture: Image.Image, kind: str, **kwargs: object) -> io.BytesIO:
    file = io.BytesIO()
    picture.save(file, kind, **kwargs)
    file.seek(0)
    return file


def drawn(stored: Picture) -> Image.Image:
    return Image.open(io.BytesIO(bytes(stored.data)))


def claiming(width: int, height: int, body: bytes = b"") -> io.BytesIO:
    """A PNG whose header claims this size, whatever it holds."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checked

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", body), chunk(b"IEND", b"")]
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def refusal(file: io.BytesIO) -> str:
    with pytest.raises(ValidationError) as caught:
        store_picture(build.organization(), file)
    assert not Picture.objects.exists()
    return caught.value.messages[0]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_usual_kind_becomes_webp_no_larger_than_wanted(kind):
    file = file_of(Image.new("RGB", (900, 300), "#5fb98d"), kind)
    stored = store_picture(build.organization(), file, largest_side=300)
    assert (stored.content_type, stored.width, stored.height) == ("image/webp", 300, 100)
    assert (drawn(stored).format, drawn(stored).size) == ("WEBP", (300, 100))


def test_a_picture_is_never_made_larger():
    stored = store_picture(build.organization(), file_of(Image.new("RGB", (40, 20)), "PNG"))
    assert (stored.width, stored.height) == (40, 20)


def test_what_a_camera_writes_is_left_behind():
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ngọc Anh"
    exif.get_ifd(0x8825)[1] = "N"
    file = file_of(Image.new("RGB", (64, 64)), "JPEG", exif=exif, comment=b"at home")
    stored = store_picture(build.organization(), file)
    assert not drawn(stored).getexif()
    assert b"Camera" not in bytes(stored.data)
    assert b"at home" not in bytes(stored.data)


def test_a_picture_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    file = file_of(Image.new("RGB", (80, 40)), "JPEG", exif=exif)
    stored = store_picture(build.organization(), file)
    assert (stored.width, stored.height) == (40, 80)


def test_a_logo_stays_see_through():
    stored = store_picture(
        build.organization(), file_of(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG")
    )
    assert drawn(stored).mode == "RGBA"
    assert drawn(stored).getpixel((5, 5))[3] == 0


def test_a_moving_picture_stands_still():
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "green", "blue")]
    file = file_of(frames[0], "GIF", save_all=True, append_images=frames[1:], loop=0)
    assert Image.open(io.BytesIO(file.getvalue())).n_frames == 3
    stored = store_picture(build.organization(), file)
    assert getattr(drawn(stored), "n_frames", 1) == 1


def test_a_file_over_five_megabytes_is_refused_without_looking_into_it():
    assert "5" in refusal(io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(pictures.LARGEST_BYTES)))


def test_a_small_file_that_claims_to_be_huge_is_refused():
    assert len(claiming(30_000, 30_000).getvalue()) < 100
    assert "pixel" in refusal(claiming(30_000, 30_000))


def test_a_picture_that_unpacks_to_too_much_is_refused():
    rows = zlib.compress(bytes(8000 * 3 + 1) * 8000, 9)
    bomb = claiming(8000, 8000, rows)
    assert len(bomb.getvalue()) < 300_000
    assert "pixel" in refusal(bomb)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"PK\x03\x04" + bytes(200),
        b"%PDF-1.7 " + bytes(200),
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"<html><script>alert(1)</script></html>",
    ],
)
def test_what_is_not_a_picture_is_refused(data):
    assert "PNG" in refusal(io.BytesIO(data))


def test_a_picture_of_another_kind_is_refused():
    assert "PNG" in refusal(file_of(Image.new("RGB", (64, 64)), "BMP"))
    assert "PNG" in refusal(file_of(Image.new("RGB", (64, 64)), "TIFF"))


@pytest.mark.parametrize("start", [b"<svg ", b'<?xml version="1.0"?>\n<!-- x -->\n<SVG '])
def test_a_drawing_is_refused_with_the_way_out(start):
    drawing = start + b'xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert "SVG" in refusal(io.BytesIO(drawing))


def test_a_picture_that_breaks_off_is_refused():
    whole = file_of(Image.effect_noise((400, 400), 80).convert("RGB"), "JPEG").getvalue()
    assert "PNG" in refusal(io.BytesIO(whole[: len(whole) // 2]))


def test_a_dot_is_too_small_to_be_a_picture():
    assert "16" in refusal(file_of(Image.new("RGB", (4, 4)), "PNG"))
