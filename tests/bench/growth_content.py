"""Invented content as large as one likes: sources of 19 passages, and what hangs on some of them."""

import datetime as dt
import random
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from kb.content.codec import dump
from kb.content.files import path_of
from kb.content.items import TopicList, parent_of
from kb.domain.dates import PartialDate
from kb.domain.evidence.search_record import FoundIn, RecordedSearch, SearchRecord
from kb.domain.priority.priority import Evidence, Priority, Stance
from kb.domain.source.capture import Attempt, Capture, Outcome
from kb.domain.source.passage import Citation
from kb.domain.source.source import Finding, Source, SourceKind
from kb.domain.vocabulary import Topic
from kb.storage.capture_log import line_of

PASSAGES = 19
WORDS_OF_ONE = 80
TOPICS, PRIORITIES, EVIDENCE = 12, 40, 8
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
_SYLLABLES = ("ra", "co", "fi", "de", "lo", "mi", "sy", "tu", "pan", "ber", "tel", "vor", "kes", "dun", "gal", "hem")
_VOCABULARY = 20_000

Text = Callable[[int], str]


def write_content(sources: int, content: Path, home: Path) -> None:
    """Write so many sources with a vocabulary, priorities that cite some, a record of searches, and a capture log."""
    chance = random.Random(1)
    words = [_word(n) for n in range(_VOCABULARY)]
    weights = list(accumulate(1 / (n + 5) for n in range(_VOCABULARY)))  # a few words often, most of them seldom

    def text(length: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=length))

    log = home / "captures" / "log.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as lines:
        for number in range(sources):
            source = source_of(number, text)
            _write(content, "source", source)
            lines.write(line_of(Attempt(source.id, source.address, AT, Outcome.NEW, status=200)) + b"\n")
    topics = TopicList("topics", tuple(Topic(f"topic-{n}", f"Topic {n}", "One of many.") for n in range(TOPICS)))
    _write(content, "topics", topics)
    for number in range(PRIORITIES):
        cited = sorted(chance.sample(range(sources), EVIDENCE))
        _write(content, "priority", _priority(number, cited, text))
        _write(content, "search-record", _record(number, chance.sample(range(sources), sources // 3)))


def source_of(number: int, text: Text) -> Source:
    """Return a source of 19 numbered paragraphs; ``text`` makes so many words."""
    body = "\n\n".join(f"**{n}.** {text(WORDS_OF_ONE)}." for n in range(1, PASSAGES + 1)) + "\n"
    address = f"https://example.org/{number}"
    return Source(
        id=f"source-{number:06}",
        title=f"Report {number} on {text(4)}",
        publishers=(f"Publisher {number % 60}",),
        kind=tuple(SourceKind)[number % len(SourceKind)],
        published=PartialDate(1990 + number % 36, 1 + number % 12),
        address=address,
        licence="OGL-UK-3.0",
        topics=tuple(sorted({f"topic-{number % TOPICS}", f"topic-{number % 5}"})),
        summary=f"It says that {text(30)}.",
        findings=tuple(Finding(f"We found that {text(15)}.", pin=f"para {n}") for n in range(1, 3)),
        captured=Capture("ab" * 32, AT, address, "text/html"),
        body=body,
    )


def _priority(number: int, cited: list[int], text: Text) -> Priority:
    evidence = tuple(
        Evidence(Citation(f"source-{n:06}", label=f"para {1 + n % PASSAGES}"), Stance.SUPPORTS, "So it is.")
        for n in cited
    )
    return Priority(
        f"priority-{number}",
        f"Priority {number}: {text(3)}",
        f"It should be looked at: {text(20)}.",
        evidence=evidence,
        queries=(text(2), text(3)),
    )


def _record(number: int, found: list[int]) -> SearchRecord:
    """Return the record of a search that found one passage in some sources, and looked into those only."""
    names = tuple(f"source-{n:06}" for n in sorted(found))
    rows = tuple(FoundIn(id, 1, ("para-1",)) for id in names[: min(len(names), 50)])
    return SearchRecord(f"priority-{number}", runs=(RecordedSearch(AT, "staff", ("words",), AT, names[:2000], rows),))


def _write(content: Path, kind: str, thing: object) -> None:
    path = path_of(content, kind, thing.id, parent=parent_of(thing))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump(thing), encoding="utf-8")


def _word(number: int) -> str:
    made = ""
    number += len(_SYLLABLES)
    while number:
        number, at = divmod(number, len(_SYLLABLES))
        made += _SYLLABLES[at]
    return made
