"""Downloads that can be taken up again where they broke off: one range of bytes at a time."""

import re
from collections.abc import Callable, Iterator
from typing import IO, Any, Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

PIECE: Final = 256 * 1024
Opens = Callable[[], IO[Any]]
"""Opens the file: not before its first byte is sent, so that nothing is left open."""
ONE_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def range_asked(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte that are asked for; None for the whole file.

    What is no single range is no request for one (RFC 9110). Raises ValueError for a range that
    lies outside the file.
    """
    found = ONE_RANGE.fullmatch(header.replace(" ", ""))
    if found is None or found.group(1, 2) == ("", ""):
        return None
    first, last = found.group(1, 2)
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last or size - 1), size - 1)
    if last and first and int(last) < int(first):
        return None
    if start > end:
        raise ValueError(header)
    return start, end


def download(
    request: HttpRequest, file: Opens, size: int, *, name: str, content_type: str, tag: str
) -> HttpResponseBase:
    """The file, or the part of it that is asked for; `tag` changes when the file does."""
    entity = f'"{tag}"'
    common = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition_header(True, name) or "",
        "ETag": entity,
        "X-Content-Type-Options": "nosniff",
    }
    is_same = request.headers.get("If-Range", entity) == entity
    try:
        asked = range_asked(request.headers.get("Range", ""), size) if is_same else None
    except ValueError:
        return HttpResponse(status=416, headers={**common, "Content-Range": f"bytes */{size}"})
    start, end = asked or (0, size - 1)
    common["Content-Length"] = str(end - start + 1)
    if asked:
        common["Content-Range"] = f"bytes {start}-{end}/{size}"
    return StreamingHttpResponse(
        _pieces(file, start, end + 1),
        status=206 if asked else 200,
        content_type=content_type,
        headers=common,
    )


def _pieces(opens: Opens, start: int, end: int) -> Iterator[bytes]:
    with opens() as file:
        file.seek(start)
        while piece := file.read(min(PIECE, end - start)):
            start += len(piece)
            yield piece
