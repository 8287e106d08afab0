"""Agreeing to a priority: by somebody else than who wrote its words, and anew when the words are others.

What is agreed is put before an inspector in everybody's name, so one person alone can neither agree to words of their
own nor put other words under an agreement. ``one_may_do`` is for a house of one person (``KB_REVIEWERS=one``).
"""

import datetime as dt
from dataclasses import replace
from typing import TypeVar

from kb.domain.errors import InvalidInput
from kb.domain.priority.lineage import MAKING
from kb.domain.priority.priority import Priority, PriorityStatus

P = TypeVar("P", bound=Priority)
OWN_WORDS = "Somebody other than who wrote these words agrees to them. Save them as a draft; then another can agree."


def words_of(priority: Priority) -> tuple[tuple[str, ...], ...]:
    """Return the agreed words of a priority with white space folded."""
    texts = (priority.title, priority.statement, priority.situation, priority.problem, priority.body)
    return tuple(tuple(text.split()) for text in texts)


def writer_of(priority: Priority) -> str:
    """Return who wrote the words of a priority: the last to edit them, or who made it when answers were grouped."""
    made = (step.who for step in priority.lineage if step.kind in MAKING and step.target == priority.id)
    return priority.worded_by or next(made, "")


def edited(before: Priority, after: P, who: str, at: dt.datetime, *, one_may_do: bool) -> P:
    """Return a priority as ``who`` leaves it: with who wrote its words, and a draft where others were agreed.

    Raises ``InvalidInput`` where somebody agrees to words of their own.
    """
    is_reworded = words_of(after) != words_of(before)
    made = replace(after, worded_by=who) if is_reworded else after
    was_agreed = before.status is PriorityStatus.AGREED
    if made.status is PriorityStatus.AGREED and was_agreed and is_reworded and not one_may_do:
        made = replace(made, status=PriorityStatus.DRAFT)
    if made.status is not PriorityStatus.AGREED:
        return replace(made, agreed_by="", agreed_at=None)
    if was_agreed and not is_reworded:
        return made
    if writer_of(made) == who and not one_may_do:
        raise InvalidInput({"status": OWN_WORDS})
    return replace(made, agreed_by=who, agreed_at=at)


def waits_for(priority: Priority, who: str, *, one_may_do: bool) -> bool:
    """Say whether a priority waits for ``who``: it is a draft whose words somebody else wrote."""
    return priority.status is PriorityStatus.DRAFT and (one_may_do or writer_of(priority) != who)
