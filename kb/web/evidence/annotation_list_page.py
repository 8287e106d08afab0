"""The list of entries, narrowed by state, tag, author, stance, source and priority; and entries in short lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from kb.documents.markdown.inline import plain
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import Annotation
from kb.domain.priority.priority import Stance
from kb.services.evidence.annotations import AnnotationFilter, AnnotationView, last_act
from kb.web.evidence.annotation_form_page import about_of
from kb.web.evidence.annotation_page import STATE_WORDS, Names, linked_rows
from kb.web.humanize import count, moment, shortened
from kb.web.layout.frame import Frame, Link
from kb.web.sources.marks import SIGNS, MarkedEvidence
from kb.web.sources.page import ListOption, Select

LONGEST_FIRST_WORDS = 180


@dataclass(frozen=True)
class AnnotationRow:
    """An entry in the list."""

    address: str
    title: str
    first_words: str
    links: tuple[MarkedEvidence, ...]
    tags: str
    state: str
    is_quiet: bool
    byline: str
    is_overdue: bool


@dataclass(frozen=True)
class AnnotationsPage:
    """The list."""

    template: ClassVar[str] = "evidence/annotations.html"
    frame: Frame
    heading: str
    selects: tuple[Select, ...]
    is_narrowed: bool
    rows: tuple[AnnotationRow, ...]
    works: bool


def annotations_page(
    frame: Frame,
    found: tuple[AnnotationView, ...],
    every: tuple[AnnotationView, ...],
    wanted: AnnotationFilter,
    names: Names,
    authors: Iterable[str],
    *,
    own: str,
    works: bool,
) -> AnnotationsPage:
    """Make the page; ``every`` are all entries that this reader may see, ``authors`` those that may be asked for.

    ``own`` is the reader's own id.
    """
    tags = sorted({tag for seen in every for tag in seen.entry.tags}, key=str.casefold)
    sources = {seen.source.id: seen.source.heading for seen in every}
    priorities = {priority.id: priority.title for seen in every for priority in seen.priorities}
    states = [(state.value, STATE_WORDS[state]) for state in ReviewState] if works else []
    selects = (
        _select("state", "State", states, wanted.state or ""),
        _select("stance", "Stance", [(one.value, f"{SIGNS[one]} {one.value}") for one in Stance], wanted.stance or ""),
        _select("priority", "Priority", _by_words(priorities.items()), wanted.priority),
        _select("source", "Source", _by_words(sources.items()), wanted.source),
        _select("tag", "Tag", [(tag, tag) for tag in tags], wanted.tag),
        _select("author", "Written by", _by_author(authors, names, own), wanted.author),
    )
    return AnnotationsPage(
        frame=frame,
        heading=f"{count(len(found), 'annotated entry')}" if found else "No annotated entry",
        selects=tuple(select for select in selects if len(select.options) > 1),
        is_narrowed=wanted != AnnotationFilter(),
        rows=tuple(annotation_row(seen, names) for seen in found),
        works=works,
    )


def annotation_row(seen: AnnotationView, names: Names) -> AnnotationRow:
    """Return an entry for a list."""
    entry = seen.entry
    return AnnotationRow(
        address=f"/annotations/{entry.id}",
        title=f"{seen.source.heading}, {about_of(seen.source, entry.citation).place}",
        first_words=first_words(entry),
        links=linked_rows(seen),
        tags=", ".join(entry.tags),
        state=STATE_WORDS[entry.state],
        is_quiet=entry.state is ReviewState.REVIEWED,
        byline=f"{names(entry.author)}, {moment(last_act(entry))}",
        is_overdue=seen.is_overdue,
    )


def annotation_link(seen: AnnotationView) -> Link:
    """Return an entry as a link, for short lists."""
    return Link(f"{title_of(seen)}: {first_words(seen.entry)}", f"/annotations/{seen.entry.id}", seen.source.heading)


def title_of(seen: AnnotationView) -> str:
    """Return where in its source an entry is, beginning with a capital."""
    place = about_of(seen.source, seen.entry.citation).place
    return f"{place[0].upper()}{place[1:]}"


def first_words(entry: Annotation) -> str:
    """Return the first words of an entry, or of the reason why it is evidence."""
    why = next((link.why for link in entry.links if link.why), "")
    return shortened(" ".join(plain(entry.body or why or entry.citation.exact).split()), LONGEST_FIRST_WORDS)


def _by_words(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def _by_author(authors: Iterable[str], names: Names, own: str) -> list[tuple[str, str]]:
    """Return the authors to choose from, oneself first."""
    others = _by_words((id, names(id)) for id in authors if id != own)
    return [(own, "You"), *others] if own else others


def _select(name: str, words: str, pairs: Iterable[tuple[str, str]], chosen: str) -> Select:
    options = [ListOption(value, said, value == chosen) for value, said in pairs]
    return Select(name, words, (ListOption("", "Any", not chosen), *options) if options else ())
