"""A field of a dataclass whose text may lie elsewhere, and is read each time it is asked for instead of being held."""

from collections.abc import Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")

ReadText = Callable[[], str]


class TextOnDemand:
    """The descriptor of such a field; ``field: str = text_on_demand()`` is a text to whoever uses it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> str: ...

    @overload
    def __get__(self, instance: object, owner: type) -> str: ...

    def __get__(self, instance: object | None, owner: type) -> str:
        if instance is None:
            return ""  # what the field is without being given
        held = vars(instance)[self._name]
        return held if isinstance(held, str) else held()

    def __set__(self, instance: object, value: str | ReadText) -> None:
        vars(instance)[self._name] = value


def text_on_demand() -> Any:
    """Return the descriptor as a type checker has to see it: the default of a field that is a text."""
    return TextOnDemand()


def defer_text(instance: object, name: str, read: ReadText) -> None:
    """Have a text of an object that nobody else holds yet read when it is asked for, in place of the one it has."""
    vars(instance)[name] = read


def held_text(instance: object, name: str) -> Any:
    """Return a field as it is held, the text or what reads it: to make another object of it without reading."""
    return vars(instance)[name]


def has_text(instance: object, name: str) -> bool:
    """Say whether there is a text, without reading one: nobody holds what reads an empty text."""
    return bool(vars(instance)[name])
