"""Filing: a document that a person saved is captured, read and merged like one that was fetched.

Capture, reader, outcome and merge are the same; only the fetch is a person's. This is a first-class attempt, for the
sites that refuse scripts hold the papers at the heart of the matter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urljoin

from kb.domain.dates import PartialDate
from kb.domain.errors import NotFound
from kb.domain.ids import ID_HINT, is_id
from kb.domain.source.capture import Attempt, Capture, Outcome
from kb.domain.source.source import Source, SourceKind
from scraper.addresses import AddressRefused, clean, same_place
from scraper.capture_index import StoredBody
from scraper.challenge import is_challenge
from scraper.extract import Body, Extract, Unreadable
from scraper.gather import Dependencies
from scraper.merge import MergedText, merge
from scraper.outcomes import FetchVerdict, Got, Held, of_problem, of_same_bytes, of_text
from scraper.parts import keep_document
from scraper.pdf.document import read_front
from scraper.publishers.registry import PAGE_READER, PDF_READER, UnknownReader
from scraper.sniff import HTML, JSON, PDF, media_type_of

LARGEST = 256 * 1024 * 1024
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)\s*-->")
_FORCED = frozenset({Outcome.SUSPICIOUS, Outcome.WITHDRAWN})


class FilingError(Exception):
    """Raised for input that cannot be filed; no source was changed."""


@dataclass(frozen=True)
class Filing:
    """A request to file: the source's id, the saved files in order, and facts as the person states them."""

    id: str
    paths: tuple[Path, ...]
    title: str = ""
    publishers: tuple[str, ...] = ()
    published: PartialDate | None = None
    address: str = ""
    kind: SourceKind | None = None
    licence: str = ""
    reader: str = ""
    anyway: bool = False


@dataclass(frozen=True)
class Filed:
    """The result of filing: the line of the capture log, and whether a source was created.

    ``may_be_forced`` says that there is a text, which ``anyway`` would take.
    """

    attempt: Attempt
    source: Source | None
    created: bool = False
    may_be_forced: bool = False

    @property
    def written(self) -> bool:
        """Say whether the text went into the source."""
        return self.attempt.outcome in (Outcome.NEW, Outcome.CHANGED)


def file_document(deps: Dependencies, filing: Filing) -> Filed:
    """File a document. Raise :class:`FilingError` where there is nothing to keep; all else is an outcome."""
    if not is_id(filing.id):
        raise FilingError(f"{filing.id!r} cannot be an id: {ID_HINT}")
    if filing.address:
        try:
            filing = replace(filing, address=clean(filing.address))
        except AddressRefused as error:
            raise FilingError(str(error)) from error
    source = entry_of(deps, filing)
    contents = [read_saved(path) for path in filing.paths]
    if not contents:
        raise FilingError("no file was given")
    bodies = bodies_of(filing, source, contents)
    named = [replace(body, address=f"file:{quote(p.name)}") for body, p in zip(bodies, filing.paths, strict=True)]
    whole = keep_document(deps.captures, filing.id, named)
    try:
        verdict, extract = judge_filing(deps, filing, source, bodies, whole.sha256)
    except Unreadable as problem:
        verdict, extract = of_problem(problem), None
    saved: Source | None = None
    if extract is not None and verdict.writes:
        saved = _save(deps, filing, source, extract, bodies[0], whole)
    elif source is not None and verdict.outcome is Outcome.UNCHANGED and said_of(filing, source) != source:
        saved = said_of(filing, source)
        _write(deps, MergedText(saved))
        verdict = FetchVerdict(verdict.outcome, f"{verdict.detail}; what you say of it was written")
    attempt = Attempt(
        source=filing.id,
        address=f"file:{quote(filing.paths[0].name)}",
        at=deps.now().replace(microsecond=0),
        outcome=verdict.outcome,
        detail=" ".join(verdict.detail.split()),
        sha256=whole.sha256,
        media_type=bodies[0].media_type,
        warc=whole.warc,
    )
    deps.log.append(attempt)
    return Filed(attempt, saved or source, source is None and saved is not None, may_be_forced(verdict, extract))


def may_be_forced(verdict: FetchVerdict, extract: Extract | None) -> bool:
    """Say whether there is a text that ``anyway`` would take."""
    return extract is not None and bool(extract.blocks) and verdict.outcome in _FORCED


def entry_of(deps: Dependencies, filing: Filing) -> Source | None:
    """Return the source that a document is for, if there is one; raise :class:`FilingError` for a broken one."""
    try:
        source = deps.source_store.source(filing.id)
    except NotFound:
        source = None
    except ValueError as error:
        raise FilingError(str(error)) from error
    try:
        deps.registry.choose(filing.reader or (source.reader if source else ""), "")
    except UnknownReader as error:
        raise FilingError(str(error)) from error
    return source


def read_saved(path: Path) -> tuple[bytes, str]:
    """Read a file and tell what it is; raise :class:`FilingError` in words for whatever cannot be a document."""
    try:
        if path.is_dir():
            raise FilingError(f"{path.name} is a folder: give the saved PDF or page itself")
        if path.exists() and not path.is_file():  # a device or a pipe may never end
            raise FilingError(f"{path.name} is no ordinary file: give the saved PDF or page itself")
        if path.stat().st_size > LARGEST:
            raise FilingError(f"{path.name} has over {LARGEST // 2**20} MB: no report is that large")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise FilingError(f"there is no file {path.name}") from error
    except OSError as error:
        raise FilingError(f"{path.name} cannot be read: {error.strerror or error}") from error
    if not content.strip():
        raise FilingError(f"{path.name} is empty: save it again")
    media_type = media_type_of(content)
    if media_type in (PDF, HTML, JSON):
        return content, media_type
    hint = "save it as PDF or as a web page (HTML only)"
    if content[:4] == b"PK\x03\x04":
        raise FilingError(f"{path.name} is a Word, spreadsheet or zip file: {hint}")
    if content[:200].lower().find(b"mime-version") >= 0 or content[:8] == b"bplist00":
        raise FilingError(f"{path.name} is a web archive of a browser's own: {hint}")
    raise FilingError(f"{path.name} is not a PDF or a web page: {hint}")


