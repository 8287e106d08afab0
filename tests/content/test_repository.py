import datetime as dt
import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest

from kb.content.catalogue import load_catalogue
from kb.content.codec import load
from kb.content.repository import ContentRepository
from kb.content.versions import keep_version, version_at, versions_of
from kb.domain.call.call import Channel, Consent, Input, Slot
from kb.domain.errors import EditConflict
from kb.domain.evidence.annotation import Annotation
from kb.domain.source.passage import Citation
from kb.storage.atomic_files import create_atomically

ANSWER = Input(
    id="7kq4-m2xd",
    call="c-2026",
    organisation="Example Systems Ltd",
    organisation_kind="supplier",
    received=dt.datetime(2026, 9, 20, 9, 30, tzinfo=dt.UTC),
    channel=Channel.FORM,
    consent=Consent.KIND,
    slots=(Slot("One record"),),
)


@pytest.fixture
def files(tmp_path: Path) -> ContentRepository:
    return ContentRepository([tmp_path / "content", tmp_path / "private"])


def test_what_is_made_is_read_back(files: ContentRepository, tmp_path: Path) -> None:
    made = files.create(tmp_path / "private", ANSWER)
    assert made is not None
    assert made == files.read(Input, "input", ANSWER.id, parent=ANSWER.call)
    assert files.read(Input, "input", "nobody", parent=ANSWER.call) is None


def test_an_id_that_any_root_has_is_not_made_again(files: ContentRepository, tmp_path: Path) -> None:
    files.create(tmp_path / "content", ANSWER)
    assert files.create(tmp_path / "private", replace(ANSWER, organisation="Other")) is None
    assert files.read(Input, "input", ANSWER.id, parent=ANSWER.call).item == ANSWER


def test_who_saves_second_is_told_both_versions_and_nothing_is_lost(files: ContentRepository, tmp_path: Path) -> None:
    first = files.create(tmp_path / "private", ANSWER)
    files.change(first, replace(ANSWER, organisation="Theirs"))
    with pytest.raises(EditConflict) as conflict:
        files.change(first, replace(ANSWER, organisation="Yours"))
    assert "Theirs" in conflict.value.theirs
    assert "Yours" in conflict.value.yours
    assert files.read(Input, "input", ANSWER.id, parent=ANSWER.call).item.organisation == "Theirs"


def test_a_file_taken_away_meanwhile_is_a_conflict_too(files: ContentRepository, tmp_path: Path) -> None:
    kept = files.create(tmp_path / "private", ANSWER)
    kept.path.unlink()
    with pytest.raises(EditConflict):
        files.change(kept, replace(ANSWER, organisation="Yours"))
    assert not kept.path.exists()


def _create(path: Path, number: int, made: "multiprocessing.Queue[int]") -> None:
    if create_atomically(path, f"{number}\n" * 1000):
        made.put(number)


def test_of_many_processes_that_make_one_file_one_succeeds(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    made = context.Queue()
    workers = [context.Process(target=_create, args=(tmp_path / "x.md", number, made)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    winner = made.get(timeout=60)
    assert made.empty()
    assert (tmp_path / "x.md").read_text() == f"{winner}\n" * 1000
    assert [path.name for path in tmp_path.iterdir()] == ["x.md"]


def test_every_version_is_kept_where_no_catalogue_reads_it(files: ContentRepository, tmp_path: Path) -> None:
    kept = files.create(tmp_path / "private", ANSWER)
    for number in (1, 2):
        keep_version(kept)
        kept = files.change(kept, replace(kept.item, slots=(Slot(f"Version {number + 1}"),), changes=number))
    assert [version.slots[0].title for version in versions_of(kept.item, kept.path)] == [
        "One record",
        "Version 2",
        "Version 3",
    ]
    folder = kept.path.parent / ".versions" / ANSWER.id
    assert sorted(path.name for path in folder.iterdir()) == ["0001.md", "0002.md"]
    assert load("input", ANSWER.id, (folder / "0001.md").read_text(), parent=ANSWER.call)[0] == ANSWER
    catalogue = load_catalogue([tmp_path / "private"])
    assert list(catalogue.inputs) == [ANSWER.id]
    assert [problem.what for problem in catalogue.problems] == ["there is no call `c-2026` that this could answer"]


def test_a_change_that_a_crash_cut_short_leaves_the_answer_with_its_own_versions(
    files: ContentRepository, tmp_path: Path
) -> None:
    kept = files.create(tmp_path / "private", ANSWER)
    keep_version(kept)
    assert versions_of(kept.item, kept.path) == (ANSWER,)


def test_a_thing_is_known_as_it_was_at_a_moment(tmp_path):
    monday, tuesday, friday = (dt.datetime(2026, 11, day, tzinfo=dt.UTC) for day in (23, 24, 27))
    files = ContentRepository([tmp_path])
    first = Annotation("a-1", Citation("report", label="para 1"), "ann", monday, body="First words.\n")
    kept = files.create(tmp_path, first)
    assert kept is not None
    keep_version(kept)
    second = replace(first, body="Second words.\n", changes=1, changed=friday)
    kept = files.change(kept, second)
    assert version_at(second, kept.path, monday, friday) == second
    assert version_at(second, kept.path, monday, tuesday) == first
    assert version_at(second, kept.path, monday, monday - dt.timedelta(seconds=1)) is None
    assert version_at(second, kept.path, None, monday - dt.timedelta(days=9)) == first
