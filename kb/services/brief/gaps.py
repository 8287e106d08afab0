"""What is not known of a priority, stated: nothing found, not looked for, not decided, waiting for review."""

import datetime as dt
from collections.abc import Iterator, Sequence

from kb.documents.brief.inline_text import fit
from kb.documents.humanize import count, day, listed
from kb.domain.brief import BriefSection, Bullets, Runs, SectionKind, TextRun, words
from kb.domain.evidence.coverage import capture_of
from kb.domain.evidence.search_record import RecordedSearch
from kb.domain.priority.priority import Stance
from kb.services.brief.material import Material, OnPriority

SHOWN = 3
"""Names that one line lists before it only counts."""


def gaps_section(anchor: str, material: Material, one: OnPriority) -> BriefSection:
    """Write the gaps of one priority; there is always something to say of how it was looked for."""
    lines = (*(words(line) for line in gaps_of(material, one)), *_unread(material, one))
    return BriefSection(SectionKind.GAPS, f"{anchor}-gaps", "Gaps", (Bullets(lines),))


def gaps_of(material: Material, one: OnPriority) -> Iterator[str]:
    """Yield each gap in a sentence, the gravest first."""
    if not one.pieces:
        yield "No evidence yet."
    elif not any(piece.stance in (Stance.LIMITS, Stance.CONTRADICTS) for piece in one.pieces):
        yield "No evidence against it, or limiting it, is on record; that is not to say that there is none."
    if one.suspect:
        was = "is" if len(one.suspect) == 1 else "are"
        pieces = count(len(one.suspect), "piece of evidence", "pieces of evidence")
        yield (
            f"{pieces} {was} left out: the words cited are not in the source as it stands, and nobody has decided what "
            "that means."
        )
    yield from _waiting(one)
    yield from _looked(material, one)


def _waiting(one: OnPriority) -> Iterator[str]:
    numbers = (
        (one.pieces_waiting, "piece of evidence", "pieces of evidence"),
        (one.questions_waiting, "question", ""),
        (one.advice_waiting, "strategy or guidance", "strategies and guidance"),
    )
    for number, single, many in numbers:
        if number:
            waits = "waits" if number == 1 else "wait"
            yield f"{count(number, single, many)} {waits} for review and {'is' if number == 1 else 'are'} left out."


def _looked(material: Material, one: OnPriority) -> Iterator[str]:
    """Yield what is recorded of searches, as far as it is of sources that the readers may see."""
    runs = one.record.runs if one.record else ()
    cited = {piece.citation.source for piece in one.pieces}
    readings = _read(material, one)
    if not runs:
        yield "No search for it is recorded: what is not here may not have been looked for."
    else:
        yield from _run(runs[-1], material)
    read = [material.sources[id].heading for id in readings if id not in cited]
    if read:
        yield f"Read for it, with nothing relevant: {_names(read)}."


def _read(material: Material, one: OnPriority) -> tuple[str, ...]:
    """Return the sources that were read for a priority in vain; a text that has changed since was not read."""
    held = (each for each in (one.record.readings if one.record else ()) if each.taken_back is None)
    return tuple(
        dict.fromkeys(
            each.source
            for each in held
            if each.source in material.sources and each.capture == capture_of(material.sources[each.source])
        )
    )


def _unread(material: Material, one: OnPriority) -> Iterator[Runs]:
    """Yield how many sources have hits that nobody has read, with the page that names them."""
    if not (one.record and one.record.runs):
        return
    looked_at = {*_read(material, one), *(piece.citation.source for piece in one.pieces)}
    unread = len(_found(one.record.runs[-1], material) - looked_at)
    if unread:
        page = TextRun("the page of the priority", address=f"{material.site}/priorities/{one.priority.id}#looking")
        not_read = f"{count(unread, 'source')} with hits {'was' if unread == 1 else 'were'} not read for it yet: "
        yield (TextRun(not_read), page, TextRun(f" names {'it' if unread == 1 else 'them'}."))


def _found(run: RecordedSearch, material: Material) -> set[str]:
    return {each.source for each in run.found if each.source in material.sources and each.total} & set(run.searched)


def _run(run: RecordedSearch, material: Material) -> Iterator[str]:
    searched = [id for id in run.searched if id in material.sources]
    found = _found(run, material)
    yield (
        f"Searched on {_day(run.at)} for {listed([f'“{fit(query)}”' for query in run.queries])} in "
        f"{count(len(searched), 'source')} (index of {_day(run.index)}): {count(len(searched) - len(found), 'source')} "
        "had no hit."
    )
    unsearched = len(material.without_text.intersection(searched))
    if unsearched:
        of = "all" if unsearched == len(searched) else str(unsearched)
        yield f"Of {of} of these only our own words could be searched: their texts may say more."
    outside = len(material.sources.keys() - set(run.searched))
    if outside:
        them = "it" if outside == 1 else "them"
        yield f"Not searched, because the index did not hold {them}: {count(outside, 'source')}."


def _names(names: Sequence[str]) -> str:
    more = len(names) - SHOWN
    return f"{'; '.join(fit(name) for name in names[:SHOWN])}{f'; and {more} more' if more > 0 else ''}"


def _day(moment: dt.datetime) -> str:
    return day(moment.date())
