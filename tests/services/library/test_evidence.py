from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from kb.content.catalogue import CatalogueLoader, FullCatalogue
from kb.content.files import write_item
from kb.content.visibility import visible_to
from kb.documents.anchoring import Ground
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, Decision, DecisionKind, EvidenceLink, Strength, Verdict
from kb.domain.priority.lineage import in_force
from kb.domain.priority.priority import PriorityStatus, Stance
from kb.domain.source.capture import Capture
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source
from kb.services.library.browse import LibraryReader
from kb.services.library.evidence import independent_bodies
from kb.services.library.library import Library
from kb.services.library.source_states import States
from kb.storage.capture_log import CaptureLog
from kb.storage.derived_values import DerivedValues
from made_up import REPORT

from ..conftest import AT, AUDIT, JOINT, PRIORITY

LibraryOf = Callable[[Iterable[Path]], Library]

TAKEN = (Turn(AT, "ann", ReviewState.IN_REVIEW), Turn(AT, "bob", ReviewState.REVIEWED))
NOTE = Annotation(
    id="keyed",
    citation=Citation("joint", exact="Files are keyed twice.", label="para 1"),
    author="ann",
    made=AT,
    audience=Audience.PUBLIC,
    links=(EvidenceLink("one-record", Stance.LIMITS, Strength.ANECDOTAL, "it says who"),),
    turns=TAKEN,
    body="Two bodies key the same file.\n",
)


@pytest.fixture
def noted(roots: tuple[Path, Path], library_of: LibraryOf) -> Callable[..., Library]:
    """Write annotations, and return the library that has them."""

    def write(*annotations: Annotation) -> Library:
        for annotation in annotations:
            write_item(roots[0], annotation)
        return library_of(roots)

    return write


def stances(library: Library, reader: Audience) -> list[str]:
    return [c.stance.value for c in library.snapshot().cited(reader_as(reader)).for_priority("one-record")]


def test_what_a_priority_holds_and_what_annotations_link_is_one_list(noted: Callable[..., Library]) -> None:
    library = noted(NOTE)
    assert stances(library, Audience.PUBLIC) == ["supports", "context", "supports", "limits"]
    *own, linked = library.snapshot().cited(reader_as(Audience.PUBLIC)).for_priority("one-record")
    assert {(c.annotation, c.strength, c.is_reviewed) for c in own} == {(None, None, False)}
    assert linked.annotation is not None
    assert linked.annotation.id == NOTE.id
    assert (linked.passage, linked.strength, linked.is_reviewed) == ("para-1", Strength.ANECDOTAL, True)
    assert linked.why == "it says who"
    assert ("para-1", "one-record") in library.snapshot().cited(reader_as(Audience.PUBLIC)).of("joint")


@pytest.mark.parametrize("turns", [(), TAKEN[:1]])
def test_what_is_not_reviewed_is_for_staff_only(noted: Callable[..., Library], turns: tuple[Turn, ...]) -> None:
    library = noted(replace(NOTE, turns=turns))
    assert "limits" in stances(library, Audience.STAFF)
    assert "limits" not in stances(library, Audience.MEMBERS)
    assert "limits" not in [c.stance.value for c in library.snapshot().cited(reader_as(Audience.PUBLIC)).on("joint")]
    assert ("para-1", "one-record") not in library.snapshot().cited(reader_as(Audience.PUBLIC)).of("joint")


def test_evidence_is_for_no_more_people_than_its_source_its_entry_and_its_priority(
    roots: tuple[Path, Path], library_of: LibraryOf
) -> None:
    for source, entry, priority in (
        (Audience.STAFF, Audience.PUBLIC, Audience.PUBLIC),
        (Audience.PUBLIC, Audience.STAFF, Audience.PUBLIC),
        (Audience.PUBLIC, Audience.PUBLIC, Audience.STAFF),
    ):
        write_item(roots[0], replace(JOINT, audience=source))
        write_item(roots[0], replace(PRIORITY, audience=priority))
        write_item(roots[0], replace(NOTE, audience=entry))
        library = library_of(roots)
        assert "limits" not in stances(library, Audience.MEMBERS)
        assert "limits" in stances(library, Audience.STAFF)


def test_a_retired_entry_and_one_for_a_lost_priority_are_no_evidence(
    noted: Callable[..., Library],
) -> None:
    retired = replace(NOTE, turns=(*TAKEN, Turn(AT, "bob", ReviewState.RETIRED)))
    lost = replace(NOTE, id="lost", links=(EvidenceLink("nosuch", Stance.SUPPORTS),))
    assert "limits" not in stances(noted(retired, lost), Audience.STAFF)


def test_a_citation_is_resolved_once_for_each_version_of_its_source(
    noted: Callable[..., Library], roots: tuple[Path, Path]
) -> None:
    library = noted(NOTE)
    (before,) = [c for c in library.snapshot().cited(reader_as(Audience.STAFF)).by_source["joint"] if c.annotation]
    write_item(roots[0], replace(AUDIT, title="Another audit"))
    (after,) = [c for c in library.snapshot().cited(reader_as(Audience.STAFF)).by_source["joint"] if c.annotation]
    assert after.resolution is before.resolution
    write_item(roots[0], replace(JOINT, body="**1.** Nothing is keyed.\n"))
    (changed,) = [c for c in library.snapshot().cited(reader_as(Audience.STAFF)).by_source["joint"] if c.annotation]
    assert changed.resolution.verdict is Verdict.GONE


