"""Codings are undone within bounds, whole or not at all."""

import gzip
import itertools
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.client import FetchLimits
from scraper.unpack import Garbled, unpacked


def whole(chunks, coding):
    return b"".join(unpacked(chunks, coding))


def bare(content):
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


PACKED = {"gzip": gzip.compress, "X-GZip": gzip.compress, "deflate": zlib.compress, " deflate ": bare, "": bytes}


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400), coding=st.sampled_from(sorted(PACKED)), step=st.integers(1, 50))
def test_whatever_the_server_packs_is_unpacked_however_it_comes(content, coding, step):
    packed = PACKED[coding](content)
    chunks = [packed[at : at + step] for at in range(0, len(packed), step)]
    assert whole(chunks, coding) == content


@pytest.mark.parametrize("size", [2**20 - 1, 2**20, 3 * 2**20 + 5])
def test_large_ones_too(size):
    content = bytes(size)
    assert whole([gzip.compress(content)], "gzip") == content


def test_several_members_are_one_body_and_padding_is_not_part_of_it():
    assert whole([gzip.compress(b"one ") + gzip.compress(b"two") + bytes(9)], "gzip") == b"one two"


def test_nothing_stays_nothing():
    assert whole([], "gzip") == b""


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "gzip,br", "compress"])
def test_what_was_not_asked_for_is_not_unpacked(coding):
    with pytest.raises(Garbled, match="not asked for"):
        whole([gzip.compress(gzip.compress(b"x"))], coding)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bare])
def test_a_torn_one_is_never_a_shorter_one(pack):
    packed = pack(b"Forces buy radios of their own. " * 50)
    with pytest.raises(Garbled, match="ends before"):
        whole([packed[: len(packed) // 2]], "gzip")


def test_bytes_of_another_sort_are_refused():
    with pytest.raises(Garbled, match="cannot be unpacked"):
        whole([b"\x1f\x8b this is no gzip at all"], "gzip")


def test_a_bomb_is_never_whole_in_memory():
    bomb = gzip.compress(bytes(300 * 2**20), 1)
    tracemalloc.start()
    for piece in unpacked([bomb], "gzip"):
        assert len(piece) <= 2**20
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()


def test_a_stream_that_unpacks_to_nothing_gives_its_reader_a_turn():
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    endless = itertools.chain([packer.flush(zlib.Z_FULL_FLUSH)], itertools.repeat(b"\x00\x00\x00\xff\xff"))
    assert list(itertools.islice(unpacked(endless, "gzip"), 1000)) == [b""] * 1000


def test_a_packed_page_cut_short_fails_and_a_twice_packed_bomb_is_refused(house, web, page):
    def torn(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(gzip.compress(page(60).encode())[:-400])
        handler.close_connection = True

    house.put("torn", web.does("/torn", torn))
    attempt = house.gather("torn")
    assert "cut short or broken" in attempt.detail
    assert house.get("torn").body == ""
    twice = gzip.compress(gzip.compress(bytes(200 * 2**20), 9), 9)
    assert len(twice) < FetchLimits().size / 1000
    house.put("twice", web.says("/twice", twice, Content_Encoding="gzip, gzip"))
    assert "not asked for" in house.gather("twice").detail
