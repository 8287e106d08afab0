"""Suggestions while typing: common phrases that go on from what was typed.

The embedded engine knows the common phrases of its segments. Here they are looked for when somebody types: in the
passages of a sample of documents that have what was typed. Each is counted in all that the reader may see before it
is shown.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kb.domain.query.results import CommonPhrase
from kb.domain.query.stop_words import EMPTY_WORDS
from kb.index.opensearch.filters import EXACT, documents_counted
from kb.index.opensearch.query_dsl import PASSAGES, Dsl, all_of, any_of, phrase
from kb.index.opensearch.reader import Reader
from kb.index.opensearch.tokens import phrase_of
from kb.index.presentation import LONGEST, SEVERAL
from kb.index.query.analysis import parts_of

SAMPLE = 150
"""Documents that are looked at for one answer."""

_LOOKED_AT = 24
_WORDS = 4
_WITHIN = 0.7
"""A phrase that is mostly said within a longer one is left out for that."""

_WORD = re.compile(r"[^\W\d_]+")


def suggest_phrases(reader: Reader, typed: str, most: int) -> tuple[CommonPhrase, ...]:
    """Return common phrases that have what was typed, its last word perhaps unfinished; first those that begin so."""
    parts = parts_of(typed[:LONGEST])
    ended = typed[-1:].isspace()
    if not parts or len(parts) > _WORDS or ((len(parts) > 1 or ended) and parts[0] in EMPTY_WORDS):
        return ()
    body = {
        "size": SAMPLE,
        "query": all_of([PASSAGES, _beginning(parts, ended=ended)]),
        "_source": ["shown"],
        "collapse": {"field": "doc"},
    }
    hits = reader.ask(body)["hits"]["hits"]
    wanted = f" {' '.join(parts)}" + (" " if ended else "")
    counts: dict[str, int] = {}
    for hit in hits:
        for text in set(_phrases(parts_of(hit["_source"]["shown"][4]), wanted)):
            counts[text] = counts.get(text, 0) + 1
    least = 2 if len(hits) >= SEVERAL else SEVERAL
    chosen = _without_parts({text: number for text, number in counts.items() if number >= least})
    chosen.sort(key=lambda text: (not f" {text}".startswith(wanted), -counts[text], text))
    found = [one for one in _counted(reader, chosen[:_LOOKED_AT]) if one.documents >= SEVERAL]
    found.sort(key=lambda one: (not f" {one.text}".startswith(wanted), -one.documents))
    return tuple(found[:most])


def _beginning(parts: Sequence[str], *, ended: bool) -> Dsl:
    """Return what has these words side by side, of the last perhaps the beginning."""
    if ended:
        return phrase("body", tuple(parts))
    if len(parts) == 1:
        return {"prefix": {"body": {"value": parts[0]}}}
    return {"match_phrase_prefix": {"body": {"query": phrase_of(tuple(parts)), "max_expansions": 50}}}


def _phrases(words: Sequence[str], wanted: str) -> Iterator[str]:
    """Give the runs of two to four words that have what is wanted, and begin and end with one that tells something."""
    plain = [word if _WORD.fullmatch(word) and (len(word) > 1 or word == "a") else "" for word in words]
    for first, word in enumerate(plain):
        if not word or word in EMPTY_WORDS:
            continue
        for size in range(2, _WORDS + 1):
            run = plain[first : first + size]
            if len(run) < size or not run[-1]:
                break
            text = " ".join(run)
            if run[-1] not in EMPTY_WORDS and wanted in f" {text}" and f" {text}" != wanted:
                yield text


def _without_parts(counts: dict[str, int]) -> list[str]:
    """Leave out what is mostly said within a longer phrase."""
    return [
        text for text, number in counts.items() if not any(_is_part(text, other, number, counts) for other in counts)
    ]


def _is_part(text: str, other: str, number: int, counts: dict[str, int]) -> bool:
    return len(other) > len(text) and f" {text} " in f" {other} " and counts[other] >= _WITHIN * number


def _counted(reader: Reader, texts: Iterable[str]) -> list[CommonPhrase]:
    """Count the documents that say each of some phrases."""
    chosen = list(texts)
    if not chosen:
        return []
    documents = {"documents": documents_counted(EXACT)}
    aggs: dict[str, Any] = {
        str(at): {"filter": phrase("body", tuple(text.split(" "))), "aggs": documents} for at, text in enumerate(chosen)
    }
    query = all_of([PASSAGES, any_of([one["filter"] for one in aggs.values()])])
    told = reader.ask({"size": 0, "query": query, "aggs": aggs})["aggregations"]
    return [CommonPhrase(text, int(told[str(at)]["documents"]["value"])) for at, text in enumerate(chosen)]
