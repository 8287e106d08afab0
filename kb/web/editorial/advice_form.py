"""The form of a strategy or of guidance: what can be chosen in it, for the priorities that were chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.domain.audience import Audience
from kb.domain.form_data import FormData
from kb.domain.priority.priority import Priority
from kb.web.editorial.advice_page import KINDS
from kb.web.editorial.entry_form import EntryOption, FormField, audience_field, choice, line, text, ticks
from kb.web.editorial.question_form import priorities_field


@dataclass(frozen=True)
class OfferedEvidence:
    """What the form of advice offers: priorities, and annotations linked to those that were chosen."""

    priorities: Sequence[Priority]
    annotations: Sequence[EntryOption]


def advice_fields(form: FormData, offered: OfferedEvidence, reader: Audience) -> tuple[FormField, ...]:
    """Make the fields of the form, with what was form."""
    kinds = (EntryOption(kind.value, name, note=whom) for kind, (name, whom) in KINDS.items())
    return (
        line(form, "title", "Title", hint="In a few words.", needed=True),
        choice(form, "kind", "It is", kinds),
        text(form, "what", "What to do", rows=6, needed=True),
        line(form, "for_whom", "For whom", hint="For example: chief constables; the Home Office.", needed=True),
        priorities_field(form, offered.priorities),
        ticks(
            form,
            "evidence",
            "Evidence that it works",
            offered.annotations,
            hint="Annotated entries that are linked to the ticked priorities.",
            empty="No annotated entry is linked to them yet. Write one on a passage first, or add it later.",
            button="Show those of the ticked priorities",
        ),
        audience_field(form, reader),
        text(form, "body", "More about it", hint="If there is more to say. Markdown may be used."),
    )
