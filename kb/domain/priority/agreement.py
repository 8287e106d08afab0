"""Agreeing to a priority: by somebody else than who wrote its words, and anew when the words are others.

What is agreed is put before an inspector in everybody's name, so one person alone can neither agree to words of their
own nor put other words under an agreement. ``one_may_do`` is for a house of one person (``KB_REVIEWERS=one``).
"""

from dataclasses import replace
from typing import TypeVar

from kb.domain.errors import InvalidInput
from kb.domain.priority.priority import Priority, PriorityStatus

P = TypeVar("P", bound=Priority)
OWN_WORDS = "Somebody other than who wrote these words agrees to them. Save them as a draft; then another can agree."


def words_of(priority: Priority) -> tuple[tuple[str, ...], ...]:
    """Return the agreed words of a priority with white space folded."""
    texts = (priority.title, priority.statement, priority.situation, priority.problem, priority.body)
    return tuple(tuple(text.split()) for text in texts)


def edited(before: Priority, after: P, who: str, *, one_may_do: bool) -> P:
    """Return a priority as ``who`` leaves it: with who wrote its words, and a draft where others were agreed.

    Raises ``InvalidInput`` where somebody agrees to words of their own.
    """
    is_reworded = words_of(after) != words_of(before)
    made = replace(after, worded_by=who) if is_reworded else after
    if made.status is not PriorityStatus.AGREED or one_may_do:
        return made
    if before.status is PriorityStatus.AGREED:
        return replace(made, status=PriorityStatus.DRAFT) if is_reworded else made
    if made.worded_by == who:
        raise InvalidInput({"status": OWN_WORDS})
    return made


def waits_for(priority: Priority, who: str, *, one_may_do: bool) -> bool:
    """Say whether a priority waits for ``who``: somebody else wrote its words, and they stand as a draft."""
    is_written = priority.status is PriorityStatus.DRAFT and bool(priority.worded_by)
    return is_written and (one_may_do or priority.worded_by != who)
