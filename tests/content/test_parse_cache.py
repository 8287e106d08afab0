"""The parse cache: what is read through it is what the files say, whatever happens to either."""

import os
import sqlite3
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.content import canonical, parse_cache
from kb.content.canonical import not_canonical
from kb.content.catalogue import CatalogueLoader, load_catalogue
from kb.content.codec import dump, kind_of
from kb.content.files import write_item
from kb.content.parse_cache import NAME, ParseCache, ParsedFile, absolute, is_sure, row_of, without_body
from kb.domain.audience import Audience
from kb.domain.errors import ContentChanged
from kb.domain.source.source import Source, SourceKind
from kb.storage.cache_file import opened

SOURCE = Source("report", "Report", ("Body",), SourceKind.AUDIT, licence="OGL-UK-3.0", body="**1.** Its words.\n")


@pytest.fixture
def parsed(monkeypatch) -> list[str]:
    """Collect the ids of the files that are parsed."""
    ids: list[str] = []
    parse = parse_cache_reader().load_with_lines

    def counting(kind, id, *rest, **named):
        ids.append(id)
        return parse(kind, id, *rest, **named)

    monkeypatch.setattr(parse_cache_reader(), "load_with_lines", counting)
    return ids


def parse_cache_reader():
    from kb.content import file_reader  # noqa: PLC0415 - a module, to put a counter into it

    return file_reader


def loader(folder: Path) -> CatalogueLoader:
    return CatalogueLoader([folder / "content"], ParseCache(folder / "cache"))


def settled(path: Path) -> None:
    """Make a file so old that nobody can doubt its signature."""
    os.utime(path, (1, 1))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_was_kept_is_what_was_read(data, things, tmp_path):
    thing = data.draw(things)
    kept = without_body(thing)
    row = row_of(ParsedFile("/f.md", f"{kind_of(thing)}//{thing.id}", (1, 2, 3, 4), "ab", kept, kept is not thing))
    cache = ParseCache(tmp_path)
    cache.write([row])
    with opened(tmp_path / NAME) as connection:
        found = next(iter(cache._rows(connection, {"/f.md": f"{kind_of(thing)}//{thing.id}"})))
    assert found.item == kept
    assert type(found.item) is type(thing)
    assert dump(found.item) == dump(kept)


def test_a_second_process_parses_nothing_and_has_the_same(tmp_path, parsed, monkeypatch):
    monkeypatch.setattr(parse_cache, "UNSURE_NS", 0)
    path = write_item(tmp_path / "content", SOURCE)
    time.sleep(0.05)
    assert loader(tmp_path).load().sources == {"report": SOURCE}
    reads: list[Path] = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: reads.append(self) or read(self))
    again = loader(tmp_path).load()
    assert parsed == ["report"]
    assert reads.count(path) == 0
    assert again.sources["report"].has_body
    assert again.sources["report"].body == SOURCE.body
    assert again.files == load_catalogue([tmp_path / "content"]).files


def test_a_touched_file_is_read_and_not_parsed_again(tmp_path, parsed):
    path = write_item(tmp_path / "content", SOURCE)
    loader(tmp_path).load()
    os.utime(path, (9, 9))
    assert loader(tmp_path).load().sources == {"report": SOURCE}
    assert parsed == ["report"]


def test_a_change_that_hides_its_time_and_size_is_seen(tmp_path):
    """Who may see a thing hangs on this: a file made narrower must be narrower at once, whatever its dates say."""
    path = write_item(tmp_path / "content", SOURCE)
    settled(path)
    loader(tmp_path).load()
    text = path.read_text()
    with path.open("r+") as file:
        file.write(text.replace("audience: public", "audience: staff "))
    settled(path)
    assert loader(tmp_path).load().sources["report"].audience is Audience.STAFF


def test_a_file_that_was_just_written_is_not_taken_by_its_signature():
    now = time.time_ns()
    assert not is_sure((now, 1, 1, now), now)
    assert not is_sure((1, 1, 1, now), now)
    assert is_sure((1, 1, 1, now - 10 * parse_cache.UNSURE_NS), now)


