"""A page put together from compressed ends and a piece between them."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearme.common.splice import Spliced


@given(st.binary(max_size=3000), st.binary(max_size=300), st.binary(max_size=3000))
def test_a_gzipped_page_unpacks_to_the_plain_one(head, piece, tail):
    spliced = Spliced(head, tail)
    assert gzip.decompress(spliced.gzipped(piece)) == head + piece + tail == spliced.plain(piece)


def test_a_strict_reader_finds_one_member_and_nothing_behind_it():
    reader = zlib.decompressobj(wbits=31)
    page = Spliced(b"<p>" * 500, b"</p>" * 500).gzipped(b"token")
    assert reader.decompress(page) == b"<p>" * 500 + b"token" + b"</p>" * 500
    assert reader.eof
    assert not reader.unused_data


def test_a_piece_that_fits_no_stored_block_is_refused():
    with pytest.raises(ValueError, match="too long"):
        Spliced(b"", b"").gzipped(b"x" * 65_536)


def test_the_mark_is_where_the_piece_goes():
    assert Spliced.around("one @ two", "@").plain(b"and") == b"one and two"
