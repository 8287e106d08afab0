"""Bounded decompression of a body: gzip and deflate, in pieces, complete or refused.

A coding is undone here and not by the HTTP library, which unpacks whatever came in one go (thirty kilobytes packed
twice are gigabytes), waits without end on a stream that unpacks to nothing, and takes a torn stream for a whole one.
"""

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

ACCEPTED = "gzip, deflate"
_STEP = 1 << 20
_FRAMED, _BARE = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS  # gzip or zlib by its own header; deflate without any
_GZIP = b"\x1f\x8b"


class Garbled(ValueError):
    """A body that is not what its coding says, or that ends early; its words tell a person which."""


def unpacked(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Yield the body in pieces of a megabyte at most, and at least one piece, if empty, for each chunk that came.

    So the caller can look at the clock and at the size so far each time. Raise :class:`Garbled` for a coding that
    nobody asked for, for bytes that are not of it, and for a stream that ends early.
    """
    names = [name for part in coding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    if not names:
        yield from chunks
        return
    if len(names) > 1 or names[0] not in ("gzip", "x-gzip", "deflate"):
        raise Garbled(f"packed in a way that was not asked for ({coding[:60]})")
    try:
        yield from _inflated(chunks)
    except zlib.error as error:
        raise Garbled(f"it cannot be unpacked ({error})") from error


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    coming = iter(chunks)
    head = b""
    for chunk in coming:  # two bytes tell how it is framed
        head += chunk
        yield b""
        if len(head) >= 2:
            break
    if not head:
        return
    inflater = zlib.decompressobj(_FRAMED if _has_frame(head) else _BARE)
    for chunk in chain([head], coming):
        left, more = chunk, False
        yield b""
        while left or more:
            if inflater.eof:
                if not left.startswith(_GZIP):
                    break  # padding behind the end: nobody's words
                inflater = zlib.decompressobj(_FRAMED)  # gzip may come in several members
            piece = inflater.decompress(left, _STEP)
            yield piece
            left = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            more = len(piece) == _STEP and not inflater.eof  # the rest of it may wait inside, with no bytes left
    if not inflater.eof:
        raise Garbled("it ends before its packing does")


def _has_frame(head: bytes) -> bool:
    """Say whether the first two bytes are those of gzip or of zlib (a method and a check sum over both)."""
    return head.startswith(_GZIP) or (head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2], "big") % 31 == 0)
