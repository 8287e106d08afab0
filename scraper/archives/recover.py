"""An archived copy of a source: found in public web archives, judged more strictly than the site itself, and filed.

What comes from an archive may be its banner around the page, its own "not archived", a soft error that was captured,
or what stood at the address in another year. Each is refused by name, and the next nearest capture is tried. What is
filed is *an archived copy of a named day*: the archive's address stands in the source and in every citation.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.documents.markdown.inline import plain
from kb.domain.source.capture import Attempt, Capture, Outcome
from kb.domain.source.source import Source
from scraper.addresses import is_archive, same_place
from scraper.archives.memento import ARCHIVES, Memento, WebArchive, mementos_in, nearest
from scraper.challenge import is_challenge
from scraper.client import Request
from scraper.extract import Body, Extract, Publisher, Unreadable
from scraper.fetched import Fetched, FetchError
from scraper.gather import MOST_PARTS, Dependencies
from scraper.merge import merge
from scraper.outcomes import FetchVerdict, Got, Held, of_same_bytes, of_text
from scraper.parts import keep_document
from scraper.preview.contradictions import covered, number_differs
from scraper.sniff import HTML, media_type_of

DELAY = 3.0
MOST_TRIED = 6
_OWN_PAGE = (b"wombat.js", b"BEGIN WAYBACK TOOLBAR INSERT", b"wm-ipp", b"replay_iframe", b"__wb_banner", b"wbinfo")
_LOOKED_AT = 200_000
_HEAD = 4000
_ALIKE = 0.7


class RefusedCapture(Exception):
    """A capture that is not the document, and why in words."""


@dataclass(frozen=True)
class ArchivedCapture:
    """A capture of a source in one archive."""

    archive: WebArchive
    memento: Memento

    @property
    def page(self) -> str:
        """Return its address in the archive."""
        return self.archive.page(self.memento)


@dataclass(frozen=True)
class Listing:
    """The captures that archives have of a source, by date, and what could not be asked."""

    found: tuple[ArchivedCapture, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recovery:
    """What looking for an archived copy came to: the copy that was filed, if any, and those refused with the reason."""

    attempt: Attempt | None
    taken: ArchivedCapture | None
    refused: tuple[tuple[ArchivedCapture, str], ...]
    problems: tuple[str, ...] = ()


def list_captures(deps: Dependencies, source: Source, archives: Sequence[WebArchive] = ARCHIVES) -> Listing:
    """Ask each archive for the captures of each address of a source."""
    found: dict[tuple[str, str, dt.datetime], ArchivedCapture] = {}
    problems: list[str] = []
    for archive in archives:
        for address in dict.fromkeys(a for a in source.addresses if not is_archive(a)):
            for memento in _captures_of(deps, archive, address, problems):
                found[(archive.name, same_place(memento.original), memento.at)] = ArchivedCapture(archive, memento)
    ordered = sorted(found.values(), key=lambda one: (one.memento.at, one.archive.name))
    return Listing(tuple(ordered), tuple(problems))


def recover(
    deps: Dependencies,
    source: Source,
    archives: Sequence[WebArchive] = ARCHIVES,
    day: dt.date | None = None,
    *,
    only: str = "",
    anyway: bool = False,
) -> Recovery:
    """Take in the capture that is nearest to a day, to the publication without one; or ``only`` the one at an address.

    ``anyway`` takes one whose title is another, and puts an older copy in the place of a newer text.
    Only what is filed, or known already, is written into the capture log: that an archive has nothing says nothing
    of the source.
    """
    listing = list_captures(deps, source, archives)
    published = source.published.first_day() if source.published else None
    order = nearest((one.memento for one in listing.found), day or published, published)
    if only:
        order = [one.memento for one in listing.found if one.page == only]
    by_memento = {one.memento: one for one in reversed(listing.found)}  # the first archive's, where two have it
    refused: list[tuple[ArchivedCapture, str]] = []
    for memento in list(dict.fromkeys(order))[:MOST_TRIED]:
        found = by_memento[memento]
        try:
            taken, attempt = _take(deps, source, found, anyway=anyway)
        except (RefusedCapture, Unreadable, FetchError) as problem:
            refused.append((found, str(problem)))
            continue
        deps.log.append(attempt)
        return Recovery(attempt, taken, tuple(refused), listing.problems)
    return Recovery(None, None, tuple(refused), listing.problems)


def _captures_of(deps: Dependencies, archive: WebArchive, address: str, problems: list[str]) -> tuple[Memento, ...]:
    """Ask one archive for one address, by its CDX server and then by its TimeMaps."""
    for place in archive.lists_of(address):
        try:
            answer = deps.fetcher.fetch(Request(place, DELAY, deps.permit))
        except FetchError as error:
            problems.append(f"{archive.name}: {error.detail}")
            if error.outcome is Outcome.BLOCKED or error.unreached:
                return ()
            continue
        if why := is_challenge(answer.status, dict(answer.headers), answer.content):
            problems.append(f"{archive.name}: {why}")
            return ()
        if answer.status == 200 and (mementos := mementos_in(answer.content, address)):
            return mementos
    return ()


def _take(
    deps: Dependencies, source: Source, found: ArchivedCapture, *, anyway: bool
) -> tuple[ArchivedCapture, Attempt]:
    """Fetch, judge and file one capture; raise where it is not the document."""
    found, first = _first_body(deps, found)
    publisher = deps.registry.choose(source.reader, found.memento.original)
    bodies = (first, *_further_bodies(deps, found, publisher, first))
    extract = deps.registry.read_filed(publisher, bodies, found.memento.original)
    whole = keep_document(deps.captures, source.id, bodies)
    held = Held(source.captured, deps.source_store.text(source))
    verdict = of_same_bytes(held, whole.sha256)
    if verdict is None:
        if not anyway and (why := other_document(source, held.body, extract)):
            raise RefusedCapture(why)
        got = Got.of(extract, whole.sha256, first.media_type, found.memento.original)
        verdict = of_text(held, replace(got, withdrawn=""))  # a copy is wanted of what was withdrawn, too
        if verdict.outcome is Outcome.SUSPICIOUS:
            raise RefusedCapture(verdict.detail)
        if (
            source.captured
            and verdict.outcome is Outcome.CHANGED
            and found.memento.at < source.captured.at
            and not anyway
        ):
            verdict = FetchVerdict(Outcome.UNCHANGED, "kept among the captures; the text here is of a later day")
    if verdict.writes:
        capture = Capture(whole.sha256, found.memento.at, found.page, first.media_type, found.page)
        deps.source_store.save(merge(source, extract, capture))
    what = f"an archived copy of {_day(found.memento.at)} ({found.archive.name})"
    return found, Attempt(
        source=source.id,
        address=found.page,
        at=deps.now().replace(microsecond=0),
        outcome=verdict.outcome,
        detail=what if not verdict.detail else f"{what}: {verdict.detail}",
        status=200,
        sha256=whole.sha256,
        media_type=first.media_type,
        warc=whole.warc,
    )


def _first_body(deps: Dependencies, found: ArchivedCapture) -> tuple[ArchivedCapture, Body]:
    """Fetch the bytes of a capture; an archive may lead on to the capture it has nearest, which is then named."""
    answer = _fetch(deps, found.archive.raw(found.memento))
    reached = found.archive.replayed(answer.address)
    if reached is None or same_place(reached.original) != same_place(found.memento.original):
        raise RefusedCapture(f"the archive led elsewhere: {answer.address}")
    body = _body(answer, found.memento.original)
    deps.captures.keep(answer)
    return ArchivedCapture(found.archive, reached), body


def _further_bodies(deps: Dependencies, found: ArchivedCapture, publisher: Publisher, first: Body) -> Iterator[Body]:
    """Fetch the parts that the document has beyond its first page, each as the archive has it of that time."""
    bodies, asked = [first], {first.address}
    publisher = deps.registry.for_body(publisher, first.media_type)
    while wanted := [a for a in dict.fromkeys(publisher.wants(tuple(bodies))) if a not in asked]:
        if len(bodies) + len(wanted) > MOST_PARTS:
            raise RefusedCapture(f"it has over {MOST_PARTS} parts")
        for part in wanted:
            asked.add(part)
            try:
                answer = _fetch(deps, found.archive.raw(found.memento, part))
            except (RefusedCapture, FetchError) as problem:
                raise RefusedCapture(f"it is not whole in the archive: {part}: {problem}") from problem
            body = _body(answer, part)
            bodies.append(body)
            yield body


def _fetch(deps: Dependencies, address: str) -> Fetched:
    answer = deps.fetcher.fetch(Request(address, DELAY, deps.permit))
    if why := is_challenge(answer.status, dict(answer.headers), answer.content):
        raise RefusedCapture(why)
    if answer.status != 200:
        raise RefusedCapture(f"the archive answered {answer.status}")
    if not answer.content.strip():
        raise RefusedCapture("the body is empty")
    return answer


def _body(answer: Fetched, original: str) -> Body:
    """Return an answer as the body of the original address; refuse what is the archive's own."""
    kind = media_type_of(answer.content, answer.media_type)
    if kind == HTML and any(sign in answer.content[:_LOOKED_AT] for sign in _OWN_PAGE):
        raise RefusedCapture("it is the archive's own page around the document, not the document")
    if kind == HTML and original.lower().split("?")[0].endswith(".pdf"):
        raise RefusedCapture("the address is of a PDF, but what came is a web page")
    return Body(original, kind, answer.content, answer.charset)


def other_document(source: Source, held: str, extract: Extract) -> str:
    """Say why an extract is of another document than the source; empty where nothing speaks against it.

    They are the same where the source's title stands over the text or in its beginning, or the text is the one held.
    """
    if why := number_differs(source, extract):
        return f"it is another document: it is numbered {why[1]}, not {why[0]}"
    beginning = " ".join(plain(block.text) for block in extract.blocks)[:_HEAD]
    if covered(source.title, f"{extract.title} {beginning}") > _ALIKE:
        return ""
    if held and covered(held[:_HEAD], beginning) > _ALIKE:
        return ""
    return f"it is another document: it is called “{extract.title or beginning[:80]}”"


def _day(at: dt.datetime) -> str:
    return f"{at.day} {at:%B %Y}"
