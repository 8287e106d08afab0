"""Review: how an entry that somebody wrote comes to be one that may be put before an inspector.

An entry is a draft, is handed in, and is reviewed by a second person, who accepts it or sends it back; what is no
longer held is retired, never deleted. Every turn is kept with who and when. Whoever changes the words of an entry
starts it anew as a draft, so that *reviewed* always speaks of the words that stand there.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ReviewState(StrEnum):
    """Where an entry stands; only reviewed ones enter a brief by default."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    REVIEWED = "reviewed"
    RETIRED = "retired"


@dataclass(frozen=True)
class Turn:
    """One change of state: when, by whom, to which state, and why."""

    at: dt.datetime
    who: str
    state: ReviewState
    note: str = ""


NEXT: Mapping[ReviewState, tuple[ReviewState, ...]] = {
    ReviewState.DRAFT: (ReviewState.IN_REVIEW, ReviewState.RETIRED),
    ReviewState.IN_REVIEW: (ReviewState.REVIEWED, ReviewState.DRAFT, ReviewState.RETIRED),
    ReviewState.REVIEWED: (ReviewState.DRAFT, ReviewState.RETIRED),
    ReviewState.RETIRED: (ReviewState.DRAFT,),
}
"""What may follow on a state; back to draft is to be sent back, changed, or taken up again."""


def state_of(turns: tuple[Turn, ...]) -> ReviewState:
    """Return the state that the last turn left; an entry without turns is a draft."""
    return turns[-1].state if turns else ReviewState.DRAFT


def sent_back_because(turns: tuple[Turn, ...]) -> str:
    """Return why a reviewer sent an entry back; empty where nobody did, or its writer has taken a turn since."""
    if len(turns) < 2 or turns[-1].state is not ReviewState.DRAFT:
        return ""
    return turns[-1].note if turns[-2].state in (ReviewState.IN_REVIEW, ReviewState.REVIEWED) else ""


def writers_of(author: str, turns: tuple[Turn, ...]) -> frozenset[str]:
    """Return everybody whose words an entry holds since it was last reviewed: none of them may review it.

    Those are its author, and whoever made it a draft again by changing it.
    """
    drafted = {turn.who for turn in turns if turn.state is ReviewState.DRAFT and not turn.note}
    return frozenset({author, *drafted})


def why_not(author: str, turns: tuple[Turn, ...], to: ReviewState, who: str, *, one_may_do: bool) -> str:
    """Return why somebody may not take this turn, in words for them; empty where they may.

    ``one_may_do`` says that the installation lets people review what they wrote themselves.
    """
    now = state_of(turns)
    if to not in NEXT[now]:
        return f"it is {now.value}, and cannot become {to.value} from there"
    if to is ReviewState.REVIEWED and not one_may_do and who in writers_of(author, turns):
        return "a second person has to review it: these are your own words"
    return ""
