"""Discovery: ask publishers for new documents and propose them as files; nothing is added by itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kb.content import codec
from kb.content.files import path_of
from kb.content.proposals import read_proposals
from kb.domain.ids import is_id, slug
from kb.domain.source.source import Reference, Source, SourceKind
from kb.storage.atomic_files import write_atomically
from scraper.addresses import same_place
from scraper.challenge import is_challenge
from scraper.client import Request
from scraper.discovery.fit import Fit, Interest, fits
from scraper.discovery.proposed import note_proposed, read_proposed
from scraper.extract import Body, Discoverer, Proposal, Unreadable
from scraper.fetched import FetchError
from scraper.gather import Dependencies
from scraper.sniff import media_type_of
from scraper.source_store import SourceStore

_NOTE = "Proposed by discovery"


@dataclass(frozen=True)
class Discovered:
    """The result of discovery: new proposals as files, counts of the rest, and problems.

    ``known`` are sources or waiting proposals already, ``declined`` were proposed before and deleted by a person,
    ``unfitting`` have nothing of any priority in their title and summary.
    """

    proposed: tuple[tuple[Source, Path], ...]
    known: int
    declined: int = 0
    unfitting: int = 0
    problems: tuple[str, ...] = ()


def discover(
    deps: Dependencies, folder: Path, publishers: Sequence[Discoverer], *, everything: bool = False
) -> Discovered:
    """Ask each publisher, and write what the catalogue lacks and some priority may want as source files.

    ``everything`` proposes what fits no priority as well; so does a catalogue without priorities.
    """
    waiting = read_proposals(folder)
    found = _Finding(
        folder,
        keys=known_of([*deps.source_store.sources.values(), *waiting.values()]),
        before=read_proposed(folder),
        taken={*deps.source_store.sources, *waiting},
        interests=deps.source_store.interests,
        everything=everything or not deps.source_store.interests,
    )
    for publisher in publishers:
        for address in publisher.discovery_requests():
            try:
                proposals = _ask(deps, publisher, address)
            except (FetchError, Unreadable) as error:
                found.problems.append(f"{publisher.name}: {error} ({address})")
            except Exception as error:  # one publisher that breaks down never keeps us from asking the next
                found.problems.append(f"{publisher.name}: broke down: {type(error).__name__}: {error} ({address})")
            else:
                for proposal in proposals:
                    found.take(proposal, publisher.name)
    return Discovered(tuple(found.proposed), found.known, found.declined, found.unfitting, tuple(found.problems))


@dataclass
class _Finding:
    """A discovery under way: what is known by now, and what came of it so far."""

    folder: Path
    keys: set[str]
    before: frozenset[str]
    taken: set[str]
    interests: tuple[Interest, ...] = ()
    everything: bool = True
    proposed: list[tuple[Source, Path]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    known: int = 0
    declined: int = 0
    unfitting: int = 0

    def take(self, proposal: Proposal, publisher: str) -> None:
        """Propose a document as a file, unless it is no news."""
        keys = {same_place(proposal.address), *filter(None, [paper_key(proposal.reference)])}
        if keys & self.keys:
            self.known += 1
            return
        self.keys |= keys
        if keys & self.before:
            self.declined += 1
            return
        why = fits(f"{proposal.title}. {proposal.summary}", self.interests)
        if not (why or self.everything):
            self.unfitting += 1
            return
        source = source_of(proposal, free_id(proposal, self.taken), publisher, why)
        self.taken.add(source.id)
        path = self.folder / f"{source.id}.md"
        try:
            write_atomically(path, codec.checked_text(source))
        except ValueError as error:
            self.problems.append(f"{publisher}: {proposal.title!r} cannot be proposed: {error}")
            return
        note_proposed(self.folder, source.id, keys)
        self.proposed.append((source, path))


def _ask(deps: Dependencies, publisher: Discoverer, address: str) -> tuple[Proposal, ...]:
    answer = deps.fetcher.fetch(Request(address, publisher.delay, deps.permit))
    deps.captures.keep(answer)
    if why := is_challenge(answer.status, dict(answer.headers), answer.content):
        raise FetchError(address, why)
    if not 200 <= answer.status < 300:
        raise FetchError(address, f"answered {answer.status}")
    media_type = media_type_of(answer.content, answer.media_type)
    body = Body(answer.address, media_type, answer.content, answer.charset, answer.status)
    return tuple(publisher.proposals(body))


def known_of(sources: Iterable[Source]) -> set[str]:
    """Return the places and the printed references that the sources have between them."""
    keys: set[str] = set()
    for source in sources:
        keys |= {same_place(address) for address in (*source.addresses, *source.archived)}
        keys |= {key for key in (paper_key(source.reference),) if key}
    return keys


def paper_key(reference: Reference | None) -> str:
    """Return the key of one paper of Parliament: session, house and number; empty where any is missing.

    HC numbers repeat every session, so a number alone names nothing.
    """
    if reference is None or not (reference.number and reference.session):
        return ""
    number = re.sub(r"\W+", " ", reference.number).strip().lower()
    house = reference.house or ("lords" if number.startswith("hl") else "commons")
    return f"{reference.session} {house} {re.sub(r'^(?:hc|hl(?: paper)?) ', '', number)}"


def free_id(proposal: Proposal, taken: Iterable[str]) -> str:
    """Return an id that no source and no proposal has, made from the title, and the year where need be."""
    used = set(taken)
    stem = slug(proposal.title)[:64].strip("-") or "untitled"
    if stem not in used:
        return stem
    dated = f"{stem}-{proposal.published.year}" if proposal.published else stem
    names = [dated, *(f"{dated}-{number}" for number in range(2, len(used) + 3))]
    return next(name for name in names if name not in used)


def source_of(proposal: Proposal, id: str, publisher: str, why: Sequence[Fit] = ()) -> Source:
    """Return a proposal as the source file it may become, with the priorities that it fits and by which words."""
    fitting = f"It fits {'; '.join(fit.in_words() for fit in why)}. " if why else ""
    return Source(
        id=id,
        title=" ".join(proposal.title.split()) or id,
        publishers=proposal.publishers or (publisher,),
        kind=proposal.kind or SourceKind.OTHER,
        published=proposal.published,
        reference=proposal.reference,
        address=proposal.address,
        reader=proposal.reader,
        licence=proposal.licence or "unknown",
        notes=f"{_NOTE} by {publisher}. {fitting}"
        + (f"It says of itself: {proposal.summary}" if proposal.summary else ""),
    )


def decline(proposals: Path, id: str) -> None:
    """Delete a proposal, which is not made again; raise ``ValueError`` in words where there is none."""
    _proposal(proposals, id).unlink()


def _proposal(proposals: Path, id: str) -> Path:
    path = proposals / f"{id}.md"
    if not is_id(id) or not path.is_file():
        waiting = ", ".join(read_proposals(proposals)) or "none"
        raise ValueError(f"there is no proposal {id!r}; waiting: {waiting}")
    return path


def accept(proposals: Path, store: SourceStore, id: str) -> Path:
    """Move a proposal into the first content root; raise ``ValueError`` in words where that cannot be."""
    path = _proposal(proposals, id)
    if there := store.path(id):  # also one that has problems, and so is nowhere in the catalogue
        raise ValueError(f"there is a source {id!r} already ({there}): rename {path}, or delete it")
    item, problems = codec.load("source", id, path.read_bytes(), file=str(path))
    if not isinstance(item, Source):
        said = "; ".join(f"line {p.line}: {p.what}" for p in problems)
        raise ValueError(f"{path} has problems: {said}")  # noqa: TRY004 - the words are wrong, not a type
    target = path_of(store.content[0], "source", id)
    notes = "" if item.notes.startswith(_NOTE) else item.notes  # the publisher's words stay out of the content
    store.write({target: codec.dump(replace(item, notes=notes))}, "accept proposal")
    path.unlink()
    return target
