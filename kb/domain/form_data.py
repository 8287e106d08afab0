"""What people type into forms: the values of each field by its name, as text; checked, and merged field by field.

A content item is turned into form data to be shown in its form, and taken out of it again by the module that knows
the item. Nothing that was typed is lost: what is wrong is told by field beside it.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput

FormData = Mapping[str, tuple[str, ...]]
C = TypeVar("C", bound=StrEnum)


def one(form: FormData, name: str) -> str:
    """Return the only value of a field; empty where it has none."""
    return next(iter(form.get(name, ())), "").strip()


def lines(form: FormData, name: str) -> tuple[str, ...]:
    """Return the lines of a field that has one thing a line; empty lines are left out."""
    return tuple(" ".join(line.split()) for line in one(form, name).splitlines() if line.strip())


def without_controls(text: str) -> str:
    """Return a typed text without what no page or file can hold: control characters, and half characters.

    White space of other sorts than line ends and tabs is a space, so that words stay apart.
    """
    kept = (c if c in "\n\t" or c.isprintable() else " " if c.isspace() else "" for c in text.replace("\r\n", "\n"))
    return "".join(kept).strip()


@dataclass(frozen=True)
class MergedForm:
    """Two changes of one form put together: whose value each field has, where the two differ.

    ``theirs`` and ``yours`` name the fields that only they, or only you, changed; ``both`` those that both changed to
    different values, of which yours are in ``form``.
    """

    form: FormData
    theirs: tuple[str, ...]
    yours: tuple[str, ...]
    both: tuple[str, ...]


def merge(base: FormData, theirs: FormData, yours: FormData) -> MergedForm:
    """Merge field by field what two people made of ``base``; where both changed a field, your value stands."""
    whose: dict[str, list[str]] = {"theirs": [], "yours": [], "both": []}
    form: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys((*theirs, *yours)):
        was, now, own = (_plain(each.get(name, ())) for each in (base, theirs, yours))
        is_theirs = own == was and now != own
        form[name] = theirs.get(name, ()) if is_theirs else yours.get(name, ())
        if now != own:
            whose["theirs" if is_theirs else "yours" if now == was else "both"].append(name)
    return MergedForm(form, *(tuple(names) for names in whose.values()))


def _plain(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return values without what a browser adds to them: other line ends, and an empty text for nothing."""
    return tuple(text for value in values if (text := value.replace("\r\n", "\n").strip()))


@dataclass
class FormErrors:
    """What is wrong with a form, by field; the first thing that is wrong with a field counts."""

    found: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, what: str) -> None:
        """Say what is wrong with a field."""
        self.found.setdefault(name, what)

    def raise_any(self) -> None:
        """Raise ``InvalidInput`` where anything is wrong."""
        if self.found:
            raise InvalidInput(self.found)

    def text(self, form: FormData, name: str, most: int, *, needed: str = "") -> str:
        """Return a text of at most ``most`` characters; ``needed`` says what to do where it is empty."""
        text = one(form, name).replace("\r\n", "\n")
        if needed and not text:
            self.add(name, needed)
        if len(text) > most:
            self.add(name, f"That is too long: {most:,} characters are taken. Nothing was saved.")
        return text

    def line(self, form: FormData, name: str, most: int, *, needed: str = "") -> str:
        """Return a text on one line."""
        return " ".join(self.text(form, name, most, needed=needed).split())

    def lines(self, form: FormData, name: str, most: int, *, longest: int, needed: str = "") -> tuple[str, ...]:
        """Return at most ``most`` lines."""
        found = lines(form, name)
        if needed and not found:
            self.add(name, needed)
        if len(found) > most or any(len(line) > longest for line in found):
            self.add(name, f"At most {most} lines of up to {longest} characters are taken. Nothing was saved.")
        return found

    def day(self, form: FormData, name: str) -> dt.date | None:
        """Return a day; nothing where the field is empty."""
        try:
            return dt.date.fromisoformat(one(form, name)) if one(form, name) else None
        except ValueError:
            self.add(name, "Write the day as 2027-11-14, or leave it empty.")
            return None

    def choice(
        self, form: FormData, name: str, among: Iterable[C], default: C, told: str = "Choose one from the list."
    ) -> C:
        """Return the chosen value if it is ``among`` the allowed ones; else ``default``."""
        found = next((choice for choice in among if choice.value == one(form, name)), None)
        if found is None:
            self.add(name, told)
        return default if found is None else found

    def audience(self, form: FormData, reader: Audience) -> Audience:
        """Return the audience that was chosen, which the person has to belong to."""
        return self.choice(form, "audience", reader.shelves(), reader)

    def many(self, form: FormData, name: str, known: Collection[str], kept: Iterable[str] = ()) -> tuple[str, ...]:
        """Return what was ticked, each once, in the order of ``known``.

        ``kept`` is what stays although this person does not see it; it goes to the end.
        """
        ticked = form.get(name, ())
        if any(value not in known for value in ticked):
            self.add(name, "Something that was ticked is not in the list any more. Look at it again.")
        return (*(value for value in known if value in ticked), *kept)
