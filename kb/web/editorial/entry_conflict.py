"""The page where two people wrote on one thing: both versions, what is safe, and the choice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.services.editorial.form_data import Typed
from kb.web.editorial.entry_form import FormField, Look
from kb.web.layout.frame import Frame, Link
from kb.web.layout.versions import VersionLine, marked


@dataclass(frozen=True)
class EntryConflictPage:
    """Both versions in words, and the form that saves one on top, with everything that was typed."""

    template: ClassVar[str] = "editorial/entry_conflict.html"
    frame: Frame
    csrf: str
    over: Link
    action: str
    edit: Link
    theirs: tuple[VersionLine, ...]
    yours: tuple[VersionLine, ...]
    fields: tuple[tuple[str, str], ...]


def entry_conflict_page(
    frame: Frame,
    csrf: str,
    over: Link,
    action: str,
    theirs: Sequence[FormField],
    yours: Sequence[FormField],
    typed: Typed,
    digest: str,
) -> EntryConflictPage:
    """Make the page; ``theirs`` and ``yours`` are the fields of the form as both have it, ``digest`` of theirs."""
    now, own = lines_of(theirs), lines_of(yours)
    sent = [(name, value) for name, values in typed.items() for value in values]
    return EntryConflictPage(
        frame=frame,
        csrf=csrf,
        over=over,
        action=action,
        edit=Link("Edit it as it is now", action),
        theirs=marked(now, own),
        yours=marked(own, now),
        fields=(*sent, ("seen", digest[:20]), ("act", "save")),
    )


def lines_of(fields: Iterable[FormField]) -> list[str]:
    """Return a form in lines of words, each field under its label."""
    found: list[str] = []
    for field in fields:
        if field.look in (Look.LINE, Look.TEXT):
            said = field.value.splitlines()
        else:
            said = [option.words for option in field.options if option.chosen]
        found += [f"{field.label}: {said[0]}", *said[1:]] if said else [f"{field.label}: –"]
    return found
