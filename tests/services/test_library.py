from pathlib import Path

from kb.domain.audience import Audience
from kb.services.library import Library


def test_a_change_in_a_file_is_seen_and_nothing_is_derived_twice(library: Library, roots: tuple[Path, Path]) -> None:
    before = library.snapshot()
    assert library.snapshot() is before
    path = roots[0] / "sources" / "joint.md"
    path.write_text(path.read_text().replace("keyed twice", "keyed three times"))
    after = library.snapshot()
    assert after is not before
    assert "three times" in library.passages("joint", Audience.PUBLIC)[2].text


def test_a_text_that_may_not_be_shown_is_for_staff(library: Library) -> None:
    assert [p.id for p in library.passages("tank", Audience.PUBLIC)] == ["summary"]
    assert [p.id for p in library.passages("tank", Audience.STAFF)] == ["summary", "para-1"]


def test_no_such_source_has_no_passages(library: Library) -> None:
    assert library.passages("nosuch", Audience.STAFF) == ()
