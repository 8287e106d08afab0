"""Gathering one source: fetch, capture, judge, merge. Raises nothing but the request to stop.

The order of writing makes a crash harmless: capture, then Markdown, then the log line. Killed anywhere between,
the next attempt finds the capture, compares with the Markdown and goes on from there.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from kb.domain.errors import NotFound
from kb.domain.source.capture import Attempt, Capture, Outcome
from kb.domain.source.source import Source
from scraper.addresses import is_archive
from scraper.capture_index import StoredBody
from scraper.captures import Captures
from scraper.challenge import is_challenge
from scraper.client import Request
from scraper.extract import Body, Extract, Publisher, Unreadable
from scraper.fetched import Fetched, FetchError, Hop
from scraper.merge import merge
from scraper.outcomes import DEAD, FetchVerdict, Got, Held, of_problem, of_same_bytes, of_status, of_text
from scraper.parts import keep_document
from scraper.publishers.registry import PDF_READER, Registry
from scraper.sniff import HTML, JSON, media_type_of
from scraper.source_store import SourceStore

MOST_PARTS = 80
MOST_BYTES = 256 * 2**20
MOST_MOVES = 3
NO_ADDRESS = FetchVerdict(Outcome.FAILED, "it has no address: write one in its file, or file the document")


class Fetcher(Protocol):
    """The port for fetching; :class:`scraper.client.Client` implements it."""

    def fetch(self, request: Request) -> Fetched:
        """Fetch one address."""
        ...


class Log(Protocol):
    """The port for the capture log; ``kb.storage.capture_log.CaptureLog`` implements it."""

    def append(self, attempt: Attempt) -> None:
        """Add a line."""
        ...

    def attempts(self, source: str) -> Sequence[Attempt]:
        """Return the lines of a source, oldest first."""
        ...

    def latest(self) -> Mapping[str, Attempt]:
        """Return the last line of every source."""
        ...


@dataclass(frozen=True)
class Dependencies:
    """The collaborators of the engine, shared by all threads of a run."""

    fetcher: Fetcher
    permit: Callable[[str], float]
    captures: Captures
    log: Log
    source_store: SourceStore
    registry: Registry
    now: Callable[[], dt.datetime]


class Finished(Exception):
    """Raised when the verdict is known before the document was read."""

    def __init__(self, verdict: FetchVerdict) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


@dataclass
class FetchAttempt:
    """The state of one attempt; it goes into the log line however the attempt ends."""

    source: Source
    past: Sequence[Attempt]
    address: str
    status: int = 0
    kept: StoredBody | None = None
    whole: StoredBody | None = None
    hops: tuple[Hop, ...] = ()
    moved_to: str = ""
    api: bool = False


class Gatherer:
    """Fetches one source after another; safe to use from many threads."""

    def __init__(self, deps: Dependencies) -> None:
        self._deps = deps

    def gather(self, id: str, reread: bool = False) -> Attempt:
        """Fetch a source and return what it came to, written down. ``reread`` reads even bytes known already."""
        try:
            source = self._deps.source_store.source(id)
        except (NotFound, ValueError, OSError) as error:
            return self._log(Attempt(id, "", self._moment(), Outcome.FAILED, str(error)))
        attempt = FetchAttempt(source, self._deps.log.attempts(id), source.address)
        if not source.address:  # nothing was attempted, so what the log says of the source still holds
            return self._attempt(attempt, NO_ADDRESS)
        try:
            verdict = self._follow(attempt, reread)
        except Finished as finished:
            verdict = finished.verdict
        except (FetchError, Unreadable) as problem:
            verdict = of_problem(problem)
            attempt.status = attempt.status or getattr(problem, "status", 0)
        except Exception as error:
            verdict = FetchVerdict(Outcome.FAILED, f"broke down: {type(error).__name__}: {error}")
        return self._log(self._attempt(attempt, verdict))

    def look(self, source: Source) -> tuple[FetchVerdict, Extract, Body, str]:
        """Fetch and read a document without filing it; return the verdict, the text, the first body and the hash.

        What came is kept among the captures. Raise ``Unreadable``, ``FetchError`` or :class:`Finished` for what cannot
        be read.
        """
        publisher = self._deps.registry.choose(source.reader, source.address)
        bodies = self._bodies(FetchAttempt(source, (), source.address), publisher, source.address)
        whole = keep_document(self._deps.captures, source.id, bodies)
        extract = self._deps.registry.read(publisher, bodies)
        first = bodies[0]
        got = Got.of(extract, whole.sha256, first.media_type, first.address)
        return of_text(Held(), got), extract, first, whole.sha256

    def _follow(self, attempt: FetchAttempt, reread: bool) -> FetchVerdict:
        """Read the document at its address, following what its publisher says of moves."""
        deps, address = self._deps, attempt.source.address
        reader = attempt.source.reader
        for _ in range(MOST_MOVES + 1):
            publisher = deps.registry.choose(reader, address)
            try:
                return self._read(attempt, publisher, address, reread)
            except Unreadable as problem:
                if problem.outcome is not Outcome.MOVED or not problem.location:
                    raise
                attempt.hops += (Hop(address, 301, problem.location),)
                if problem.location in (hop.address for hop in attempt.hops):
                    raise Unreadable(Outcome.FAILED, f"it moved in a circle, by way of {problem.location}") from problem
                same_host = urlsplit(problem.location).netloc == urlsplit(address).netloc
                address = attempt.moved_to = problem.location
                reader = reader if same_host or publisher.recognises(address) else ""
        raise Unreadable(Outcome.MOVED, f"it moved more than {MOST_MOVES} times", address)

    def _read(self, attempt: FetchAttempt, publisher: Publisher, address: str, reread: bool) -> FetchVerdict:
        deps, source = self._deps, attempt.source
        bodies = self._bodies(attempt, publisher, address)
        first = bodies[0]
        if publisher.name == PDF_READER and first.media_type == HTML:
            raise Unreadable(Outcome.SUSPICIOUS, "a PDF was looked for, but what came is a web page")
        moved_to = "" if attempt.moved_to in source.addresses else attempt.moved_to
        held = Held(source.captured, deps.source_store.text(source))
        whole = attempt.whole = keep_document(deps.captures, source.id, bodies)
        was_withdrawn = bool(attempt.past) and attempt.past[-1].outcome is Outcome.WITHDRAWN
        if not reread and not was_withdrawn and (same := of_same_bytes(held, whole.sha256, moved_to)):
            return same
        extract = deps.registry.read(publisher, bodies)
        verdict = of_text(held, Got.of(extract, whole.sha256, first.media_type, first.address, moved_to))
        if verdict.writes:
            at = attempt.kept.at if attempt.kept else whole.at
            archived = first.address if is_archive(first.address) else ""
            capture = Capture(whole.sha256, at, first.address, first.media_type, archived)
            self._save(source.id, extract, capture, attempt.hops)
        return verdict

    def _save(self, id: str, extract: Extract, capture: Capture, hops: Sequence[Hop]) -> None:
        store = self._deps.source_store
        source = store.source(id)  # once more: somebody may have edited it during the fetch
        passed = [address for hop in hops for address in (hop.address, hop.location) if hop.permanent]
        try:
            store.save(merge(source, extract, capture, passed))
        except ValueError:  # a fact that no file may hold: the text is worth having without the facts
            store.save(merge(source, Extract("", extract.blocks), capture))

    def _bodies(self, attempt: FetchAttempt, publisher: Publisher, address: str) -> tuple[Body, ...]:
        """Fetch the entry and whatever the publisher wants further; all of it or an exception."""
        entry = publisher.entry(address)
        attempt.api = entry != address
        bodies = [self._body(attempt, publisher, entry, 0)]
        asked = {entry, bodies[0].address}
        publisher = self._deps.registry.for_body(publisher, bodies[0].media_type)
        while True:
            wanted = [a for a in dict.fromkeys(publisher.wants(tuple(bodies))) if a not in asked]
            if not wanted:
                return tuple(bodies)
            if len(bodies) + len(wanted) > MOST_PARTS:
                raise Unreadable(Outcome.FAILED, f"the document has over {MOST_PARTS} parts")
            for part in wanted:
                asked.add(part)
                bodies.append(self._body(attempt, publisher, part, len(bodies)))
                if sum(len(body.content) for body in bodies) > MOST_BYTES:
                    raise Unreadable(Outcome.FAILED, f"the parts of the document have over {MOST_BYTES // 2**20} MB")

    def _body(self, attempt: FetchAttempt, publisher: Publisher, address: str, place: int) -> Body:
        """Fetch one body, keep it, and judge it as far as that goes without reading the document."""
        deps = self._deps
        answer = deps.fetcher.fetch(Request(address, publisher.delay, deps.permit, self._known))
        if answer.status == 304:
            kept = deps.captures.last(answer.address)
            content = deps.captures.read(kept.sha256) if kept else None
            if kept is None or content is None:  # asked only with what `_known` gave, so this is a strange server
                raise FetchError(address, "answered 304 (not modified) to a question that was not asked", status=304)
        else:
            kept, content = deps.captures.keep(answer), answer.content
        what = f"part {place + 1} ({answer.address})" if place else answer.address
        if not place:
            attempt.kept, attempt.address, attempt.status = kept, answer.address, answer.status
            if answer.hops and not attempt.api:  # the redirects of an API are nobody's addresses of the document
                attempt.hops += answer.hops
                attempt.moved_to = answer.address if all(hop.permanent for hop in answer.hops) else attempt.moved_to
        if why := is_challenge(answer.status, dict(answer.headers), content):
            raise Finished(FetchVerdict(Outcome.BLOCKED, f"{what}: {why}"))
        body = Body(answer.address, media_type_of(content, kept.media_type), content, kept.charset, answer.status)
        if answer.status in DEAD and not place and body.media_type == JSON:
            self._let_it_say_gone(publisher, body)
        if verdict := of_status(answer.status, what, attempt.past, self._moment()):
            if place and answer.status in DEAD:  # the document is there, and not whole: that is a failure, never gone
                verdict = FetchVerdict(Outcome.FAILED, f"{what} answered {answer.status}, so the document is not whole")
            raise Finished(verdict)
        if not content.strip():
            raise Finished(FetchVerdict(Outcome.SUSPICIOUS, f"{what}: the body is empty"))
        return body

    def _let_it_say_gone(self, publisher: Publisher, body: Body) -> None:
        """Raise what an API says of the document in a proper item that came with 404 or 410."""
        try:
            publisher.read((body,))
        except Unreadable as problem:
            if problem.outcome in (Outcome.GONE, Outcome.MOVED):
                raise

    def _known(self, address: str) -> tuple[str, str]:
        last = self._deps.captures.last(address)
        return (last.etag, last.last_modified) if last else ("", "")

    def _attempt(self, attempt: FetchAttempt, verdict: FetchVerdict) -> Attempt:
        kept, whole = attempt.kept, attempt.whole or attempt.kept
        return Attempt(
            source=attempt.source.id,
            address=attempt.address,
            at=self._moment(),
            outcome=verdict.outcome,
            detail=" ".join(_with_move(attempt, verdict).split()),
            status=attempt.status,
            sha256=whole.sha256 if whole else "",
            media_type=kept.media_type if kept else "",
            warc=whole.warc if whole else "",
            etag=kept.etag if kept else "",
            last_modified=kept.last_modified if kept else "",
        )

    def _log(self, attempt: Attempt) -> Attempt:
        self._deps.log.append(attempt)
        return attempt

    def _moment(self) -> dt.datetime:
        return self._deps.now().replace(microsecond=0)


def _with_move(attempt: FetchAttempt, verdict: FetchVerdict) -> str:
    """Return the words of a verdict; where the document moved and then failed, its new address is told as well."""
    if (
        not attempt.moved_to
        or attempt.moved_to in verdict.detail
        or verdict.writes
        or verdict.outcome is Outcome.UNCHANGED
    ):
        return verdict.detail
    return f"has moved to {attempt.moved_to}; {verdict.detail}"
