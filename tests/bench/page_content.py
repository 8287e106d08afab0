"""A content folder as large as one likes, made of a collection's passages: what the page bench serves."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from engines.face import Row

from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Attempt, Capture, Outcome
from kb.domain.dates import PartialDate
from kb.domain.source.passage import Citation
from kb.domain.priority.priority import Evidence, Priority, Stance
from kb.domain.source.source import Source, SourceKind
from kb.domain.vocabulary import Acronym, Topic
from kb.storage.capture_log import CaptureLog
from kb.content.codec import dump
from kb.content.files import path_of
from kb.content.items import AcronymList, TopicList
from kb.documents.markdown.dialect import write
from kb.documents.markdown.inline import escape

PASSAGES_OF_ONE = 20
TOPICS, PRIORITIES, EVIDENCE = 12, 15, 8
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
UNREAD_EVERY = 20
"""One source in so many has no text: blocked, or not fetched yet."""


def write_content(rows: Iterable[Row], content: Path, home: Path) -> tuple[int, int]:
    """Write sources of 20 passages each, with vocabulary, priorities and a capture log; returns sources, passages."""
    ordered = sorted(rows, key=lambda row: (row.org, row.title, row.id))
    sources = list(_sources(iter(ordered), random.Random(1)))
    priorities = [_priority(n, sources, random.Random(n)) for n in range(PRIORITIES)]
    topics = TopicList("topics", tuple(Topic(f"topic-{n}", f"Topic {n}", "One of many.") for n in range(TOPICS)))
    acronyms = AcronymList("acronyms", tuple(Acronym(s, (words,)) for s, words in (("API", "interface"), ("IT", "it"))))
    for thing in (*sources, *priorities, topics, acronyms):
        kind = {Source: "source", Priority: "priority", TopicList: "topics"}.get(type(thing), "acronyms")
        path = path_of(content, kind, thing.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump(thing), encoding="utf-8")
    _log(home, sources)
    return len(sources), sum(len(source.body.split("\n\n")) for source in sources if source.body)


def _sources(rows: Iterator[Row], chance: random.Random) -> Iterator[Source]:
    kinds = tuple(SourceKind)
    number = 0
    while some := tuple(islice(rows, PASSAGES_OF_ONE)):
        number += 1
        address = f"https://example.org/{number}"
        yield Source(
            id=f"source-{number:05}",
            title=some[0].title[:150],
            publishers=(some[0].org,),
            kind=kinds[number % len(kinds)],
            published=PartialDate(some[0].year),
            address=address,
            licence="OGL-UK-3.0",
            topics=tuple(f"topic-{n}" for n in sorted(chance.sample(range(TOPICS), number % 3))),
            captured=Capture("ab" * 32, AT, address, "text/html"),
            body=write(Block(BlockKind.PARAGRAPH, escape(r.text), number=str(n)) for n, r in enumerate(some, 1)),
        )
        if number % UNREAD_EVERY == 0:
            number += 1
            title = f"Unread {some[0].title[:100]}"
            yield Source(f"source-{number:05}", title, (some[0].org,), SourceKind.OTHER, summary="Not read yet.")


def _priority(number: int, sources: list[Source], chance: random.Random) -> Priority:
    cited = chance.sample(sources, EVIDENCE)
    evidence = tuple(Evidence(Citation(s.id, label="para 3"), Stance.SUPPORTS, "So it is.") for s in cited if s.body)
    return Priority(f"priority-{number}", f"Priority {number}", "It should be looked at.", evidence=evidence)


def _log(home: Path, sources: list[Source]) -> None:
    """Write one attempt a source; one in two of those without text is blocked."""
    log = CaptureLog(home)
    for number, source in enumerate(sources):
        if source.body and number > 200:
            continue  # enough for the shape; each line is flushed to disk
        outcome = Outcome.NEW if source.body else Outcome.BLOCKED
        log.append(Attempt(source.id, f"https://example.org/{number}", AT, outcome, status=200))
