"""Pages that are the same for everybody but for one short piece, compressed once.

Compressing a page costs more than all the rest of serving it. Here both ends are compressed when
the page is made; the piece between them goes in uncompressed, as a stored block of the same stream.
"""

import struct
import zlib

GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""Magic number, deflate, no name, no time, unknown system (RFC 1952)."""

STORED_MAX = 0xFFFF
"""The most bytes one stored block can carry (RFC 1951, 3.2.4)."""


class Spliced:
    """Bytes before and after a place where each reader gets something else."""

    def __init__(self, head: bytes, tail: bytes) -> None:
        self.head, self.tail = head, tail
        self._head_crc = zlib.crc32(head)
        self._head_deflated = _deflate(head, zlib.Z_FULL_FLUSH)
        self._tail_deflated = _deflate(tail, zlib.Z_FINISH)

    @classmethod
    def around(cls, text: str, mark: str) -> "Spliced":
        """Cut `text` at the only `mark` in it."""
        head, tail = text.split(mark)
        return cls(head.encode(), tail.encode())

    def plain(self, piece: bytes) -> bytes:
        """The whole page with this piece in it."""
        return self.head + piece + self.tail

    def gzipped(self, piece: bytes) -> bytes:
        """The same, as one gzip member. The piece may have at most 65,535 bytes."""
        if len(piece) > STORED_MAX:
            raise ValueError("the piece is too long for one stored block")
        crc = zlib.crc32(self.tail, zlib.crc32(piece, self._head_crc))
        size = len(self.head) + len(piece) + len(self.tail)
        stored = struct.pack("<BHH", 0, len(piece), len(piece) ^ 0xFFFF) + piece
        end = struct.pack("<II", crc, size & 0xFFFFFFFF)
        return GZIP_HEAD + self._head_deflated + stored + self._tail_deflated + end


def _deflate(data: bytes, flush: int) -> bytes:
    # A full flush ends on a whole byte and forgets what came before: a block can be put in there.
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeezer.compress(data) + squeezer.flush(flush)
