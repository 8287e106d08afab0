"""What somebody is typing into the form of a call: not an answer yet, and never lost for being wrong.

Every function gives a new value back with everything else as it was typed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.domain.account.account import folded_email
from kb.domain.call.call import Call, Consent, Input, Pointer, Slot
from kb.domain.form_data import FormErrors

LONGEST_TITLE = 300
LONGEST_WORDS = 6000
LONGEST_NAME = 200
MOST_POINTERS = 12
ORGANISATION_KINDS = (
    "small or medium supplier",
    "large supplier",
    "systems integrator",
    "cloud provider",
    "consultancy",
    "charity",
    "academic body",
    "police force",
    "public body",
    "trade body",
    "other",
)
"""A closed list: a kind in somebody's own words could give away who it is."""
_KEYS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class AnswerFormSlot:
    """One entry as typed. ``key`` names it in the form while it moves up and down; ``search`` is its search box."""

    key: str
    title: str = ""
    why: str = ""
    question: str = ""
    evidence: tuple[Pointer, ...] = ()
    search: str = ""

    @property
    def is_blank(self) -> bool:
        """Say whether nothing of an entry was typed."""
        return not (self.title.strip() or self.why.strip() or self.question.strip() or self.evidence)


@dataclass(frozen=True)
class AnswerForm:
    """The whole form as typed; ``consent`` is empty until one is chosen, ``email`` where no receipt is to be sent."""

    organisation: str = ""
    organisation_kind: str = ""
    email: str = ""
    consent: str = ""
    slots: tuple[AnswerFormSlot, ...] = ()
    besides: str = ""

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed but who answers."""
        return all(slot.is_blank for slot in self.slots) and not self.besides.strip()


def with_room(typed: AnswerForm, call: Call) -> AnswerForm:
    """Return the form with as many entries as the call takes, blank ones last."""
    used = {slot.key for slot in typed.slots}
    free = (key for key in (*_KEYS, *(f"{a}{b}" for a in _KEYS for b in _KEYS)) if key not in used)
    blank = [AnswerFormSlot(next(free)) for _ in range(call.slots - len(typed.slots))]
    return replace(typed, slots=(*typed.slots, *blank))


def moved(typed: AnswerForm, key: str, steps: int) -> AnswerForm:
    """Return the form with one entry moved down by ``steps`` (up where below 0), as far as there is room."""
    slots = list(typed.slots)
    at = next((place for place, slot in enumerate(slots) if slot.key == key), None)
    if at is None:
        return typed
    slots.insert(max(0, min(at + steps, len(slots) - 1)), slots.pop(at))
    return replace(typed, slots=tuple(slots))


def pointing(typed: AnswerForm, key: str, pointer: Pointer) -> AnswerForm:
    """Return the form with a passage linked to an entry; one that is linked already is not linked twice."""
    return _of_slot(typed, key, lambda old: (*(p for p in old if not _same(p, pointer)), pointer)[:MOST_POINTERS])


def not_pointing(typed: AnswerForm, key: str, pointer: Pointer) -> AnswerForm:
    """Return the form with a passage not linked to an entry any more."""
    return _of_slot(typed, key, lambda old: tuple(p for p in old if not _same(p, pointer)))


def answer_form_of(answer: Input) -> AnswerForm:
    """Return the form as it was when the answer was sent, to change it."""
    slots = zip(_KEYS, answer.slots, strict=False)
    return AnswerForm(
        organisation=answer.organisation,
        organisation_kind=answer.organisation_kind,
        email=answer.sender,
        consent=answer.consent.value,
        slots=tuple(AnswerFormSlot(key, slot.title, slot.why, slot.question, slot.evidence) for key, slot in slots),
        besides=answer.body,
    )


def form_errors(typed: AnswerForm, call: Call, kinds: Sequence[str] = ORGANISATION_KINDS) -> Mapping[str, str]:
    """Return the errors of the form by field, in the order of the page."""
    errors = FormErrors()
    if not typed.organisation.strip():
        errors.add("organisation", "Say which organisation answers.")
    if len(typed.organisation) > LONGEST_NAME:
        errors.add("organisation", f"Use at most {LONGEST_NAME} characters for the name of the organisation.")
    if typed.organisation_kind not in kinds:
        errors.add("organisation_kind", "Choose the kind of organisation.")
    if typed.email.strip() and not folded_email(typed.email):
        errors.add("email", "This is no e-mail address; it looks like ann@example.org. Or leave it empty.")
    _add_slot_errors(errors, typed, call.slots)
    if len(typed.besides) > LONGEST_WORDS:
        errors.add("besides", f"This has {len(typed.besides):,} characters; at most {LONGEST_WORDS:,} fit.")
    if typed.consent not in [choice.value for choice in call.choices]:
        errors.add("consent", "Choose what others may see of your answer.")
    return errors.found


def _add_slot_errors(errors: FormErrors, typed: AnswerForm, most: int) -> None:
    filled = [(place, slot) for place, slot in enumerate(typed.slots, start=1) if not slot.is_blank]
    if not filled:
        errors.add(f"title-{typed.slots[0].key if typed.slots else 'a'}", "Give at least one priority.")
    for number, (place, slot) in enumerate(filled):
        if number == most:
            errors.add(f"title-{slot.key}", f"An answer has at most {most} priorities; empty the others.")
        if not slot.title.strip():
            errors.add(f"title-{slot.key}", f"Give priority {place} a title, or empty the rest of it.")
        for name, longest in (("title", LONGEST_TITLE), ("why", LONGEST_WORDS), ("question", LONGEST_WORDS)):
            length = len(getattr(slot, name))
            if length > longest:
                what = f"Priority {place}: this has {length:,} characters; at most {longest:,} fit."
                errors.add(f"{name}-{slot.key}", what)


def slots_of(typed: AnswerForm) -> tuple[Slot, ...]:
    """Return the entries of an answer: those that are not blank, in the order of the form."""
    return tuple(
        Slot(_tidy(slot.title).strip(), _tidy(slot.why).strip(), _tidy(slot.question).strip(), slot.evidence)
        for slot in typed.slots
        if not slot.is_blank
    )


def written_into(answer: Input, typed: AnswerForm) -> Input:
    """Return an answer with the words of the form, which has no faults."""
    return replace(
        answer,
        organisation=" ".join(typed.organisation.split()),
        organisation_kind=typed.organisation_kind,
        sender=folded_email(typed.email),
        consent=Consent(typed.consent),
        slots=slots_of(typed),
        body=_tidy(typed.besides),
    )


def _tidy(text: str) -> str:
    """Return words with the line ends of files (browsers send others), and without what no file may hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or (ord(c) >= 0x20 and not 0x7F <= ord(c) < 0xA0))


def _same(one: Pointer, other: Pointer) -> bool:
    return (one.source, one.passage) == (other.source, other.passage)


def _of_slot(typed: AnswerForm, key: str, change: Callable[[tuple[Pointer, ...]], tuple[Pointer, ...]]) -> AnswerForm:
    slots = tuple(replace(s, evidence=change(s.evidence)) if s.key == key else s for s in typed.slots)
    return replace(typed, slots=slots)
