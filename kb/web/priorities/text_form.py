"""The form in which staff edit the words of a priority."""

from collections.abc import Iterable

from kb.domain.audience import Audience
from kb.domain.form_data import FormData
from kb.domain.vocabulary import Topic
from kb.services.editorial.priority_text import STATUSES
from kb.web.editorial.entry_form import AUDIENCES, EntryOption, FormField, choice, line, text, ticks
from kb.web.priorities.page import STATUS_WORDS


def priority_text_fields(form: FormData, topics: Iterable[Topic]) -> tuple[FormField, ...]:
    """Make the fields of the form, with what was form."""
    readers = (EntryOption(audience.value, AUDIENCES[audience][0]) for audience in Audience)
    return (
        line(form, "title", "Title", needed=True),
        text(form, "statement", "Statement", hint="What inspection should ask, in two sentences.", needed=True),
        text(form, "situation", "The situation", hint="How things are. It goes into the brief.", rows=7),
        text(form, "problem", "The problem", hint="What is wrong with that. It goes into the brief.", rows=7),
        text(form, "body", "More about it", hint="If there is more to say. Markdown may be used."),
        ticks(form, "topics", "Topics", (EntryOption(one.id, one.name) for one in topics), folded="Choose topics"),
        choice(
            form,
            "status",
            "Where it stands",
            (EntryOption(one.value, STATUS_WORDS[one]) for one in STATUSES),
            hint="Somebody other than who wrote the words agrees to them. Other words make it a draft again, and the "
            "brief leaves drafts out.",
        ),
        choice(
            form,
            "audience",
            "Who may read it",
            readers,
            hint="A new priority is for staff only, since its words may be a member’s. Read them again before you "
            "let others read them.",
        ),
    )
