"""The form in which staff write the words of a priority."""

from collections.abc import Iterable, Sequence

from kb.domain.audience import Audience
from kb.domain.call.call import Call
from kb.domain.form_data import FormData
from kb.domain.priority.opposites import DIRECTIONS
from kb.domain.priority.priority import Direction
from kb.domain.vocabulary import Topic
from kb.services.editorial.priority_text import STATUSES, direction_words
from kb.web.editorial.entry_form import AUDIENCES, EntryOption, FormField, choice, line, text, ticks
from kb.web.priorities.page import STATUS_WORDS


def priority_text_fields(form: FormData, topics: Sequence[Topic]) -> tuple[FormField, ...]:
    """Make the fields of the form, with what was form."""
    status = choice(
        form,
        "status",
        "Where it stands",
        (EntryOption(one.value, STATUS_WORDS[one]) for one in STATUSES),
        hint="Somebody other than who wrote the words agrees to them. Other words make it a draft again, and the "
        "brief leaves drafts out.",
    )
    return (*_words(form), *_about(form, topics), status, _readers(form))


def new_priority_fields(form: FormData, topics: Sequence[Topic], calls: Iterable[Call]) -> tuple[FormField, ...]:
    """Make the fields of the form for a new priority, which is a draft and may belong to a call."""
    options = (EntryOption("", "none"), *(EntryOption(one.id, one.title) for one in calls))
    call = choice(form, "call", "Call for input", options, hint="Its brief and its ranking have the priority then.")
    return (*_words(form), call, *_about(form, topics), _readers(form))


def _words(form: FormData) -> Iterable[FormField]:
    yield line(form, "title", "Title", needed=True)
    yield text(form, "statement", "Statement", hint="What inspection should ask, in two sentences.", needed=True)
    yield text(form, "situation", "The situation", hint="How things are. It goes into the brief.", rows=7)
    yield text(form, "problem", "The problem", hint="What is wrong with that. It goes into the brief.", rows=7)
    yield text(form, "body", "More about it", hint="If there is more to say. Markdown may be used.")


def _about(form: FormData, topics: Sequence[Topic]) -> Iterable[FormField]:
    yield ticks(form, "topics", "Topics", (EntryOption(one.id, one.name) for one in topics), folded="Choose topics")
    chosen = {*form.get("topics", ()), *(value.partition(":")[0] for value in form.get("direction", ()))}
    ways = (
        EntryOption(direction_words(Direction(topic.id, way)), f"{topic.name}: {way}")
        for topic in topics
        if topic.id in chosen
        for way in DIRECTIONS
    )
    yield ticks(
        form,
        "direction",
        "Which way it pulls",
        ways,
        hint="One way on each topic. Two priorities that pull apart are offered as a pair to discuss.",
        folded="Choose which way",
        empty="Tick its topics first.",
        button="Show the ways of the ticked topics",
    )


def _readers(form: FormData) -> FormField:
    readers = (EntryOption(audience.value, AUDIENCES[audience][0]) for audience in Audience)
    return choice(
        form,
        "audience",
        "Who may read it",
        readers,
        hint="A new priority is for staff only, since its words may be a member’s. Read them again before you "
        "let others read them.",
    )