def bodies_of(filing: Filing, source: Source | None, contents: Sequence[tuple[bytes, str]]) -> tuple[Body, ...]:
    """Return the files as if fetched: at the address a browser noted in them, or that of the source."""
    main = filing.address or (source.address if source else "")
    bodies = []
    for path, (content, media_type) in zip(filing.paths, contents, strict=True):
        noted = _SAVED_FROM.search(content[:4096])
        beside = urljoin(main, quote(path.name)) if main and len(contents) > 1 else main
        address = noted[1].decode("ascii", "replace") if noted else beside or f"file:{quote(path.name)}"
        bodies.append(Body(address, media_type, content))
    return tuple(bodies)


def judge_filing(
    deps: Dependencies, filing: Filing, source: Source | None, bodies: tuple[Body, ...], sha256: str
) -> tuple[FetchVerdict, Extract | None]:
    """Read the files and judge what they came to; ``sha256`` is of the whole. Raise ``Unreadable`` likewise."""
    for path, body in zip(filing.paths, bodies, strict=True):
        if body.media_type == HTML and (why := is_challenge(200, {}, body.content)):
            detail = f"{path.name} is not the document: {why}; save it again once the document itself is shown"
            return FetchVerdict(Outcome.BLOCKED, detail), None
    # Where the text stands is for the licence to say, so one that is given now decides what is held already.
    held = Held(source.captured, deps.source_store.text(said_of(filing, source))) if source else Held()
    read_anew = filing.anyway or bool(source and filing.reader not in ("", source.reader))
    if not read_anew and (same := of_same_bytes(held, sha256)):
        return FetchVerdict(same.outcome, "this very file is what the text was read from"), None
    address = filing.address or (source.address if source else "")
    chosen = deps.registry.choose(filing.reader or (source.reader if source else ""), address)
    if bodies[0].media_type == JSON and chosen.name in (PAGE_READER, PDF_READER):
        names = ", ".join(p.name for p in deps.registry.publishers if p.name not in (PAGE_READER, PDF_READER))
        raise FilingError(
            f"{filing.paths[0]} is JSON: say whose with --reader ({names}), or where it is from with --url"
        )
    reader = deps.registry.for_body(chosen, bodies[0].media_type)
    if source is None and not filing.publishers and bodies[0].media_type == PDF and reader.name == PDF_READER:
        _ask_publisher(read_front(bodies[0].content).publishers)  # at once, before the whole is read
    extract = deps.registry.read_filed(chosen, bodies, address)
    if source is None:
        _ask_publisher(filing.publishers or extract.publishers)
    if source is None and not (filing.title or extract.title):
        raise FilingError("the document has no title: say it with --title")
    name = f"file:{quote(filing.paths[0].name)}"
    got = Got.of(extract, sha256, bodies[0].media_type, name)
    verdict = of_text(held, got)
    if filing.anyway and verdict.outcome in _FORCED and got.body.strip():
        as_good = Outcome.CHANGED if held.body.strip() else Outcome.NEW
        return FetchVerdict(as_good, f"accepted by hand although {verdict.detail}"), extract
    return verdict, extract


def _ask_publisher(names: Sequence[str]) -> None:
    """Raise :class:`FilingError` where nobody says who published a new document."""
    if not names:
        raise FilingError("nothing in the document says who published it: say so with --publisher")


def said_of(filing: Filing, source: Source) -> Source:
    """Return a source with what a person says of it now: a person's words go before what stood there.

    Its main address stays, and another one becomes an alias.
    """
    address = source.address or filing.address
    elsewhere = bool(filing.address) and same_place(filing.address) != same_place(address)
    return replace(
        source,
        title=filing.title or source.title,
        publishers=filing.publishers or source.publishers,
        published=filing.published or source.published,
        kind=filing.kind or source.kind,
        licence=filing.licence or source.licence,
        reader=filing.reader or source.reader,
        address=address,
        aliases=tuple(dict.fromkeys((*source.aliases, *([filing.address] if elsewhere else [])))),
    )


def _save(
    deps: Dependencies, filing: Filing, source: Source | None, extract: Extract, first: Body, whole: StoredBody
) -> Source:
    known = source or Source(
        id=filing.id,
        title=filing.title or extract.title,
        publishers=filing.publishers or extract.publishers,
        kind=filing.kind or extract.kind or SourceKind.OTHER,
    )
    capture = Capture(
        whole.sha256, deps.now().replace(microsecond=0), f"file:{quote(filing.paths[0].name)}", first.media_type
    )
    said = said_of(filing, known)
    merged = merge(said, extract, capture)
    try:
        deps.source_store.save(merged)
    except ValueError:  # a fact of the document that no file may hold: kept without such facts
        merged = merge(said, Extract("", extract.blocks), capture)
        _write(deps, merged)
    return merged.source


def _write(deps: Dependencies, merged: MergedText) -> None:
    try:
        deps.source_store.save(merged)
    except ValueError as error:
        raise FilingError(str(error)) from error
