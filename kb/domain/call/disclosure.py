"""What totals may show, so that nobody's answer can be worked out of them: decided here, for every page and export.

Everybody but staff sees one and the same set of totals, so that none can be taken from another. Three rules make it:

- An answer that is for totals only counts only among at least :data:`SMALLEST_GROUP` organisations that are not to be
  read. Who reads all the other answers could else take them from the total, and what is left would be that answer.
- A kind of organisation is shown by itself only with that many, of which none or that many are not to be read.
- What the shown kinds leave of the total is nothing, or that many in the same two ways.

Staff read every answer; there is nothing to keep from them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.domain.audience import Audience
from kb.domain.call.call import Call, Consent, Input
from kb.domain.call.consent import SMALLEST_GROUP, audience_of, is_counted
from kb.domain.priority.ranking import same_name

OTHERS = (Audience.MEMBERS, Audience.PUBLIC)
"""Who totals are kept from: members know more than the public, and are kept from working things out as well."""


@dataclass(frozen=True)
class Voter:
    """An answer as far as totals go: whose it is, of what kind (empty: not to be told), and who may read it."""

    answer: str
    organisation: str
    kind: str
    readers: Audience

    def is_read_by(self, reader: Audience) -> bool:
        """Say whether what the answer says is no secret to readers of an audience."""
        return reader.rank >= self.readers.rank


@dataclass(frozen=True)
class Totals:
    """The answers that totals count; ``left_out`` counts those that stay out so that they cannot be worked out."""

    answers: tuple[Input, ...]
    left_out: int = 0


def totals_for(answers: Iterable[Input], reader: Audience, call: Call) -> Totals:
    """Return which of these answers are counted in totals that this reader sees."""
    counted = tuple(answer for answer in answers if is_counted(answer, reader, call))
    if reader is Audience.STAFF:
        return Totals(counted)
    kept = {voter.answer for voter in safe_voters([voter_of(answer, call) for answer in counted])}
    shown = tuple(answer for answer in counted if answer.id in kept)
    return Totals(shown, len(counted) - len(shown))


def voter_of(answer: Input, call: Call | None) -> Voter:
    """Return an answer as a voter; its kind is told only where consent lets it be."""
    kind = answer.organisation_kind if answer.consent in (Consent.NAMED, Consent.KIND) else ""
    return Voter(answer.id, same_name(answer.organisation), kind, audience_of(answer, call))


def safe_voters(voters: Sequence[Voter]) -> tuple[Voter, ...]:
    """Return the voters that may be counted together; none where they are too few in all."""
    kept = tuple(voters)
    for reader in OTHERS:
        if _is_too_few(_unread(kept, reader)):
            kept = tuple(voter for voter in kept if voter.is_read_by(reader))
    return () if _is_too_few(kept) else kept


def shown_kinds(voters: Sequence[Voter]) -> Mapping[str, tuple[Voter, ...]]:
    """Return the kinds of organisation that may be shown by themselves, the largest first, with their voters.

    ``voters`` are those of the total. Where a rest would be too few, the smallest kind joins it.
    """
    kinds = {kind: tuple(v for v in voters if v.kind == kind) for kind in {v.kind for v in voters if v.kind}}
    safe = [(kind, group) for kind, group in kinds.items() if _is_safe(group)]
    safe.sort(key=lambda one: (-len(organisations(one[1])), one[0]))
    while safe and not _is_safe(rest_of(voters, dict(safe))):
        safe.pop()
    return dict(safe)


def rest_of(voters: Sequence[Voter], shown: Mapping[str, tuple[Voter, ...]]) -> tuple[Voter, ...]:
    """Return the voters that are in no shown kind."""
    return tuple(voter for voter in voters if voter.kind not in shown)


def organisations(voters: Iterable[Voter]) -> frozenset[str]:
    """Return whose voters these are; two answers of one organisation are one."""
    return frozenset(voter.organisation for voter in voters)


def _is_safe(voters: Sequence[Voter]) -> bool:
    """Say whether a total of these tells nobody what an answer says that they cannot read."""
    return not any(_is_too_few(group) for group in (voters, *(_unread(voters, reader) for reader in OTHERS)))


def _is_too_few(voters: Sequence[Voter]) -> bool:
    return 0 < len(organisations(voters)) < SMALLEST_GROUP


def _unread(voters: Iterable[Voter], reader: Audience) -> tuple[Voter, ...]:
    return tuple(voter for voter in voters if not voter.is_read_by(reader))
