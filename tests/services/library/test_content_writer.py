"""The writer of content files: what it compares, keeps, writes and logs, over real files."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from kb.content.catalogue import load_catalogue
from kb.content.repository import Stored
from kb.domain.account.account import Role
from kb.domain.errors import EditConflict, NotFound
from kb.domain.priority.priority import Priority
from kb.services.library.content_writer import ContentConflict, ContentWriter, FileChange
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog
from viewers import viewer
from writers import writer_over

AT = dt.datetime(2026, 11, 14, 10, 0, tzinfo=dt.UTC)
ANN, SUE = viewer("ann"), viewer("sue", Role.STAFF)


@pytest.fixture
def writer(roots: tuple[Path, Path], library_of: Callable[[Iterable[Path]], Library], tmp_path: Path) -> ContentWriter:
    return writer_over(library_of(roots), roots, tmp_path, lambda: AT)


def reworded(read: Stored[Priority], title: str) -> Priority:
    return replace(read.item, title=title, changes=read.item.changes + 1, changed=AT)


def test_what_is_saved_is_logged_and_the_version_before_is_kept(
    writer: ContentWriter, roots: tuple[Path, Path], tmp_path: Path
) -> None:
    read = writer.read(Priority, "one-record")
    saved = writer.save(read, reworded(read, "Once"), SUE, "priority: edit", [("why", "shorter")])
    assert load_catalogue(roots).priorities["one-record"] == saved.item
    (act,) = AuditLog(tmp_path).acts()
    assert (act.who, act.what, act.file) == ("sue", "priority: edit", "priorities/one-record.md")
    assert (act.before, act.after, dict(act.details)) == (read.digest, saved.digest, {"why": "shorter"})
    assert (read.path.parent / ".versions/one-record/0001.md").exists()


def test_who_saves_second_is_told_who_was_first_and_what_both_began_with(writer: ContentWriter) -> None:
    read = writer.read(Priority, "one-record")
    theirs = writer.save(read, reworded(read, "Theirs"), SUE, "priority: edit")
    for attempt in (
        lambda: writer.save(read, reworded(read, "Yours"), ANN, "priority: edit"),
        lambda: writer.expect(writer.read(Priority, "one-record"), read.digest[:20], reworded(read, "Yours")),
    ):
        with pytest.raises(ContentConflict) as told:
            attempt()
        conflict = told.value
        assert (conflict.stored.item, conflict.stored.digest) == (theirs.item, theirs.digest)
        assert conflict.base == read.item
        assert conflict.saved is not None
        assert (conflict.saved.who, conflict.saved.at) == ("sue", AT)
        assert ("title: Theirs" in conflict.theirs, "title: Yours" in conflict.yours) == (True, True)
    assert writer.read(Priority, "one-record").item == theirs.item


def test_a_file_changed_by_hand_is_nobodys_in_the_log(writer: ContentWriter) -> None:
    read = writer.read(Priority, "one-record")
    read.path.write_text(read.path.read_text() + "\nBy hand.\n")
    with pytest.raises(ContentConflict) as told:
        writer.save(read, reworded(read, "Yours"), ANN, "priority: edit")
    assert told.value.saved is None
    assert told.value.stored.item.body == "By hand.\n"


@pytest.mark.parametrize("seen", ["", "none", "0" * 64])
def test_an_act_that_names_no_file_or_another_is_not_done(writer: ContentWriter, seen: str) -> None:
    read = writer.read(Priority, "one-record")
    with pytest.raises(ContentConflict):
        writer.expect(read, seen, read.item)
    writer.expect(read, read.digest[:12], read.item)


def test_of_several_files_all_are_written_or_none(
    writer: ContentWriter, roots: tuple[Path, Path], tmp_path: Path
) -> None:
    read, new = writer.read(Priority, "one-record"), Priority("new-one", "New", "It is new.")
    changes = [FileChange(None, new), FileChange(read, reworded(read, "Mine"))]
    read.path.write_text(read.path.read_text() + "\nBy hand.\n")
    with writer.exclusively(), pytest.raises(EditConflict):
        writer.save_all(changes, SUE, "triage: new")
    assert "new-one" not in load_catalogue(roots).priorities
    assert list(AuditLog(tmp_path).acts()) == []
    fresh = writer.read(Priority, "one-record")
    with writer.exclusively():
        writer.save_all([changes[0], FileChange(fresh, reworded(fresh, "Mine"))], SUE, "triage: new")
    held = load_catalogue(roots).priorities
    assert (held["new-one"], held["one-record"].title) == (new, "Mine")
    assert [act.file for act in AuditLog(tmp_path).acts()] == ["priorities/new-one.md", "priorities/one-record.md"]


def test_an_id_that_is_taken_makes_nothing_and_one_that_is_none_finds_nothing(writer: ContentWriter) -> None:
    assert writer.create(writer.read(Priority, "one-record").item, SUE, "priority: make") is None
    for id in ("nowhere", "../secret", ""):
        with pytest.raises(NotFound):
            writer.read(Priority, id)
