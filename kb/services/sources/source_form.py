"""A source as the form shows it, and a source with what a form says."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.errors import InvalidInput
from kb.domain.form_data import FormData, FormErrors, lines, one
from kb.domain.source.licence import LICENCES
from kb.domain.source.preview import DocumentPreview
from kb.domain.source.source import Finding, OtherDate, Reference, Source, SourceKind

LONGEST_LINE, LONGEST_TEXT, MOST_LINES, MOST_FINDINGS = 500, 20_000, 60, 200
EXTRA_FINDINGS = 2
"""Empty places for findings that a form has beyond those that are there."""
_FINDING_LINES = ("pin", "page", "quote", "via", "unpinned")
FINDING_PARTS = ("text", "date", *_FINDING_LINES)
T = TypeVar("T")


@dataclass(frozen=True)
class KnownIds:
    """What a form may name: topics, and the sources that this viewer sees."""

    topics: Collection[str]
    sources: Collection[str]


def form_of(source: Source) -> FormData:
    """Return a source as its form shows it."""
    reference = source.reference or Reference()
    form = {
        "title": (source.title,),
        "short_title": (source.short_title,),
        "publishers": ("\n".join(source.publishers),),
        "kind": (source.kind.value,),
        "published": (str(source.published or ""),),
        "other_dates": ("\n".join(f"{other.date}: {other.what}" for other in source.other_dates),),
        "number": (reference.number,),
        "session": (reference.session,),
        "house": (reference.house,),
        "series": (reference.series,),
        "isbn": (reference.isbn,),
        "address": (source.address,),
        "aliases": ("\n".join(source.aliases),),
        "licence": (source.licence,),
        "topics": source.topics,
        "derives_from": ("\n".join(source.derives_from),),
        "responds_to": ("\n".join(source.responds_to),),
        "unverified": source.unverified,
        "summary": (source.summary.strip(),),
        "notes": (source.notes.strip(),),
        "audience": (source.audience.value,),
        "findings": (str(len(source.findings)),),
    }
    for number, finding in enumerate(source.findings, start=1):
        form |= {f"finding-{number}-{part}": (str(getattr(finding, part) or ""),) for part in FINDING_PARTS}
    return form


def form_of_preview(found: DocumentPreview) -> FormData:
    """Return the form of a new source with the facts that were read in its document."""
    licence = found.licence if found.licence in LICENCES else "unknown"
    return {
        "title": (found.title,),
        "publishers": ("\n".join(found.publishers),),
        "kind": (found.kind or SourceKind.OTHER.value,),
        "published": (found.published,),
        "number": (found.number,),
        "session": (found.session,),
        "house": (found.house,),
        "series": (found.series,),
        "address": (found.address,),
        "licence": (licence,),
        "audience": (Audience.PUBLIC.value,),
    }


def finding_places(form: FormData) -> int:
    """Return how many findings a form has places for."""
    told = one(form, "findings")
    number = int(told) if told.isdecimal() else 0
    return min(number, MOST_FINDINGS) + EXTRA_FINDINGS


def source_with(source: Source, form: FormData, known: KnownIds, viewer: Viewer) -> Source:
    """Return a source with the words of a form; raise ``InvalidInput`` with everything that is wrong."""
    errors = FormErrors()
    made = replace(
        source,
        title=errors.line(form, "title", LONGEST_LINE, needed="Write the title as it is printed."),
        short_title=errors.line(form, "short_title", LONGEST_LINE),
        publishers=errors.lines(
            form, "publishers", MOST_LINES, longest=LONGEST_LINE, needed="Say who published it, one a line."
        ),
        kind=errors.choice(form, "kind", SourceKind, source.kind),
        published=_date(form, errors, "published"),
        other_dates=tuple(_other_dates(form, errors)),
        reference=_reference(form, errors, source.reference),
        address=errors.line(form, "address", LONGEST_LINE),
        aliases=errors.lines(form, "aliases", MOST_LINES, longest=LONGEST_LINE),
        licence=_licence(form, errors),
        topics=errors.many(form, "topics", known.topics, [id for id in source.topics if id not in known.topics]),
        derives_from=_sources(form, errors, "derives_from", source, known),
        responds_to=_sources(form, errors, "responds_to", source, known),
        unverified=tuple(name for name in source.unverified if name in form.get("unverified", ())),
        summary=errors.text(form, "summary", LONGEST_TEXT),
        findings=tuple(_findings(form, errors, source)),
        notes=errors.text(form, "notes", LONGEST_TEXT),
        audience=errors.audience(form, viewer.audience),
    )
    _check_addresses(made, errors)
    errors.raise_any()
    return made


def _date(form: FormData, errors: FormErrors, name: str) -> PartialDate | None:
    try:
        return PartialDate.parse(one(form, name)) if one(form, name) else None
    except ValueError:
        errors.add(name, "Write the date as 2016, 2016-04 or 2016-04-13.")
        return None


def _other_dates(form: FormData, errors: FormErrors) -> Iterator[OtherDate]:
    for line in lines(form, "other_dates"):
        date, _, what = line.partition(":")
        try:
            yield OtherDate(PartialDate.parse(date.strip()), what.strip())
        except ValueError:
            errors.add("other_dates", "Write each date as 2016-06-29: what happened then.")
        if not what.strip():
            errors.add("other_dates", "Say what happened on each date, after a colon.")


def _reference(form: FormData, errors: FormErrors, now: Reference | None) -> Reference | None:
    parts = {name: errors.line(form, name, LONGEST_LINE) for name in ("number", "session", "series", "isbn")}
    house = one(form, "house")
    if house not in ("", "commons", "lords"):
        errors.add("house", "Choose one from the list.")
    made = replace(now or Reference(), **parts, house=house)
    return made if made != Reference() else None


def _licence(form: FormData, errors: FormErrors) -> str:
    licence = one(form, "licence")
    if licence not in LICENCES:
        errors.add("licence", "Choose one from the list.")
    return licence


def _sources(form: FormData, errors: FormErrors, name: str, source: Source, known: KnownIds) -> tuple[str, ...]:
    hidden = [id for id in getattr(source, name) if id not in known.sources]
    named = lines(form, name)
    for id in named:
        if id == source.id or (id not in known.sources and id not in hidden):
            errors.add(name, f"There is no other source “{id}”. Write the last part of a source’s address.")
    return tuple(dict.fromkeys((*named, *hidden)))


def _findings(form: FormData, errors: FormErrors, source: Source) -> Iterator[Finding]:
    before = {finding.text.strip(): finding for finding in source.findings}
    for number in range(1, finding_places(form) + 1):
        name = f"finding-{number}"
        text = errors.text(form, f"{name}-text", LONGEST_TEXT)
        rest = [errors.line(form, f"{name}-{part}", LONGEST_LINE) for part in _FINDING_LINES]
        date = _date(form, errors, f"{name}-date")
        if text:
            same_place = source.findings[number - 1] if number <= len(source.findings) else Finding(text)
            old = before.get(text, same_place)
            pin, page, quote, via, unpinned = rest
            yield _as_checked(Finding(text, pin, page, quote, via, old.topics, date, unpinned), old)
        elif date or any(rest):
            errors.add(f"{name}-text", "Write the finding, or empty the other fields of it.")


def _as_checked(new: Finding, old: Finding) -> Finding:
    """Return a finding with the second reading of the old one, where nothing that was read again has changed."""
    checked = replace(new, checked=old.checked)
    return checked if checked == replace(old, text=old.text.strip()) else new


def _check_addresses(source: Source, errors: FormErrors) -> None:
    vias = ((f"finding-{number}-via", [finding.via]) for number, finding in enumerate(source.findings, start=1))
    for name, addresses in (("address", [source.address]), ("aliases", source.aliases), *vias):
        if any(address and not address.startswith(("http://", "https://")) for address in addresses):
            errors.add(name, "Write addresses with https:// at the beginning.")


def check_new_address(source: Source, others: Collection[Source]) -> None:
    """Raise ``InvalidInput`` where another source has the address of a new one already."""
    for other in others:
        if source.address and source.address in other.addresses:
            raise InvalidInput({"address": f"This is the address of “{other.heading}” already."})
