"""The form of a question: what can be chosen in it, for the priorities that were chosen and for who writes it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.domain.audience import Audience
from kb.domain.editorial.question import Pillar
from kb.domain.form_data import FormData
from kb.domain.priority.priority import Priority
from kb.domain.source.source import Source
from kb.services.calls.raised import RaisedSlot
from kb.services.editorial.question_form import slot_words
from kb.web.editorial.entry_form import EntryOption, FormField, audience_field, choice, line, text, ticks
from kb.web.editorial.question_page import KINDS
from kb.web.humanize import count


@dataclass(frozen=True)
class OfferedChoices:
    """What the form of a question offers: ``cited`` are ids of sources that the chosen priorities rest on.

    ``raised`` are the members' questions under these, for those who may say which one it came from.
    """

    priorities: Sequence[Priority]
    sources: Sequence[Source]
    cited: Sequence[str]
    raised: Sequence[RaisedSlot] | None


def question_fields(form: FormData, offered: OfferedChoices, reader: Audience) -> tuple[FormField, ...]:
    """Make the fields of the form, with what was form."""
    raised = () if offered.raised is None else (_raised_field(form, offered.raised),)
    return (
        text(form, "text", "The question", hint="As an inspector would put it to a force.", rows=3, needed=True),
        choice(form, "kind", "It asks for", (EntryOption(k.value, name, note=why) for k, (name, why) in KINDS.items())),
        line(form, "asked_of", "Asked of", hint="For example: each force; the Home Office.", needed=True),
        priorities_field(form, offered.priorities),
        *raised,
        text(
            form,
            "look_at",
            "Main sources of evidence",
            hint="What an inspector would look at, one thing a line: contract registers, board minutes, time sheets.",
        ),
        _background_field(form, offered),
        text(form, "good_answer", "What a good answer shows"),
        ticks(form, "pillars", "Pillars of inspection", (EntryOption(p.value, p.value.capitalize()) for p in Pillar)),
        audience_field(form, reader),
        text(form, "body", "More about it", hint="If there is more to say. Markdown may be used."),
    )


def priorities_field(form: FormData, priorities: Iterable[Priority]) -> FormField:
    """Make the field for the priorities that something is for."""
    options = [EntryOption(one.id, one.title) for one in sorted(priorities, key=lambda one: one.title)]
    return ticks(form, "priorities", "For which priorities", options, empty="There are no priorities yet.")


def _raised_field(form: FormData, raised: Sequence[RaisedSlot]) -> FormField:
    options = (
        EntryOption(
            slot_words(row.slot),
            row.question or row.title,
            note=_note(row),
            address=f"/inputs/{row.call}/{row.slot.input}#slot-{row.slot.rank}",
        )
        for row in raised
    )
    return ticks(
        form,
        "raised",
        "Members’ questions that it came from",
        options,
        hint="What others see of them is as each member consented. Words for staff only are not to be repeated here.",
        empty="None under the priorities that are ticked. Tick another, and look again.",
        button="Show those under the ticked priorities",
    )


def _note(row: RaisedSlot) -> str:
    invented = ", invented" if row.illustrative else ""
    return f"{row.name}{invented}{'; words for staff only' if row.quotable is Audience.STAFF else ''}"


def _background_field(form: FormData, offered: OfferedChoices) -> FormField:
    near = sorted(offered.sources, key=lambda source: (source.id not in offered.cited, source.heading))
    options = [
        EntryOption(s.id, s.heading, note="cited for a ticked priority" if s.id in offered.cited else "") for s in near
    ]
    return ticks(form, "background", "To read before", options, folded=f"Choose from {count(len(options), 'source')}")
