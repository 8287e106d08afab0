"""Merging an extract into a source: the text is replaced, fields that people filled stay. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kb.documents.markdown.dialect import write
from kb.domain.source.capture import Capture
from kb.domain.source.source import PrivateText, Source
from scraper.extract import Extract


@dataclass(frozen=True)
class MergedText:
    """A source with its new text; the text stands in ``private`` where the licence forbids showing it."""

    source: Source
    private: PrivateText | None = None


def body_of(extract: Extract) -> str:
    """Return the text of an extract as Markdown."""
    return write(extract.blocks)


def merge(source: Source, extract: Extract, capture: Capture, further: Iterable[str] = ()) -> MergedText:
    """Put the text and the facts of an extract into a source.

    Fields that people filled stay as they are; facts that they left empty are taken from the document, and
    are named as unverified where the document does not print them.
    ``further`` addresses (redirects on the way, where it moved to) become aliases. An alias or an archived copy is
    only ever added.
    """
    licence = source.licence
    if licence in ("", "unknown"):
        licence = extract.licence or "unknown"
    doubts = (*extract.doubts, *_contradictions(source, extract))
    capture = replace(capture, completeness=extract.completeness, doubts=doubts)
    known = replace(
        source,
        title=source.title or extract.title,
        publishers=source.publishers or extract.publishers,
        published=source.published or extract.published,
        reference=source.reference or extract.reference,
        licence=licence,
        aliases=_joined(source.aliases, [*extract.aliases, *further], besides=source.address),
        archived=_joined(source.archived, [*extract.archived, *([capture.archived] if capture.archived else [])]),
        captured=capture,
    )
    taken = [name for name in extract.inferred if getattr(known, name) != getattr(source, name)]
    known = replace(known, unverified=tuple(dict.fromkeys((*source.unverified, *taken))))
    body = body_of(extract)
    if known.terms.full_text:
        return MergedText(replace(known, body=body))
    return MergedText(replace(known, body=""), PrivateText(id=source.id, captured=capture, body=body))


def _contradictions(source: Source, extract: Extract) -> tuple[str, ...]:
    """Say where the document prints another date or number than people wrote: they stay, and a person is asked."""
    pairs = [
        ("dated", str(source.published or ""), str(extract.published or "")),
        (
            "numbered",
            source.reference.number if source.reference else "",
            extract.reference.number if extract.reference else "",
        ),
    ]
    return tuple(
        f"it is {what} {printed} in print, and {written} in the entry"
        for what, written, printed in pairs
        if written and printed and not (written.startswith(printed) or printed.startswith(written))
    )


def _joined(had: tuple[str, ...], found: Iterable[str], besides: str = "") -> tuple[str, ...]:
    new = [address for address in found if address and address != besides and not address.startswith("file:")]
    return tuple(dict.fromkeys((*had, *new)))