@pytest.mark.parametrize("damage", ["rubbish", "emptied", "a byte of an item", "another code", "another type"])
def test_whatever_is_damaged_is_parsed_again(tmp_path, damage, parsed):
    write_item(tmp_path / "content", SOURCE)
    loader(tmp_path).load()
    database = tmp_path / "cache" / NAME
    if damage in ("rubbish", "emptied"):
        database.write_bytes(b"rubbish" * 2000 if damage == "rubbish" else b"")
        for ending in ("-wal", "-shm"):
            database.with_name(NAME + ending).unlink(missing_ok=True)
    else:
        change = {
            "a byte of an item": "item = CAST(replace(hex(item), '52', '53') AS BLOB)",
            "another code": "code = 'older'",
            "another type": "item = x'c0'",
        }[damage]
        with sqlite3.connect(database) as connection:
            connection.execute(f"UPDATE parsed SET {change}")  # noqa: S608 - words of this test
        connection.close()
    assert loader(tmp_path).load().sources == {"report": SOURCE}
    assert loader(tmp_path).load().sources == {"report": SOURCE}
    assert parsed[:2] == ["report", "report"]


def test_without_a_place_to_keep_it_everything_is_parsed(tmp_path, parsed):
    write_item(tmp_path / "content", SOURCE)
    (tmp_path / "cache").write_text("a file, where the folder would be")
    assert loader(tmp_path).load().sources == {"report": SOURCE}
    assert loader(tmp_path).load().sources == {"report": SOURCE}
    assert parsed == ["report", "report"]


def test_a_file_that_went_is_forgotten(tmp_path):
    path = write_item(tmp_path / "content", SOURCE)
    one = loader(tmp_path)
    one.load()
    path.unlink()
    assert one.load().sources == {}
    with sqlite3.connect(tmp_path / "cache" / NAME) as connection:
        assert connection.execute("SELECT count(*) FROM parsed WHERE path = ?", (absolute(path),)).fetchone() == (0,)
    connection.close()


def test_a_file_with_problems_is_told_each_time(tmp_path):
    path = write_item(tmp_path / "content", SOURCE)
    path.write_text("---\ntitle: x\n---\n")
    told = [loader(tmp_path).load().problems for _ in range(2)]
    assert told[0] == told[1] != ()


def test_a_text_that_was_changed_since_is_refused_and_never_mixed_up(tmp_path):
    path = write_item(tmp_path / "content", SOURCE)
    one = loader(tmp_path)
    before = one.load().sources["report"]
    path.write_text(
        path.read_text().replace("Its words", "Secret words").replace("audience: public", "audience: staff")
    )
    with pytest.raises(ContentChanged):
        assert before.body
    assert one.load().sources["report"].body == "**1.** Secret words.\n"
    path.unlink()
    with pytest.raises(ContentChanged):
        assert before.body


def test_bodies_are_not_held(tmp_path):
    write_item(tmp_path / "content", SOURCE)
    source = loader(tmp_path).load().sources["report"]
    assert "Its words" not in repr(vars(source)["body"])
    assert source.referring_to(()).body == SOURCE.body


def test_only_the_named_files_are_looked_at(tmp_path):
    first = write_item(tmp_path / "content", SOURCE)
    second = first.with_name("second.md")
    second.write_text(first.read_text())
    one = loader(tmp_path)
    one.load()
    for path in (first, second):
        path.write_text(path.read_text().replace("title: Report", "title: Other"))
    assert [s.title for s in one.load({str(first)}).sources.values()] == ["Other", "Report"]
    third = first.with_name("third.md")
    third.write_text(first.read_text())
    assert [s.title for s in one.load({str(third)}).sources.values()] == ["Other", "Other", "Other"]
    third.unlink()
    assert list(one.load({str(third)}).sources) == ["report", "second"]


def test_what_was_found_canonical_once_is_not_looked_at_again(tmp_path, monkeypatch):
    monkeypatch.setattr(parse_cache, "UNSURE_NS", 0)
    roots, cache = [tmp_path / "content"], ParseCache(tmp_path / "cache")
    path = write_item(tmp_path / "content", SOURCE)
    time.sleep(0.05)
    loader(tmp_path).load()
    assert not_canonical(roots, cache) == []
    dumped = []
    monkeypatch.setattr(canonical, "dump", lambda item: dumped.append(item.id) or dump(item))
    assert not_canonical(roots, cache) == []
    assert dumped == []
    path.write_text(path.read_text().replace("title: Report", "title: 'Report'"))
    assert not_canonical(roots, cache) == [(path, dump(SOURCE))]
    loader(tmp_path).load()
    assert not_canonical(roots, cache) == [(path, dump(SOURCE))]
