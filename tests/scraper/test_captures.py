"""Captures: nothing is lost, nothing is overwritten, whatever tears."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from scraper.captures import INDEX, Captures
from scraper.fetched import Fetched

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
URL = "https://example.org/report"
count = itertools.count()


def answer(content, status=200, url=URL, **headers):
    told = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fetched(url, status, told, content, NOW, sent=(("host", "example.org"), ("user-agent", "t/1")))


def opened(folder):
    return Captures(folder, lambda: NOW, lambda: f"{next(count):06d}")


def test_a_body_comes_back_by_its_hash_in_another_process(tmp_path):
    first = opened(tmp_path)
    kept = first.keep(answer(b"\x00\xffbody", content_type="application/pdf", etag='"1"'))
    first.close()
    again = opened(tmp_path)
    assert again.read(kept.sha256) == b"\x00\xffbody"
    assert again.find(kept.sha256) == kept
    assert again.last(URL) == kept
    assert (kept.media_type, kept.etag, kept.status) == ("application/pdf", '"1"', 200)


def test_any_warc_reader_reads_them(tmp_path):
    captures = opened(tmp_path)
    captures.keep(answer(b"<p>x</p>", content_type="text/html", content_encoding="gzip"))
    captures.keep(answer(b"<p>x</p>", content_type="text/html"))
    captures.keep_bytes(b"%PDF-1.4", "file:a.pdf", "application/pdf")
    captures.close()
    (path,) = tmp_path.glob("*.warc.gz")
    with path.open("rb") as file:
        kinds = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"))
            for r in ArchiveIterator(file, check_digests=False)
        ]
    assert kinds == [
        ("response", URL),
        ("request", URL),
        ("revisit", URL),
        ("request", URL),
        ("resource", "file:a.pdf"),
    ]


def test_the_same_body_is_stored_once(tmp_path):
    captures = opened(tmp_path)
    body = bytes(range(256)) * 4000
    one = captures.keep(answer(body))
    size = (tmp_path / one.warc).stat().st_size
    two = captures.keep(answer(body, url=URL + "/moved"))
    assert (one.first, two.first) == (True, False)
    assert (tmp_path / one.warc).stat().st_size - size < 2000
    assert captures.keep_bytes(body, "file:x", "text/html") == one
    assert captures.read(two.sha256) == body


def test_a_file_is_never_written_over(tmp_path):
    one = Captures(tmp_path, lambda: NOW, lambda: "same")
    one.keep(answer(b"first"))
    two = Captures(tmp_path, lambda: NOW, lambda: "same")
    with pytest.raises(FileExistsError):
        two.keep(answer(b"second"))


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_torn_end_costs_only_the_torn_record(tmp_path, share):
    captures = opened(tmp_path)
    first = captures.keep(answer(b"whole"))
    second = captures.keep(answer(bytes(range(256)) * 50, url=URL + "/2"))
    captures.close()
    path = tmp_path / first.warc
    data = path.read_bytes()
    path.write_bytes(data[: first.end + int((second.end - first.end) * share)])
    (tmp_path / INDEX).unlink()  # and the index is gone as well
    again = opened(tmp_path)
    assert again.read(first.sha256) == b"whole"
    rest = again.read(second.sha256)
    assert rest in (None, bytes(range(256)) * 50)
    kept = again.keep(answer(bytes(range(256)) * 50, url=URL + "/2"))
    assert kept.warc != first.warc  # nothing is written behind a torn end
    assert again.read(kept.sha256) == bytes(range(256)) * 50


def test_a_record_the_index_missed_is_taken_up(tmp_path):
    captures = opened(tmp_path)
    one = captures.keep(answer(b"one"))
    index = (tmp_path / INDEX).read_bytes()
    two = captures.keep(answer(b"two", url=URL + "/2", etag='"e"'))
    (tmp_path / INDEX).write_bytes(index + b'{"sha256": "torn')
    again = opened(tmp_path)
    assert again.read(two.sha256) == b"two"
    last = again.last(URL + "/2")
    assert last is not None
    assert last.etag == '"e"'
    assert again.read(one.sha256) == b"one"
    opened(tmp_path)
    assert len((tmp_path / INDEX).read_text().splitlines()) == 3  # healed once, not at each start


def test_only_a_good_answer_is_what_is_asked_about_next_time(tmp_path):
    captures = opened(tmp_path)
    good = captures.keep(answer(b"good", etag='"g"'))
    captures.keep(answer(b"challenge", status=403, etag='"c"'))
    assert captures.last(URL) == good


def test_a_deleted_warc_is_missing_not_wrong(tmp_path):
    captures = opened(tmp_path)
    kept = captures.keep(answer(b"body"))
    captures.close()
    (tmp_path / kept.warc).unlink()
    again = opened(tmp_path)
    assert again.read(kept.sha256) is None
    assert again.last(URL) is None
    anew = again.keep(answer(b"body"))
    assert anew.first
    assert again.read(kept.sha256) == b"body"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=3000), st.integers(100, 599)), max_size=6))
def test_whatever_is_kept_comes_back(tmp_path_factory, bodies):
    folder = tmp_path_factory.mktemp("captures")
    captures = opened(folder)
    kept = [captures.keep(answer(body, status=status)) for body, status in bodies]
    captures.close()
    (folder / INDEX).unlink(missing_ok=True)
    again = opened(folder)
    assert [again.read(one.sha256) for one in kept] == [body for body, _ in bodies]
