"""The title block of a source: every fact known about it, each with how sure we are."""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.documents.markdown.html import is_safe_target
from kb.domain.query.search_query import Filters, SearchQuery
from kb.domain.source.capture import Attempt
from kb.domain.source.source import Source
from kb.domain.source.source_state import SourceState
from kb.services.library.browse import SourceView
from kb.web.addresses import search_address, source_address
from kb.web.humanize import bare, moment
from kb.web.layout.frame import Link

NOT_VERIFIED = "not verified"
_STATE_WORDS = {
    SourceState.READ: "Its text was fetched and read.",
    SourceState.FILED: "Saved by a person in a browser and filed here.",
    SourceState.NOT_FETCHED: "What is shown are our own words about it.",
    SourceState.BLOCKED: "The site refuses scripts. That does not mean it is gone: open the original in your browser.",
    SourceState.WITHDRAWN: "The publisher has withdrawn it; it can still be read.",
    SourceState.GONE: "It is no longer at its address. Archived copies may be.",
    SourceState.FAILED: "The last attempt to fetch it failed. What was read before stays.",
    SourceState.SUSPICIOUS: "The last fetch brought something that does not look like it. What was read before stays.",
}
TROUBLED = frozenset(SourceState) - {SourceState.READ, SourceState.FILED, SourceState.NOT_FETCHED}


@dataclass(frozen=True)
class Fact:
    """A fact: its name, its words with links, and a caution where it rests on inference or memory.

    ``shape`` is ``lines``, ``list`` (side by side) or ``folded`` (behind a line that counts them).
    """

    name: str
    values: tuple[Link, ...]
    caution: str = ""
    shape: str = "lines"


@dataclass(frozen=True)
class State:
    """The state of a source in words."""

    name: str
    words: str
    detail: str
    is_troubled: bool


def state_of_view(view: SourceView) -> State:
    """Return the state of a source with what the last attempt said."""
    troubled = view.state in TROUBLED
    return State(view.state.value, _STATE_WORDS[view.state], _detail(view.latest) if troubled else "", troubled)


def _detail(latest: Attempt | None) -> str:
    if latest is None:
        return ""
    said = f": {latest.detail}" if latest.detail else ""
    return f"Last tried {moment(latest.at)}{said}"


def facts_of(view: SourceView) -> tuple[Fact, ...]:
    """Return the facts of a source that are known, in the order of a title page."""
    source = view.source
    facts = (
        _fact(source, "Published", "published", [source.published.in_words()] if source.published else []),
        Fact("Other dates", _other_dates(source), _caution(source, "other_dates")),
        _fact(source, "Reference", "reference", _reference(source)),
        _linked(source, "Original", "address", [source.address] if source.address else []),
        _linked(source, "Also at", "aliases", source.aliases, shape="folded"),
        _linked(source, "Archived copy", "archived", _archived(source)),
        Fact("Captured", _captured(source)),
        Fact("Completeness", _how_read(source)),
        Fact("Licence", (Link(source.terms.name, source.terms.url),), _caution(source, "licence")),
        Fact("Topics", tuple(_topic(t.id, t.name) for t in view.topics), _caution(source, "topics"), "list"),
        Fact("Derives from", _sources(view.derives_from), _caution(source, "derives_from")),
        Fact("Others derive from it", _sources(view.derived)),
        Fact("Responds to", _sources(view.responds_to), _caution(source, "responds_to")),
        Fact("Responses", _sources(view.responses)),
    )
    return tuple(fact for fact in facts if fact.values)


def _caution(source: Source, field: str) -> str:
    return NOT_VERIFIED if field in source.unverified else ""


def _fact(source: Source, name: str, field: str, words: Iterable[str]) -> Fact:
    return Fact(name, tuple(Link(text, "") for text in words), _caution(source, field))


def _linked(source: Source, name: str, field: str, addresses: Iterable[str], shape: str = "lines") -> Fact:
    links = (Link(bare(a), a) if is_safe_target(a) else Link(a, "") for a in addresses)
    return Fact(name, tuple(links), _caution(source, field), shape)


def _other_dates(source: Source) -> tuple[Link, ...]:
    return tuple(Link(other.date.in_words(), "", other.what) for other in source.other_dates)


def _reference(source: Source) -> list[str]:
    if source.reference is None:
        return []
    isbn = f"ISBN {source.reference.isbn}" if source.reference.isbn else ""
    return [words for words in (source.reference.in_words(), isbn) if words]


def _archived(source: Source) -> list[str]:
    of_capture = source.captured.archived if source.captured else ""
    return list(dict.fromkeys(address for address in (*source.archived, of_capture) if address))


def _captured(source: Source) -> tuple[Link, ...]:
    if source.captured is None:
        return ()
    copy = "an archived copy, " if source.captured.archived else ""
    captured = Link(moment(source.captured.at), "", f"{copy}SHA-256 {source.captured.sha256[:12]}…")
    return (captured, Link("All captures", f"{source_address(source.id)}/captures"))


def _how_read(source: Source) -> tuple[Link, ...]:
    """Return how whole the text is, and what of it is in doubt."""
    read = source.captured
    lines = (read.completeness, *read.doubts) if read and source.has_body else ()
    return tuple(Link(line, "") for line in lines if line)


def _topic(id: str, name: str) -> Link:
    return Link(name, search_address(SearchQuery(filters=Filters(chosen=(("topic", (id,)),)))))


def _sources(sources: Iterable[Source]) -> tuple[Link, ...]:
    return tuple(Link(source.heading, source_address(source.id)) for source in sources)
