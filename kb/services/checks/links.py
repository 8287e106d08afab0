"""Links in our own words to things of the knowledge base that are not there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from kb.content.catalogue import FullCatalogue
from kb.services.checks.open_work import Passages, Work, WorkLeft, work_on
from kb.services.library.library import Snapshot

_LINK = re.compile(r"\]\(\s*<?(/[^\s)>]+)")
_TEXTS = {
    "source": ("summary", "notes"),
    "priority": ("statement", "situation", "problem", "body"),
    "annotation": ("body",),
    "question": ("text", "good_answer", "body"),
    "advice": ("what", "body"),
    "recommendation": ("summary", "body"),
    "call": ("question", "body"),
    "search-record": ("body",),
}
"""The fields of each kind that hold Markdown of ours. The text of a source and a member's words are not ours."""


@dataclass(frozen=True)
class _Said:
    """Markdown of a thing: in which field it stands."""

    kind: str
    id: str
    field: str
    text: str


def dead_links(snapshot: Snapshot, passages: Passages) -> Iterator[WorkLeft]:
    """Yield every link to a page of a thing, or to a passage of a source, that is not there."""
    for said in _said(snapshot.catalogue):
        for target in dict.fromkeys(_LINK.findall(said.text)):
            lacking = _lacking(target, snapshot.catalogue, passages)
            if lacking:
                told = (Work.DEAD_LINK, said.field, f"it links to {target}: {lacking}", "link to what is there")
                yield work_on(snapshot, said.kind, said.id, told)


def _said(catalogue: FullCatalogue) -> Iterator[_Said]:
    for kind, things in _things(catalogue).items():
        for id, thing in things.items():
            for field in _TEXTS.get(kind, ()):
                yield _Said(kind, id, field, getattr(thing, field))
    for id, source in catalogue.sources.items():
        yield from (_Said("source", id, f"findings.{n}.text", f.text) for n, f in enumerate(source.findings, start=1))
    for id, entry in catalogue.annotations.items():
        yield from (_Said("annotation", id, f"links.{n}.why", one.why) for n, one in enumerate(entry.links, start=1))


def _things(catalogue: FullCatalogue) -> Mapping[str, Mapping[str, Any]]:
    return {
        "source": catalogue.sources,
        "priority": catalogue.priorities,
        "annotation": catalogue.annotations,
        "question": catalogue.questions,
        "advice": catalogue.advice,
        "recommendation": catalogue.recommendations,
        "call": catalogue.calls,
        "search-record": catalogue.search_records,
    }


_HOMES = {
    "sources": "source",
    "priorities": "priority",
    "annotations": "annotation",
    "questions": "question",
    "advice": "advice",
    "recommendations": "recommendation",
    "calls": "call",
}


def _lacking(target: str, catalogue: FullCatalogue, passages: Passages) -> str:
    """Return the part of a site address that does not exist; empty for a sound address or another site's."""
    path, _, anchor = target.partition("#")
    _, home, *rest = path.partition("?")[0].split("/")
    id = rest[0] if rest else ""
    if home == "inputs" and len(rest) > 1:
        answer = catalogue.inputs.get(rest[1]) or catalogue.waiting.get(rest[1])
        return "" if answer and answer.call == rest[0] else f"there is no answer `{rest[1]}`"
    kind = _HOMES.get(home, "")
    if not kind or not id:
        return ""
    if id not in _things(catalogue)[kind]:
        return f"there is no {kind} `{id}`"
    place = unquote(anchor)
    is_there = kind != "source" or not place or _has(passages(id), place)
    return "" if is_there else f"the source has no passage `{place}`"


def _has(passages: Iterable[Any], place: str) -> bool:
    return any(passage.id == place for passage in passages)
