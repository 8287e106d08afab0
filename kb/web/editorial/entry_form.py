"""Forms in which people write questions, advice, recommendations and the words of priorities: one shape for all.

A form is a list of fields; each has a label, and what was typed is always shown again. They work without scripts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from kb.domain.audience import Audience
from kb.domain.form_data import FormData, one
from kb.web.layout.frame import Frame, Link


class Look(StrEnum):
    """How a field is asked for: a line, a text, a day with a time, one of a few, or any of many (maybe folded)."""

    LINE = "line"
    TEXT = "text"
    TIME = "time"
    CHOICE = "choice"
    TICKS = "ticks"


@dataclass(frozen=True)
class EntryOption:
    """Something that can be chosen; ``note`` says more, ``address`` is where to look at it."""

    value: str
    words: str
    chosen: bool = False
    note: str = ""
    address: str = ""


@dataclass(frozen=True)
class FormField:
    """A field; ``button`` sends the form to be shown again with other options, ``folded`` hides many of these."""

    name: str
    label: str
    look: Look
    value: str = ""
    hint: str = ""
    options: tuple[EntryOption, ...] = ()
    rows: int = 4
    needed: bool = False
    folded: str = ""
    empty: str = ""
    button: str = ""


@dataclass(frozen=True)
class EntryFormPage:
    """A form; ``over`` leads back to what it is about, ``quoted`` are words to have before one's eyes."""

    template: ClassVar[str] = "editorial/entry_form.html"
    frame: Frame
    csrf: str
    over: Link
    heading: str
    lead: str
    action: str
    hidden: tuple[tuple[str, str], ...]
    fields: tuple[FormField, ...]
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    button: str


AUDIENCES = {
    Audience.PUBLIC: ("everybody", "once it is reviewed"),
    Audience.MEMBERS: ("members", "once it is reviewed"),
    Audience.STAFF: ("staff only", ""),
}


def line(form: FormData, name: str, label: str, *, hint: str = "", needed: bool = False) -> FormField:
    """Make a field of one line."""
    return FormField(name, label, Look.LINE, one(form, name), hint, needed=needed)


def text(form: FormData, name: str, label: str, *, hint: str = "", rows: int = 4, needed: bool = False) -> FormField:
    """Make a field for a text."""
    return FormField(name, label, Look.TEXT, one(form, name), hint, rows=rows, needed=needed)


def time(form: FormData, name: str, label: str, *, hint: str = "", needed: bool = False) -> FormField:
    """Make a field for a day and a time on the clock."""
    return FormField(name, label, Look.TIME, one(form, name), hint, needed=needed)


def choice(form: FormData, name: str, label: str, options: Iterable[EntryOption], *, hint: str = "") -> FormField:
    """Make a field in which one of a few is chosen."""
    return FormField(name, label, Look.CHOICE, hint=hint, options=_chosen(form, name, options))


def ticks(
    form: FormData,
    name: str,
    label: str,
    options: Iterable[EntryOption],
    *,
    hint: str = "",
    folded: str = "",
    empty: str = "",
    button: str = "",
) -> FormField:
    """Make a field in which any can be ticked; those that are come first. ``empty`` is said where there are none."""
    found = sorted(_chosen(form, name, options), key=lambda option: not option.chosen)
    return FormField(
        name, label, Look.TICKS, hint=hint, options=tuple(found), folded=folded, empty=empty, button=button
    )


def audience_field(form: FormData, reader: Audience, *, reviewed: bool = True) -> FormField:
    """Make the field for who may see it, as wide as this person can make it."""
    options = (
        EntryOption(a.value, AUDIENCES[a][0], note=AUDIENCES[a][1] if reviewed else "") for a in reader.shelves()
    )
    return choice(form, "audience", "Who may read it", options)


def form_page(
    frame: Frame,
    csrf: str,
    over: Link,
    heading: str,
    fields: Iterable[FormField],
    *,
    action: str,
    button: str,
    lead: str = "",
    hidden: Iterable[tuple[str, str]] = (),
    errors: Mapping[str, str] | None = None,
) -> EntryFormPage:
    """Make the page of a form; ``errors`` says by field what is wrong."""
    told = errors or {}
    return EntryFormPage(
        frame=frame,
        csrf=csrf,
        over=over,
        heading=heading,
        lead=lead,
        action=action,
        hidden=tuple(hidden),
        fields=tuple(fields),
        errors=told,
        problems=tuple(Link(what, f"#{name}") for name, what in told.items()),
        button=button,
    )


def _chosen(form: FormData, name: str, options: Iterable[EntryOption]) -> tuple[EntryOption, ...]:
    values = form.get(name, ())
    return tuple(EntryOption(o.value, o.words, o.value in values, o.note, o.address) for o in options)
