"""Passages: the citable units of a source, derived from its Markdown and never stored."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class PassageKind(StrEnum):
    """What a passage is in its source; ``finding`` and ``summary`` are our own words about it."""

    PARAGRAPH = "paragraph"
    CONCLUSION = "conclusion"
    RECOMMENDATION = "recommendation"
    FINDING = "finding"
    SUMMARY = "summary"
    TEXT = "text"
    TABLE = "table"
    FOOTNOTE = "footnote"
    ANSWER = "answer"
    PRIORITY = "priority"
    ANNOTATION = "annotation"
    QUESTION = "question"


def page_words(label: str, page: str = "p") -> str:
    """Return the label of a printed page in words: ``p 24``; a column (of Hansard) is called that: ``col 772``."""
    return label if not label or label.startswith("col ") else f"{page} {label}"


@dataclass(frozen=True)
class Passage:
    """A passage of one document.

    ``id`` is unique in its document and is the anchor on its page (``para-4.12``, ``con-3``,
    ``text-9f2c01ab``); ``label`` is the printed one in words (``para 4.12``; empty where nothing is
    printed); ``page`` is the printed page it starts on; ``heading`` the headings above it, outermost
    first; ``text`` plain words without footnote marks; ``links`` ids of passages it refers to.
    """

    id: str
    kind: PassageKind
    text: str
    label: str = ""
    page: str = ""
    heading: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    @property
    def is_ours(self) -> bool:
        """Say whether its words are our own about the source, and not the source's."""
        return self.kind in (PassageKind.SUMMARY, PassageKind.FINDING)

    @property
    def locator(self) -> str:
        """Return where it is in words: ``para 4.12, p 23``."""
        return ", ".join(part for part in (self.label, page_words(self.page)) if part)


def passage_from(values: Mapping[str, Any]) -> Passage:
    """Return the passage that plain values describe."""
    heading, links = tuple(values["heading"]), tuple(values["links"])
    return Passage(**{**values, "kind": PassageKind(values["kind"]), "heading": heading, "links": links})


@dataclass(frozen=True)
class Citation:
    """How a passage is held when the document may change: by its words, then its label, then its hash.

    ``sha256`` is of the words of the passage as it was read, without their setting
    (``kb.documents.anchoring.hash_of``); ``capture`` is the SHA-256 of the capture that it was read in, and
    ``captured`` when that was taken. Where the same words stood in several passages that nothing but their labels
    told apart, ``places`` says in how many and ``place`` in which of them, counted from 1; both are 0 elsewhere.
    """

    source: str
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    label: str = ""
    page: str = ""
    sha256: str = ""
    capture: str = ""
    captured: dt.datetime | None = None
    place: int = 0
    places: int = 0
