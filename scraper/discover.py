"""Discovery: publishers are asked for new documents, and what is new is proposed to people, never added."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.domain.ids import slug
from kb.domain.source import Reference, Source, SourceKind
from kb.store import codec
from kb.store.files import path_of, write_atomically
from scraper.addresses import same_place
from scraper.challenge import is_challenge
from scraper.client import Request
from scraper.extract import Body, Discoverer, Proposal, Unreadable
from scraper.fetched import FetchError
from scraper.gather import Tools
from scraper.sniff import media_type_of

_NOTE = "Proposed by discovery"


@dataclass(frozen=True)
class Discovered:
    """What discovery came to: new proposals as files, how many results were known, and what went wrong."""

    proposed: tuple[tuple[Source, Path], ...]
    known: int
    problems: tuple[str, ...] = ()


def discover(tools: Tools, folder: Path, publishers: Sequence[Discoverer]) -> Discovered:
    """Ask each publisher, and write what the catalogue lacks into ``folder`` as source files."""
    waiting = read_proposals(folder)
    places, papers = known_of([*tools.shelf.sources.values(), *waiting.values()])
    taken = {*tools.shelf.sources, *waiting}
    proposed: list[tuple[Source, Path]] = []
    problems: list[str] = []
    known = 0
    for publisher in publishers:
        for address in publisher.discovery_requests():
            try:
                found = _ask(tools, publisher, address)
            except (FetchError, Unreadable) as error:
                problems.append(f"{publisher.name}: {error} ({address})")
                continue
            for proposal in found:
                place, paper = same_place(proposal.address), paper_key(proposal.reference)
                if place in places or (paper and paper in papers):
                    known += 1
                    continue
                places.add(place)
                papers |= {paper} if paper else set()
                source = source_of(proposal, free_id(proposal, taken), publisher.name)
                taken.add(source.id)
                try:
                    path = folder / f"{source.id}.md"
                    write_atomically(path, codec.dump(codec.normal(source)))
                except ValueError as error:
                    problems.append(f"{publisher.name}: {proposal.title!r} cannot be proposed: {error}")
                    continue
                proposed.append((source, path))
    return Discovered(tuple(proposed), known, tuple(problems))


def _ask(tools: Tools, publisher: Discoverer, address: str) -> tuple[Proposal, ...]:
    answer = tools.fetcher.fetch(Request(address, publisher.delay, tools.permit))
    tools.captures.keep(answer)
    if why := is_challenge(answer.status, dict(answer.headers), answer.content):
        raise FetchError(address, why)
    if not 200 <= answer.status < 300:
        raise FetchError(address, f"answered {answer.status}")
    media_type = media_type_of(answer.content, answer.media_type)
    body = Body(answer.address, media_type, answer.content, answer.charset, answer.status)
    return tuple(publisher.proposals(body))


def known_of(sources: Iterable[Source]) -> tuple[set[str], set[str]]:
    """Return the places and the printed references that the sources have between them."""
    places: set[str] = set()
    papers: set[str] = set()
    for source in sources:
        places |= {same_place(address) for address in (*source.addresses, *source.archived)}
        papers |= {key for key in (paper_key(source.reference),) if key}
    return places, papers


def paper_key(reference: Reference | None) -> str:
    """Return what names one paper of Parliament: session, house and number; nothing where any is missing.

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


def source_of(proposal: Proposal, id: str, publisher: str) -> Source:
    """Return a proposal as the source file it may become."""
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
        notes=f"{_NOTE} by {publisher}. " + (f"It says of itself: {proposal.summary}" if proposal.summary else ""),
    )


def read_proposals(folder: Path) -> Mapping[str, Source]:
    """Return the proposals that wait for a person."""
    found: dict[str, Source] = {}
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else []:
        item, _ = codec.load("source", path.stem, path.read_bytes(), file=str(path))
        if isinstance(item, Source):
            found[item.id] = item
    return found


def accept(proposals: Path, root: Path, id: str, taken: Iterable[str]) -> Path:
    """Move a proposal into a content root; raise ``ValueError`` in words where that cannot be."""
    path = proposals / f"{id}.md"
    if not path.is_file():
        waiting = ", ".join(read_proposals(proposals)) or "none"
        raise ValueError(f"there is no proposal {id!r}; waiting: {waiting}")
    if id in set(taken):
        raise ValueError(f"there is a source {id!r} already: rename {path}, or delete it")
    item, problems = codec.load("source", id, path.read_bytes(), file=str(path))
    if not isinstance(item, Source):
        said = "; ".join(f"line {p.line}: {p.what}" for p in problems)
        raise ValueError(f"{path} has problems: {said}")  # noqa: TRY004 - the words are wrong, not a type
    target = path_of(root, "source", id)
    notes = "" if item.notes.startswith(_NOTE) else item.notes  # the publisher's words stay out of the content
    write_atomically(target, codec.dump(replace(item, notes=notes)))
    path.unlink()
    return target
