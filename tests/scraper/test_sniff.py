"""What bytes are, whatever they are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.sniff import HTML, JSON, PDF, media_type_of


@pytest.mark.parametrize(
    ("content", "stated", "found"),
    [
        (b"%PDF-1.4\n", "application/octet-stream", PDF),
        (b"\r\n\x00junk%PDF-1.4\n", "text/html", PDF),
        (b"<!DOCTYPE html><html>", "application/pdf", HTML),
        (b"\xef\xbb\xbf  <html>", "", HTML),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC><html xmlns='x'>", "application/xhtml+xml", HTML),
        ("<html><p>x".encode("utf-16"), "", HTML),
        (b"<!-- saved from url=(0019)https://example.org -->\n<HTML>", "", HTML),
        (b' {"a": 1}', "text/plain", JSON),
        (b"[1, 2]", "", JSON),
        (b"{broken", "application/json", ""),
        (b"plain words", "text/plain; charset=utf-8", "text/plain"),
        (b"PK\x03\x04", "", ""),
        (b"no pdf at all", "application/pdf", ""),
        (b"", "", ""),
        (b"[" * 100000, "", ""),
    ],
)
def test_media_type(content, stated, found):
    assert media_type_of(content, stated) == found


@given(st.binary(max_size=200), st.text(max_size=20))
def test_it_never_raises(content, stated):
    media_type_of(content, stated)
