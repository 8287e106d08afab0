"""The form in which staff edit the words of a priority."""

from collections.abc import Iterable

from kb.domain.audience import Audience
from kb.domain.vocabulary import Topic
from kb.services.editorial.form_data import Typed
from kb.services.editorial.priority_text import STATUSES
from kb.web.editorial.entry_form import AUDIENCES, FormField, Option, choice, line, text, ticks
from kb.web.priorities.page import STATUS_WORDS


def wording_fields(typed: Typed, topics: Iterable[Topic]) -> tuple[FormField, ...]:
    """Make the fields of the form, with what was typed."""
    readers = (Option(audience.value, AUDIENCES[audience][0]) for audience in Audience)
    return (
        line(typed, "title", "Title", needed=True),
        text(typed, "statement", "Statement", hint="What inspection should ask, in two sentences.", needed=True),
        text(typed, "situation", "The situation", hint="How things are. It goes into the brief.", rows=7),
        text(typed, "problem", "The problem", hint="What is wrong with that. It goes into the brief.", rows=7),
        text(typed, "body", "More about it", hint="If there is more to say. Markdown may be used."),
        ticks(typed, "topics", "Topics", (Option(one.id, one.name) for one in topics), folded="Choose topics"),
        choice(
            typed,
            "status",
            "Where it stands",
            (Option(one.value, STATUS_WORDS[one]) for one in STATUSES),
            hint="Somebody other than who wrote the words agrees to them. Other words make it a draft again, and the "
            "brief leaves drafts out.",
        ),
        choice(
            typed,
            "audience",
            "Who may read it",
            readers,
            hint="A new priority is for staff only, since its words may be a member’s. Read them again before you "
            "let others read them.",
        ),
    )
