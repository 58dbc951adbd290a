"""Pictures of authors: checked, drawn anew without what cameras write into them, and stored."""

import io
import warnings
from typing import Final, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from hearme.accounts.models import Organization
from surveys.models import Picture

LARGEST_BYTES: Final = 5 * 1024 * 1024
LARGEST_PIXELS: Final = 40_000_000
LARGEST_SIDE: Final = 640
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
SMALLEST_SIDE: Final = 16


class Readable(Protocol):
    """A file, or one that was sent with a form."""

    def read(self, size: int, /) -> bytes: ...


def store_picture(
    organization: Organization, file: Readable, *, largest_side: int = LARGEST_SIDE
) -> Picture:
    """Store a picture as WebP of at most `largest_side` pixels, its metadata left behind.

    Raises ValidationError if it is too large or not a PNG, JPEG, WebP or GIF picture.
    """
    data = file.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise ValidationError(_("The picture is larger than 5 MB."))
    if _is_drawing(data):
        raise ValidationError(_("An SVG drawing cannot be used here. Save it as PNG, then try."))
    drawn = _drawn_anew(data, largest_side)
    return Picture.objects.create(
        organization=organization,
        data=_webp(drawn),
        content_type="image/webp",
        width=drawn.width,
        height=drawn.height,
    )


def _is_drawing(data: bytes) -> bool:
    """Whether this is SVG: it may carry scripts, so it is not taken, however it is called."""
    return b"<svg" in data[:4096].lower()


def _drawn_anew(data: bytes, largest_side: int) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                # The header is read so far: a small file may claim to be a huge picture.
                if opened.width * opened.height > LARGEST_PIXELS:
                    raise ValidationError(_("The picture has too many pixels."))
                opened.thumbnail((largest_side * 2, largest_side * 2))
                upright = ImageOps.exif_transpose(opened)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("This is not a PNG, JPEG, WebP or GIF picture.")) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_("The picture has too many pixels.")) from error
    if min(upright.size) < SMALLEST_SIDE:
        raise ValidationError(_("The picture is too small: it needs at least 16 pixels a side."))
    clean = upright.convert("RGBA" if _is_see_through(upright) else "RGB")
    clean.thumbnail((largest_side, largest_side))
    return clean


def _is_see_through(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


def _webp(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
