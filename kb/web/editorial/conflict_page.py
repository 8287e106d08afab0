"""The page where somebody saved first: who, when, both versions, and the two changes put together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.account.audit import Act
from kb.domain.form_data import MergedForm
from kb.web.editorial.entry_form import FormField, Look
from kb.web.editorial.entry_parts import Names
from kb.web.humanize import listed, moment
from kb.web.layout.frame import Frame, Link
from kb.web.layout.versions import VersionLine, marked


@dataclass(frozen=True)
class ConflictPage:
    """Both versions in words, and the form that saves the two changes together; ``merged`` says what has whose words.

    Without ``fields`` there is nothing to be saved: an act was refused.
    """

    template: ClassVar[str] = "editorial/conflict.html"
    frame: Frame
    csrf: str
    over: Link
    action: str
    saved: str
    merged: tuple[str, ...]
    button: str
    theirs: tuple[VersionLine, ...]
    yours: tuple[VersionLine, ...]
    fields: tuple[tuple[str, str], ...]


def conflict_page(
    frame: Frame,
    csrf: str,
    over: Link,
    action: str,
    versions: tuple[Sequence[FormField], Sequence[FormField]],
    merged: MergedForm,
    sent: Iterable[tuple[str, str]],
    saved: Act | None,
    names: Names,
) -> ConflictPage:
    """Make the page; ``versions`` are the form as it stands now and as it would be, ``sent`` what saves the latter."""
    now, own = (lines_of(fields) for fields in versions)
    who = names(saved.who) if saved else "Somebody"
    labels = {field.name: field.label for fields in versions for field in fields}
    return ConflictPage(
        frame=frame,
        csrf=csrf,
        over=over,
        action=action,
        saved=f"{who[:1].upper()}{who[1:]} saved {f'at {moment(saved.at)}' if saved else 'the file by hand'}",
        merged=tuple(_whose(merged, labels)) if own else (),
        button="Save both changes" if merged.theirs and not merged.both else "Save mine in place of theirs",
        theirs=marked(now, own or now),
        yours=marked(own, now),
        fields=tuple(sent),
    )


def lines_of(fields: Iterable[FormField]) -> list[str]:
    """Return a form in lines of words, each field under its label."""
    found: list[str] = []
    for field in fields:
        if field.look in (Look.LINE, Look.TEXT, Look.TIME):
            said = field.value.splitlines()
        else:
            said = [option.words for option in field.options if option.chosen]
        found += [f"{field.label}: {said[0]}", *said[1:]] if said else [f"{field.label}: –"]
    return found


def _whose(merged: MergedForm, labels: dict[str, str]) -> Iterator[str]:
    def named(fields: Iterable[str]) -> str:
        return listed([f"“{labels.get(name, name)}”" for name in fields])

    if merged.both:
        yield f"You both changed {named(merged.both)}: saving puts your words there in place of theirs."
    if merged.theirs:
        yield f"Only they changed {named(merged.theirs)}: that stays."
