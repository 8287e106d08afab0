"""The form of an entry and its fields: what a browser sent → what was typed, and what was typed → what is written.

Links are numbered in the order of the form (``priority-0``, ``stance-0`` …); rows in which nothing was said are left
out, so that the numbers of what comes back are those of the form that is shown again.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput
from kb.domain.evidence.annotation import Annotation, Link, Strength
from kb.domain.priority.priority import Stance
from kb.services.evidence.annotation_checks import MOST_LINKS, Written

Form = MultiDict[str, str]
C = TypeVar("C", bound=StrEnum)
LONGEST_WORDS = 20_000


@dataclass(frozen=True)
class TypedLink:
    """A link to a priority as it was typed; every field may be empty or nonsense."""

    priority: str = ""
    stance: str = ""
    strength: str = Strength.DIRECT.value
    why: str = ""


@dataclass(frozen=True)
class TypedEntry:
    """An entry as it was typed. ``words`` are those chosen in the passage, ``before`` what stood before them."""

    words: str = ""
    before: str = ""
    body: str = ""
    tags: str = ""
    links: tuple[TypedLink, ...] = ()
    review_by: str = ""
    audience: str = Audience.MEMBERS.value


def typed_of(form: Form) -> TypedEntry:
    """Return what was typed."""
    rows = (
        TypedLink(
            form.get(f"priority-{number}", ""),
            form.get(f"stance-{number}", ""),
            form.get(f"strength-{number}", Strength.DIRECT.value),
            form.get(f"why-{number}", ""),
        )
        for number in range(MOST_LINKS + 1)
    )
    return TypedEntry(
        words=form.get("words", "")[:LONGEST_WORDS],
        before=form.get("before", "")[:LONGEST_WORDS],
        body=form.get("body", "").replace("\r\n", "\n"),
        tags=form.get("tags", ""),
        links=tuple(row for row in rows if row.priority or row.stance or row.why.strip()),
        review_by=form.get("review_by", ""),
        audience=form.get("audience", ""),
    )


def typed_again(entry: Annotation) -> TypedEntry:
    """Return an entry as its form shows it, to be changed."""
    return TypedEntry(
        words=entry.citation.exact,
        body=entry.body.rstrip("\n"),
        tags=", ".join(entry.tags),
        links=tuple(TypedLink(link.priority, link.stance.value, link.strength.value, link.why) for link in entry.links),
        review_by=entry.review_by.isoformat() if entry.review_by else "",
        audience=entry.audience.value,
    )


def written_of(typed: TypedEntry) -> Written:
    """Return what is to be written; raise ``InvalidInput`` by field for what cannot be read."""
    found: dict[str, str] = {}
    links = []
    for number, row in enumerate(typed.links):
        stance = _chosen(Stance, row.stance)
        if stance is None:
            found[f"stance-{number}"] = "Say what it does for the priority."
        strength = _chosen(Strength, row.strength)
        if strength is None:
            found[f"strength-{number}"] = "Choose how much it carries."
        if stance and strength:
            links.append(Link(row.priority, stance, strength, row.why.replace("\r\n", "\n").strip()))
    review_by = _day(typed.review_by, found)
    audience = _chosen(Audience, typed.audience)
    if audience is None:
        found["audience"] = "Choose who may read it."
    if found or audience is None:
        raise InvalidInput(found)
    tags = tuple(dict.fromkeys(tag for part in typed.tags.split(",") if (tag := " ".join(part.split()))))
    return Written(typed.body, tags, tuple(links), review_by, audience)


def _chosen(kind: type[C], text: str) -> C | None:
    return kind(text) if text in list(kind) else None


def _day(text: str, found: dict[str, str]) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        found["review_by"] = "Write the day as 2027-11-14, or leave it empty."
        return None
