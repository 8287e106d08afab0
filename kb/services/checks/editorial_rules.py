"""Editorial rules: what people wrote that is sound as a file, and yet not fit to be put before an inspector."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from kb.content.catalogue import FullCatalogue
from kb.domain.editorial.review import ReviewState
from kb.domain.priority.priority import SlotRef
from kb.domain.source.source import Source

Fault = tuple[str, str, str, str, str]
"""Kind and id of the item, the field, what is the matter, and what to do about it."""

UNMARKED_WORDS = 8
"""So many words in a row out of a quotation are a quotation, with marks or without."""
_QUOTED = re.compile(r"“[^”]*”")
_FIGURE = re.compile(r"\d[\d,]*")


def repeated_sources(catalogue: FullCatalogue) -> Iterator[Fault]:
    """Yield each source that may be another one again: same address, ISBN, number of paper, or title and publisher."""
    first: dict[tuple[str, str], str] = {}
    for id, source in sorted(catalogue.sources.items()):
        for field, key in _identities(source):
            other = first.setdefault((field, key), id)
            if other != id:
                hint = "keep one of them and retire the other, or tell them apart in their titles"
                yield "source", id, field, f"`{other}` has the same: {key}", hint
                break


def _identities(source: Source) -> Iterator[tuple[str, str]]:
    for address in source.addresses:
        yield "address", address.partition("://")[2].rstrip("/").removeprefix("www.")
    paper = source.reference
    if paper and paper.isbn:
        yield "reference.isbn", paper.isbn
    if paper and paper.number and paper.session:
        yield "reference.number", f"{paper.house} {paper.session} {paper.number}"
    if source.publishers:
        yield "title", f"{source.publishers[0]}, {source.heading}".casefold()


def unexplained_doubts(catalogue: FullCatalogue) -> Iterator[Fault]:
    """Yield each source with unverified fields and no word on why, or with one that is empty."""
    for id, source in catalogue.sources.items():
        if source.unverified and not source.notes.strip():
            yield "source", id, "unverified", "nothing says why it is unverified", "say in the notes how each is known"
        for name in source.unverified:
            if not getattr(source, name.partition(".")[0], None):
                yield "source", id, "unverified", f"`{name}` is marked and empty", "take the mark off, or fill it in"


def unmarked_quotations(catalogue: FullCatalogue) -> Iterator[Fault]:
    """Yield each source that we describe in words that a quotation has, without quotation marks."""
    quoted = {some for source in catalogue.sources.values() for quote in _quotes(source) for some in _stretches(quote)}
    for id, source in catalogue.sources.items():
        for field, text in _our_words(source).items():
            if not quoted.isdisjoint(_stretches(_QUOTED.sub(" ¶ ", text))):
                hint = "set them in “quotation marks”, or say it in words of your own"
                yield "source", id, field, "words of a quotation stand here as if they were ours", hint


def _our_words(source: Source) -> dict[str, str]:
    findings = {f"findings.{number}.text": finding.text for number, finding in enumerate(source.findings, start=1)}
    return {"summary": source.summary, "notes": source.notes, **findings}


def _quotes(source: Source) -> Iterator[str]:
    """Yield every quotation from a source: those of its findings, and those that our words about it mark."""
    yield from (finding.quote for finding in source.findings)
    yield from (quote[1:-1] for text in _our_words(source).values() for quote in _QUOTED.findall(text))


def _stretches(text: str) -> Iterator[tuple[str, ...]]:
    words = text.casefold().split()
    return zip(*(words[start:] for start in range(UNMARKED_WORDS)), strict=False)


def unsourced_figures(catalogue: FullCatalogue) -> Iterator[Fault]:
    """Yield each open priority whose situation or problem has a figure that no source and no call has."""
    fields = [
        (id, field, figures_in((text,)))
        for id, priority in catalogue.priorities.items()
        if priority.is_open
        for field, text in (("situation", priority.situation), ("problem", priority.problem))
    ]
    missing = _without_source(catalogue, {figure for *_, figures in fields for figure in figures})
    for id, field, figures in fields:
        if unsourced := sorted(figures & missing):
            hint = "cite where it stands, or leave it out"
            yield "priority", id, field, f"no source has the figure {', '.join(unsourced)}", hint


def _without_source(catalogue: FullCatalogue, wanted: set[str]) -> set[str]:
    """Return those of some figures that no source and no call has; texts are read until all are found."""
    missing = set(wanted)
    for call in catalogue.calls.values():
        missing -= figures_in((call.ask, call.body, call.opens.isoformat(), call.closes.isoformat()))
    for source in catalogue.sources.values():
        if not missing:
            break
        missing -= figures_in(chain((source.title, source.summary, source.notes, source.body), _dates(source)))
        missing -= figures_in(text for finding in source.findings for text in (finding.text, finding.quote))
    return missing


def figures_in(texts: Iterable[str]) -> set[str]:
    """Return every figure of some texts as it is written: ``{"2011", "1,500"}``."""
    return {figure.rstrip(",") for text in texts for figure in _FIGURE.findall(text)}


def _dates(source: Source) -> Iterator[str]:
    reference = source.reference
    yield f"{reference.session} {reference.number}" if reference else ""
    yield from (str(one) for one in (source.published, *(other.date for other in source.other_dates)) if one)


def stray_origins(catalogue: FullCatalogue) -> Iterator[Fault]:
    """Yield each question that came from a member's question which is grouped under none of its priorities."""
    for id, question in catalogue.questions.items():
        under = {slot for one in question.priorities if one in catalogue.priorities for slot in _slots(catalogue, one)}
        for slot in question.raised_by:
            if slot not in under:
                what = f"choice {slot.rank} of `{slot.input}` is under none of its priorities"
                yield "question", id, "raised_by", what, "group that choice, or take it out here"


def _slots(catalogue: FullCatalogue, priority: str) -> tuple[SlotRef, ...]:
    return catalogue.priorities[priority].slots


def unfit_proofs(catalogue: FullCatalogue) -> Iterator[Fault]:
    """Yield each piece of advice said to work by an entry that is not reviewed, or is about other priorities."""
    for id, advice in catalogue.advice.items():
        for one in advice.evidence:
            entry = catalogue.annotations.get(one)
            if advice.state is ReviewState.RETIRED or entry is None:
                continue
            if entry.state is not ReviewState.REVIEWED:
                yield "advice", id, "evidence", f"`{one}` is not reviewed", "have it reviewed, or cite another entry"
            elif not {link.priority for link in entry.links} & set(advice.priorities):
                what = f"`{one}` is linked to none of its priorities"
                yield "advice", id, "evidence", what, "link that entry, or cite another"