def test_what_is_suspect_is_shown_and_counts_for_nothing(
    noted: Callable[..., Library], roots: tuple[Path, Path], tmp_path: Path
) -> None:
    gone = replace(NOTE, citation=Citation("joint", exact="Nobody has ever said so in this report."))
    library = noted(gone)
    cited = library.snapshot().cited(reader_as(Audience.PUBLIC))
    (suspect,) = [c for c in cited.by_source["joint"] if c.annotation]
    assert suspect.is_suspect
    assert cited.bodies([suspect]) == 0
    view = LibraryReader(library, States(CaptureLog(tmp_path))).priority("one-record", reader_as(Audience.PUBLIC))
    assert len(view.evidence) == 4
    assert ("", "one-record") not in cited.of("joint")


def test_a_decision_that_words_stand_holds_until_the_next_capture(
    noted: Callable[..., Library], roots: tuple[Path, Path]
) -> None:
    kept = Decision(AT, "ann", DecisionKind.STANDS, Verdict.GONE, "0" * 64, "read on paper")
    library = noted(replace(NOTE, citation=Citation("joint", exact="It stood there once."), decisions=(kept,)))
    (cited,) = [c for c in library.snapshot().cited(reader_as(Audience.STAFF)).by_source["joint"] if c.annotation]
    assert not cited.is_suspect
    assert cited.stands == kept
    write_item(roots[0], replace(JOINT, captured=Capture("1" * 64, AT, "https://example.org/joint", "text/html")))
    (asked,) = [c for c in library.snapshot().cited(reader_as(Audience.STAFF)).by_source["joint"] if c.annotation]
    assert asked.is_suspect


def report(id: str, lead: str, *parents: str) -> Source:
    return replace(REPORT, id=id, publishers=(lead, "Somebody Else"), derives_from=parents)


@pytest.mark.parametrize(
    ("cited", "bodies"),
    [
        ("", 0),
        ("first", 1),
        ("first again", 1),  # the same publisher
        ("first other", 2),
        ("first news", 1),  # it derives from the other
        ("first blog", 1),  # and so does what derives from that, though the one between is not cited
        ("news blog", 1),  # two out of one origin, which is not cited itself
        ("news other", 2),
        ("both", 1),
        ("both news", 1),
        ("both news other", 2),
        ("round about", 1),  # a ring ends somewhere
        ("nosuch", 0),
    ],
)
def test_independent_bodies(cited: str, bodies: int) -> None:
    sources = (
        report("first", "HMIC"),
        report("again", "HMIC"),
        report("other", "NAO"),
        report("news", "A Paper", "first"),
        report("blog", "A Blog", "news"),
        report("both", "A Think Tank", "first", "other"),
        report("round", "A", "about"),
        report("about", "B", "round"),
    )
    visible = visible_to(FullCatalogue(sources={source.id: source for source in sources}), Viewer())
    assert independent_bodies(cited.split(), visible) == bodies


def test_two_sources_out_of_one_that_is_hidden_are_one_body() -> None:
    hidden = replace(report("first", "HMIC"), audience=Audience.STAFF)
    sources = (hidden, report("news", "A Paper", "first"), report("blog", "A Blog", "first"))
    visible = visible_to(FullCatalogue(sources={source.id: source for source in sources}), Viewer())
    assert independent_bodies(["news", "blog"], visible) == 1
    assert [one.derives_from for one in visible.sources.values()] == [(), ()]


def test_evidence_for_a_merged_priority_is_for_the_one_it_was_merged_into(noted: Callable[..., Library], roots) -> None:
    big = replace(PRIORITY, id="big", title="All of it", evidence=(), slots=(), audience=Audience.MEMBERS)
    write_item(roots[0], big)
    write_item(roots[0], replace(PRIORITY, status=PriorityStatus.MERGED, merged_into="big", slots=()))
    library = noted(NOTE)
    public, members, staff = (library.snapshot().cited(reader_as(reader)) for reader in Audience)
    assert staff.for_priority("one-record") == ()
    moved = members.for_priority("big")
    assert [c.stance.value for c in moved] == ["supports", "context", "supports", "limits"]
    assert public.for_priority("big") == public.for_priority("one-record") == ()


def test_a_ring_of_merges_ends() -> None:
    ring = {a: replace(PRIORITY, id=a, merged_into=b) for a, b in (("a", "b"), ("b", "c"), ("c", "a"))}
    assert in_force(ring, "a") == "c"
    assert in_force(ring, "nosuch") == "nosuch"


def test_where_citations_stand_is_worked_out_by_one_process_for_all(
    roots: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def place() -> list[tuple[str, str]]:
        kept = DerivedValues(tmp_path / "citations.sqlite3", lambda: "code")
        library = Library(CatalogueLoader(roots), lambda: 0.0, kept)
        cited = library.snapshot().cited(reader_as(Audience.STAFF)).by_source.values()
        return [(one.citation.source, one.passage, one.resolution) for some in cited for one in some]

    first = place()
    assert first
    monkeypatch.setattr(Ground, "resolve", None)
    assert place() == first
