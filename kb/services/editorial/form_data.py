"""What people type into forms: each field's values by its name, as text, with one way to say what is wrong.

Forms, their conflicts and the things themselves all meet in this shape: a thing is turned into it to be shown in a
form, and taken out of it again by the module that knows the thing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput

Typed = Mapping[str, tuple[str, ...]]
C = TypeVar("C", bound=StrEnum)


def one(typed: Typed, name: str) -> str:
    """Return the only value of a field; empty where it has none."""
    return next(iter(typed.get(name, ())), "").strip()


def lines(typed: Typed, name: str) -> tuple[str, ...]:
    """Return the lines of a field that has one thing a line; empty lines are left out."""
    return tuple(" ".join(line.split()) for line in one(typed, name).splitlines() if line.strip())


@dataclass
class Faults:
    """What is wrong with a form, by field; the first thing that is wrong with a field counts."""

    found: dict[str, str] = field(default_factory=dict)

    def tell(self, name: str, what: str) -> None:
        """Say what is wrong with a field."""
        self.found.setdefault(name, what)

    def done(self) -> None:
        """Raise ``InvalidInput`` where anything was wrong."""
        if self.found:
            raise InvalidInput(self.found)

    def words(self, typed: Typed, name: str, most: int, *, needed: str = "") -> str:
        """Return a text of at most ``most`` characters; ``needed`` says what to do where it is empty."""
        text = one(typed, name).replace("\r\n", "\n")
        if needed and not text:
            self.tell(name, needed)
        if len(text) > most:
            self.tell(name, f"That is too long: {most:,} characters are taken. Nothing was saved.")
        return text

    def line(self, typed: Typed, name: str, most: int, *, needed: str = "") -> str:
        """Return the same on one line."""
        return " ".join(self.words(typed, name, most, needed=needed).split())

    def lines(self, typed: Typed, name: str, most: int, *, longest: int, needed: str = "") -> tuple[str, ...]:
        """Return at most ``most`` lines."""
        found = lines(typed, name)
        if needed and not found:
            self.tell(name, needed)
        if len(found) > most or any(len(line) > longest for line in found):
            self.tell(name, f"At most {most} lines of up to {longest} characters are taken. Nothing was saved.")
        return found

    def choice(self, typed: Typed, name: str, of: type[C], among: Iterable[C], last: C) -> C:
        """Return what was chosen ``among`` some; ``last`` where it was nothing that can be."""
        text = one(typed, name)
        if text in [choice.value for choice in among]:
            return of(text)
        self.tell(name, "Choose one from the list.")
        return last

    def audience(self, typed: Typed, reader: Audience) -> Audience:
        """Return the audience that was chosen, which the person has to belong to."""
        return self.choice(typed, "audience", Audience, reader.shelves(), reader)

    def many(self, typed: Typed, name: str, known: Collection[str], kept: Iterable[str] = ()) -> tuple[str, ...]:
        """Return what was ticked, each once, in the order of ``known``.

        ``kept`` is what stays although this person does not see it; it goes to the end.
        """
        ticked = typed.get(name, ())
        if any(value not in known for value in ticked):
            self.tell(name, "Something that was ticked is not in the list any more. Look at it again.")
        return (*(value for value in known if value in ticked), *kept)
