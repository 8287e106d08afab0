import threading
from collections.abc import Collection
from pathlib import Path

from kb.content.catalogue import CatalogueLoader, FullCatalogue
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.services.library.library import Library


def test_a_change_in_a_file_is_seen_and_nothing_is_derived_twice(library: Library, roots: tuple[Path, Path]) -> None:
    before = library.snapshot()
    assert library.snapshot() is before
    path = roots[0] / "sources" / "joint.md"
    path.write_text(path.read_text().replace("keyed twice", "keyed three times"))
    after = library.snapshot()
    assert after is not before
    assert "three times" in library.passages("joint", reader_as(Audience.PUBLIC))[2].text


def test_a_text_that_may_not_be_shown_is_for_staff(library: Library) -> None:
    assert [p.id for p in library.passages("tank", reader_as(Audience.PUBLIC))] == ["summary"]
    assert [p.id for p in library.passages("tank", reader_as(Audience.STAFF))] == ["summary", "para-1"]


def test_no_such_source_has_no_passages(library: Library) -> None:
    assert library.passages("nosuch", reader_as(Audience.STAFF)) == ()


def test_nobody_waits_while_another_thread_looks_at_the_files(roots: tuple[Path, Path]) -> None:
    looking, go_on = threading.Event(), threading.Event()

    class SlowDisk(CatalogueLoader):
        def load(self, only: Collection[str] | None = None) -> FullCatalogue:
            if threading.current_thread() is not threading.main_thread():
                looking.set()
                assert go_on.wait(60)
            return super().load(only)

    library = Library(SlowDisk(roots), iter(range(0, 1000, 10)).__next__)  # every look is long ago
    before = library.snapshot()
    assert "twice" in library.passages("joint", reader_as(Audience.PUBLIC))[2].text  # read now, and kept
    path = roots[0] / "sources" / "joint.md"
    path.write_text(path.read_text().replace("keyed twice", "keyed three times"))
    keeper = threading.Thread(target=library.snapshot)
    keeper.start()
    assert looking.wait(60)
    assert library.snapshot() is before
    assert "twice" in library.passages("joint", reader_as(Audience.PUBLIC))[2].text
    go_on.set()
    keeper.join()
    assert "three times" in library.passages("joint", reader_as(Audience.PUBLIC))[2].text


def test_where_somebody_looks_again_and_again_no_question_looks_until_that_stops(roots: tuple[Path, Path]) -> None:
    looks = 0
    now = 0.0

    class Counting(CatalogueLoader):
        def load(self, only: Collection[str] | None = None) -> FullCatalogue:
            nonlocal looks
            looks += 1
            return super().load(only)

    library = Library(Counting(roots), lambda: now)
    library.look(None, good_for=30)
    now = 29.0
    library.snapshot()
    assert looks == 1
    library.look(None, good_for=30)
    assert looks == 2
    now = 60.0
    library.snapshot()
    assert looks == 3
