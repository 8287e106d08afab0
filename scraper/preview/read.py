"""Reading a document for a preview: a file that a person saved, or what stands at an address."""

from collections.abc import Iterator
from pathlib import Path

from kb.documents.markdown.inline import plain
from kb.domain.source.block import BlockKind
from kb.domain.source.capture import Capture
from kb.domain.source.preview import DocumentPreview
from kb.domain.source.source import Source, SourceKind
from scraper.addresses import AddressRefused, clean
from scraper.extract import Extract, Unreadable
from scraper.fetched import FetchError
from scraper.filing import Filing, bodies_of, entry_of, judge_filing, may_be_forced, read_saved
from scraper.gather import Dependencies, Finished, Gatherer
from scraper.measure import measure
from scraper.merge import body_of, merge
from scraper.outcomes import FetchVerdict, of_problem
from scraper.preview.contradictions import contradictions
from scraper.warc import sha256_of

_LATER = "said later"
"""Stands for the title and the publisher of a new source, which are asked for once the document was read."""
_FIRST_BLOCKS, _FIRST_WORDS = 3, 60
_WORDS = frozenset({BlockKind.PARAGRAPH, BlockKind.CONCLUSION, BlockKind.RECOMMENDATION})
_FILLED = ("published", "reference", "licence")


def preview_file(deps: Dependencies, path: Path, id: str = "") -> DocumentPreview:
    """Read a saved file as filing it for a source would; without one, for a new source. Nothing is kept.

    Raise ``FilingError`` where it cannot be a document.
    """
    filing = Filing(id or "new", (path,))
    source = entry_of(deps, filing) if id else None
    if source is None:
        filing = Filing(filing.id, filing.paths, title=_LATER, publishers=(_LATER,))
    content, media_type = read_saved(path)
    bodies, sha256 = bodies_of(filing, source, [(content, media_type)]), sha256_of(content)
    try:
        verdict, extract = judge_filing(deps, filing, source, bodies, sha256)
        address = "" if bodies[0].address.startswith("file:") else bodies[0].address
    except Unreadable as problem:
        verdict, extract, address = of_problem(problem), None, ""
    return _preview(
        deps, source, verdict, extract, address=address, media_type=media_type, sha256=sha256, size=len(content)
    )


def preview_address(deps: Dependencies, address: str) -> DocumentPreview:
    """Fetch what stands at an address, politely, and read it for a new source; the bytes are kept."""
    try:
        source = Source("new", _LATER, (_LATER,), SourceKind.OTHER, address=clean(address))
        verdict, extract, first, sha256 = Gatherer(deps).look(source)
    except AddressRefused as refused:
        return DocumentPreview(address=address, unreadable=str(refused))
    except Finished as finished:
        return DocumentPreview(address=address, outcome=finished.verdict.outcome, unreadable=finished.verdict.detail)
    except (FetchError, Unreadable) as problem:
        judged = of_problem(problem)
        return DocumentPreview(address=address, outcome=judged.outcome, unreadable=judged.detail)
    return _preview(
        deps,
        None,
        verdict,
        extract,
        address=source.address,
        media_type=first.media_type,
        sha256=sha256,
        size=len(first.content),
    )


def _preview(
    deps: Dependencies,
    source: Source | None,
    verdict: FetchVerdict,
    extract: Extract | None,
    *,
    address: str,
    media_type: str,
    sha256: str,
    size: int,
) -> DocumentPreview:
    held = [one.id for one in deps.source_store.sources.values() if one.captured and one.captured.sha256 == sha256]
    elsewhere = tuple(id for id in held if source is None or id != source.id)
    if extract is None:
        return DocumentPreview(
            address=address,
            media_type=media_type,
            sha256=sha256,
            size=size,
            outcome=verdict.outcome,
            detail=verdict.detail,
            elsewhere=elsewhere,
            unreadable="" if verdict.outcome.has_text else verdict.detail,
        )
    size_of, reference = measure(body_of(extract)), extract.reference
    return DocumentPreview(
        address=address,
        media_type=media_type,
        sha256=sha256,
        size=size,
        title=extract.title,
        publishers=extract.publishers,
        published=str(extract.published or ""),
        reference=reference.in_words() if reference else "",
        number=reference.number if reference else "",
        session=reference.session if reference else "",
        house=reference.house if reference else "",
        series=reference.series if reference else "",
        kind=extract.kind.value if extract.kind else "",
        licence=extract.licence,
        paragraphs=size_of.numbered,
        words=size_of.words,
        completeness=extract.completeness,
        doubts=extract.doubts,
        first=tuple(_first(extract)),
        outcome=verdict.outcome,
        detail=verdict.detail,
        writes=verdict.writes,
        may_be_forced=may_be_forced(verdict, extract),
        contradictions=contradictions(source, extract) if source else (),
        fills=tuple(_fills(deps, source, extract, sha256)) if source else (),
        elsewhere=elsewhere,
    )


def _first(extract: Extract) -> Iterator[str]:
    found = (block for block in extract.blocks if block.kind in _WORDS and block.text.strip())
    for block, _ in zip(found, range(_FIRST_BLOCKS), strict=False):
        words = plain(block.text).split()
        more = " …" if len(words) > _FIRST_WORDS else ""
        yield " ".join([*([f"{block.number}."] if block.number else []), *words[:_FIRST_WORDS]]) + more


def _fills(deps: Dependencies, source: Source, extract: Extract, sha256: str) -> Iterator[tuple[str, str]]:
    merged = merge(source, extract, Capture(sha256, deps.now(), "file:saved", "")).source
    for name in _FILLED:
        value = getattr(merged, name)
        if value != getattr(source, name):
            yield name, value.in_words() if name == "reference" else str(value)
