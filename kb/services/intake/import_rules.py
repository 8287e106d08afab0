"""Where an answer that came goes: a file of its own, a new version of its sender's answer, or triage.

The rules: what was taken in before is not taken in again. Before the deadline a member's later answer takes the
place of the earlier one, which is kept as a version. Where anything speaks against that, both stay, and the one
that came waits for a person.
"""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.content.catalogue import FullCatalogue
from kb.content.codec import normal
from kb.content.versions import versions_of
from kb.domain.account.viewer import Viewer
from kb.domain.call.answer_reference import reference_from, shown
from kb.domain.call.call import Call, Channel, Input
from kb.domain.call.call_phase import closes_at, opens_at
from kb.domain.call.receipt import fingerprint
from kb.domain.errors import NotFound
from kb.parsing.mail.letters import read_letter
from kb.parsing.mail.message import Mail
from kb.services.library.content_writer import ContentWriter
from kb.storage.originals import Originals

ATTEMPTS = 20


class ImportOutcome(StrEnum):
    """What became of a thing that came."""

    STORED = "stored"
    REPLACED = "replaced"
    WAITING = "waits in triage"
    KNOWN = "was there already"
    WRONG = "wrong"


@dataclass(frozen=True)
class ImportResult:
    """What became of one thing; ``answer`` is the answer as it is kept, where there is one."""

    name: str
    outcome: ImportOutcome
    answer: Input | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Incoming:
    """An answer on its way in: ``name`` is how a person is told of it, from ``key`` follows its reference."""

    name: str
    key: str
    answer: Input


class ImportRules:
    """Places the answers of one import, which nobody else does meanwhile."""

    def __init__(
        self,
        call: Call,
        writer: ContentWriter,
        catalogue: FullCatalogue,
    ) -> None:
        """``catalogue`` is of the files as they are now."""
        self._call, self._writer = call, writer
        self._answers: dict[str, Input] = {}
        self._originals: dict[str, str] = {}
        self._messages: dict[str, list[tuple[str, str]]] = {}
        for answer in (*catalogue.inputs.values(), *catalogue.waiting.values()):
            if answer.call == call.id:
                for version in versions_of(answer, catalogue.files[("input", answer.id)].path):
                    self._remember(version)
                self._answers[answer.id] = answer

    def known_original(self, original: str) -> Input | None:
        """Return the answer that was read from these bytes."""
        id = self._originals.get(original)
        return self._answers.get(id) if id else None

    def known_letter(self, original: str, mail: Mail, originals: Originals) -> Input | None:
        """Return the answer that was read from these bytes, or from the same mail with other lines of transport."""
        found = self.known_original(original)
        if found is not None or not mail.message_id:
            return found
        for name, id in self._messages.get(mail.message_id, []):
            data = originals.read(self._call.id, name)
            if data is not None and name.endswith(".eml") and _same_words(read_letter(data), mail):
                return self._answers.get(id)
        return None

    def same_message_id(self, message_id: str) -> bool:
        """Say whether a mail with this id was taken in."""
        return bool(message_id) and message_id in self._messages

    def apply(self, incoming: Incoming) -> ImportResult:
        """Write the answer where it belongs; it is on disk when this returns."""
        answer = replace(incoming.answer, received=_second(incoming.answer.received))
        answer = replace(answer, late=answer.received >= closes_at(self._call))
        before = self._before(answer)
        reasons = [*answer.triage, *self._against(answer, before)]
        if before is not None and not reasons:
            if fingerprint(before) == fingerprint(replace(answer, id=before.id)):
                return ImportResult(incoming.name, ImportOutcome.KNOWN, before)
            replaced = self._replaced(incoming.name, before, answer)
            if replaced is not None:
                return replaced
        return self._made(incoming, replace(answer, triage=tuple(dict.fromkeys(reasons))))

    def _before(self, answer: Input) -> Input | None:
        """Return the answer that counts of the same sender; in sheets without addresses, of the same organisation."""
        for other in self._answers.values():
            if other.triage or other.illustrative:
                continue
            same_sender = bool(answer.sender) and other.sender == answer.sender
            nameless = answer.channel is other.channel is Channel.CSV and not (answer.sender or other.sender)
            if same_sender or (nameless and other.organisation.casefold() == answer.organisation.casefold()):
                return other
        return None

    def _against(self, answer: Input, before: Input | None) -> list[str]:
        """Say why an answer cannot simply be taken in, besides what its words leave unclear."""
        reasons = []
        if answer.received < opens_at(self._call):
            reasons.append("it came before the call opened")
        if before is None:
            return reasons
        which = f"the answer {shown(before.id)} of the same sender"
        if answer.late:
            reasons.append(f"it came after the deadline, and {which} stands")
        elif answer.received < (before.changed or before.received):
            reasons.append(f"{which} is later than this one")
        return reasons

    def _replaced(self, name: str, before: Input, answer: Input) -> ImportResult | None:
        try:
            kept = self._writer.read(Input, before.id, self._call.id)
        except NotFound:  # it went while we looked
            return None
        old = kept.item
        new = replace(
            answer,
            id=old.id,
            received=old.received,
            late=old.late,
            changes=old.changes + 1,
            changed=answer.received,
            link=old.link,
            audience=old.audience,
        )
        by = Viewer(answer.entered_by)
        self._took(self._writer.save(kept, new, by, "change answer", _facts(new), refresh=False).item)
        return ImportResult(name, ImportOutcome.REPLACED, new)

    def _made(self, incoming: Incoming, answer: Input) -> ImportResult:
        for attempt in range(ATTEMPTS):
            id = reference_from(f"{self._call.id} {incoming.key}", attempt).lower()
            new = _writable(replace(answer, id=id))
            act, outcome = (
                ("put in triage", ImportOutcome.WAITING) if new.triage else ("take in answer", ImportOutcome.STORED)
            )
            if self._writer.create(new, Viewer(new.entered_by), act, _facts(new), refresh=False) is not None:
                self._took(new)
                return ImportResult(incoming.name, outcome, new, new.triage)
        raise AssertionError("so many references taken: they are not random")

    def _took(self, answer: Input) -> None:
        self._answers[answer.id] = answer
        self._remember(answer)

    def _remember(self, answer: Input) -> None:
        if answer.original:
            self._originals[answer.original] = answer.id
        if answer.message_id:
            self._messages.setdefault(answer.message_id, []).append((answer.original, answer.id))


def _facts(answer: Input) -> list[tuple[str, str]]:
    facts = {"call": answer.call, "answer": answer.id, "words": fingerprint(answer), "original": answer.original}
    return sorted({**facts, "late": "true"}.items() if answer.late else facts.items())


def _writable(answer: Input) -> Input:
    """Return the answer as its file will give it back; one that no file can hold waits, with only its original."""
    try:
        made = normal(answer)
    except ValueError:
        made = None
    if isinstance(made, Input):
        return made
    reasons = (*answer.triage, "its words are more than a file of an answer can hold; see the original")
    return replace(answer, slots=(), body="", message_id="", triage=reasons)


def _same_words(one: Mail, other: Mail) -> bool:
    return (one.plain, one.html, one.attachments, one.sender) == (
        other.plain,
        other.html,
        other.attachments,
        other.sender,
    )


def _second(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)
