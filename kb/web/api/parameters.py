"""Parameters of the API: one table says what may be given; reading is strict, and the description is printed from it.

Whatever is wrong is told for every parameter at once, with what to do about it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.domain.errors import InvalidInput
from kb.domain.hints import choose_from, did_you_mean
from kb.domain.query.facets import FacetSpec
from kb.domain.query.search_query import MISSING

MOST_VALUES = 50


@dataclass(frozen=True)
class Text:
    """Any words, up to a length; ``form`` is a regular expression for the whole, ``like`` says it in words."""

    longest: int = 200
    shortest: int = 0
    form: str = ""
    like: str = ""
    format: str = ""

    def problem(self, text: str) -> str:
        """Return the error of a value, or nothing."""
        if len(text) < self.shortest:
            return "must not be empty"
        if len(text) > self.longest:
            return f"is {len(text)} characters long; {self.longest} are the most"
        if self.form and not re.fullmatch(self.form, text):
            return f"must be {self.like}"
        return ""

    def schema(self) -> dict[str, Any]:
        """Return the value's JSON Schema."""
        schema: dict[str, Any] = {"type": "string", "maxLength": self.longest}
        if self.shortest:
            schema["minLength"] = self.shortest
        if self.form:
            schema["pattern"] = f"^(?:{self.form})$"
        if self.format:
            schema["format"] = self.format
        return schema


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds."""

    least: int
    most: int
    usual: int | None = None

    def problem(self, text: str) -> str:
        """Return the error of a value, or nothing."""
        is_whole = re.fullmatch(r"-?[0-9]{1,9}", text) is not None
        if is_whole and self.least <= int(text) <= self.most:
            return ""
        return f"must be a whole number from {self.least} to {self.most}"

    def schema(self) -> dict[str, Any]:
        """Return the value's JSON Schema."""
        schema: dict[str, Any] = {"type": "integer", "minimum": self.least, "maximum": self.most}
        if self.usual is not None:
            schema["default"] = self.usual
        return schema


@dataclass(frozen=True)
class OneOf:
    """One word of a closed set."""

    values: tuple[str, ...]
    usual: str = ""

    def problem(self, text: str) -> str:
        """Return the error of a value, or nothing."""
        if text in self.values:
            return ""
        hint = choose_from(text[:100], self.values)
        return f"has no value {_quoted(text)}" + (f"; {hint}" if hint else "")

    def schema(self) -> dict[str, Any]:
        """Return the value's JSON Schema."""
        schema: dict[str, Any] = {"type": "string", "enum": list(self.values)}
        if self.usual:
            schema["default"] = self.usual
        return schema


def form_of(facet: FacetSpec) -> Text | OneOf:
    """Return the type of a facet's filter values; "none" is always allowed."""
    if facet.values:
        return OneOf((*facet.values, MISSING))
    return Text(form=facet.form, like=facet.like)


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, what it means, what it may be, and whether it may be given again (any of them fits)."""

    name: str
    means: str
    form: Text | Whole | OneOf
    many: bool = False
    required: bool = False
    example: str = ""

    def problem(self, values: Sequence[str]) -> str:
        """Return the error of the given values, or nothing."""
        if not values:
            return "must be given" if self.required else ""
        if len(values) > (MOST_VALUES if self.many else 1):
            return f"may be given {MOST_VALUES} times at most" if self.many else "may be given only once"
        return next((problem for value in values if (problem := self.form.problem(value))), "")

    def described(self, place: str) -> dict[str, Any]:
        """Return the parameter as OpenAPI has it; ``place`` is ``query`` or ``path``."""
        schema = self.form.schema()
        if self.many:
            schema = {"type": "array", "items": schema, "maxItems": MOST_VALUES}
        described: dict[str, Any] = {
            "name": self.name,
            "in": place,
            "description": self.means,
            "required": self.required or place == "path",
            "schema": schema,
        }
        if self.many:
            described |= {"style": "form", "explode": True}
        if self.example:
            described["example"] = [self.example] if self.many else self.example
        return described


@dataclass(frozen=True)
class Given:
    """What was given, after reading: only known parameters, only valid values."""

    values: Mapping[str, tuple[str, ...]]

    def many(self, name: str) -> tuple[str, ...]:
        """Return every value of a parameter, each once."""
        return tuple(dict.fromkeys(self.values.get(name, ())))

    def text(self, name: str, usual: str = "") -> str:
        """Return the value of a parameter."""
        return next(iter(self.values.get(name, ())), usual)

    def whole(self, name: str) -> int | None:
        """Return the value of a parameter that is a whole number."""
        text = self.text(name)
        return int(text) if text else None


def read(parameters: Sequence[Parameter], args: Mapping[str, Sequence[str]]) -> Given:
    """Read what was given; raise ``InvalidInput`` with what is wrong for each parameter."""
    known = {parameter.name: parameter for parameter in parameters}
    errors = {}
    for name in args:
        if name not in known:
            hint = did_you_mean(name[:100], known) if known else "nothing can be asked here"
            errors[name[:100]] = "there is no such parameter" + (f"; {hint}" if hint else "")
    for name, parameter in known.items():
        if problem := parameter.problem(args.get(name, ())):
            errors[name] = problem
    if errors:
        raise InvalidInput(errors)
    return Given({name: tuple(values) for name, values in args.items()})


def _quoted(text: str) -> str:
    return f"“{text[:60]}{'…' if len(text) > 60 else ''}”"
