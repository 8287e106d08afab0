"""Taking turns: an entry goes from state to state, and every version that it had before stays beside it.

What may follow on what, and who may review, is decided in ``kb.domain.editorial.review``; here it is done.
"""

import datetime as dt
from dataclasses import replace
from typing import TypeVar

from kb.content.repository import ContentRepository, Stored
from kb.content.versions import keep_version
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.review import ReviewState, Turn, state_of, why_not, writers_of
from kb.domain.errors import InvalidInput
from kb.domain.evidence.annotation import Annotation

Reviewed = Annotation | Question | Advice
R = TypeVar("R", Annotation, Question, Advice)

_TAKEN_UP = "Taken up again."


def turned(item: R, to: ReviewState, by: Turn, *, one_may_do: bool) -> R:
    """Return an entry in its next state; ``by`` says who, when and why (its own state does not matter).

    Raises ``InvalidInput`` where that state may not follow, for this person: in words for them. Whoever sends an
    entry back says what is amiss.
    """
    told = why_not(item.author, item.turns, to, by.who, one_may_do=one_may_do)
    if told:
        raise InvalidInput({"state": f"{told[0].upper()}{told[1:]}."})
    now, note = item.state, by.note.strip()
    if now is ReviewState.IN_REVIEW and to is ReviewState.DRAFT and not note:
        raise InvalidInput({"note": "Say what is to be changed; whoever wrote it sees that."})
    if now is ReviewState.RETIRED and not note:  # without a note it would count as written by who takes it up
        note = _TAKEN_UP
    return replace(item, turns=(*item.turns, replace(by, state=to, note=note)))


def redrafted(item: R, who: str, at: dt.datetime) -> R:
    """Return an entry whose words ``who`` changes: a draft again, and theirs too, so that they cannot review it."""
    if state_of(item.turns) is ReviewState.RETIRED:
        raise InvalidInput({"state": "It is retired. Take it up again before you change it."})
    if state_of(item.turns) is ReviewState.DRAFT and who in writers_of(item.author, item.turns):
        return item
    return replace(item, turns=(*item.turns, Turn(at, who, ReviewState.DRAFT)))


def save_next(files: ContentRepository, kept: Stored[R], item: R, at: dt.datetime) -> Stored[R]:
    """Replace an entry by its next version and keep the one before it; ``at`` is when.

    Raises ``EditConflict`` where the file is not as it was read; nothing is lost then.
    """
    keep_version(kept)
    return files.change(kept, replace(item, changes=kept.item.changes + 1, changed=at))
