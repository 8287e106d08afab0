from pathlib import Path

from kb.domain.audience import Audience
from kb.services.library.library import Library


def test_everything_stands_on_the_shelf_of_its_audience(library: Library) -> None:
    shelf = library.snapshot().shelf
    audiences = {key: shelf.load(key).document.audience for key in shelf.digests}
    assert audiences == {
        ("source", "joint"): Audience.PUBLIC,
        ("source", "audit"): Audience.PUBLIC,
        ("source", "tank"): Audience.PUBLIC,
        ("text", "tank"): Audience.STAFF,
        ("priority", "one-record"): Audience.PUBLIC,
        ("call", "call"): Audience.PUBLIC,
        ("input", "answer-1"): Audience.PUBLIC,
        ("input", "answer-2"): Audience.PUBLIC,
        ("input", "answer-3"): Audience.STAFF,
        ("input", "answer-4"): Audience.STAFF,
    }


def test_a_name_that_consent_keeps_back_is_not_on_the_public_shelf(library: Library) -> None:
    shelf = library.snapshot().shelf
    public = [shelf.load(key) for key in shelf.digests if shelf.load(key).document.audience is Audience.PUBLIC]
    words = repr(public)
    assert "Example 1 Ltd" in words
    assert not any(name in words for name in ("Example 2 Ltd", "Example 3 Ltd", "Example 4 Ltd", "Zebrafinch"))


def test_a_finding_is_a_passage_with_its_pin_page_and_quotation(library: Library) -> None:
    joint = library.snapshot().shelf.load(("source", "joint"))
    finding = next(p for p in joint.passages if p.id == "finding-1")
    assert finding.locator == "finding 1 (para 2), p 5"
    assert finding.text == "Court systems were not joined up. “do not talk to each other”"
    assert [p.id for p in joint.passages] == ["summary", "finding-1", "para-1", "para-2"]


def test_only_what_changed_has_another_digest(library: Library, roots: tuple[Path, Path]) -> None:
    before = library.snapshot().shelf.digests
    path = roots[0] / "sources" / "audit.md"
    path.write_text(path.read_text().replace("costs", "would cost"))
    after = library.snapshot().shelf.digests
    assert {key for key in before if before[key] != after[key]} == {("source", "audit")}


def test_digests_of_sources_that_did_not_change_are_not_worked_out_again(
    library: Library, roots: tuple[Path, Path]
) -> None:
    before = library.snapshot().shelf.known
    path = roots[0] / "sources" / "audit.md"
    path.write_text(path.read_text().replace("costs", "would cost"))
    after = library.snapshot().shelf.known
    assert {key for key in before if after[key] is not before[key]} == {("source", "audit")}


def test_a_source_is_indexed_again_when_a_priority_begins_to_cite_it(
    library: Library, roots: tuple[Path, Path]
) -> None:
    before = library.snapshot().shelf.digests
    (roots[0] / "priorities" / "one-record.md").unlink()
    after = library.snapshot().shelf.digests
    changed = {key for key in before if before[key] != after.get(key)}
    assert changed == {("priority", "one-record"), ("source", "joint"), ("source", "audit")}
