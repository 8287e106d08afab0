"""What a command needs: declared beside it, and checked before it runs. Who sits at the terminal has the files."""

import functools
from collections.abc import Callable
from typing import Any, Final, Literal, ParamSpec, TypeVar

import click

from kb.domain.account.account import Right
from kb.domain.account.viewer import at_the_terminal
from kb.domain.audience import Audience
from kb.domain.errors import NotAllowed, ReaderOnly

P = ParamSpec("P")
T = TypeVar("T")

READS: Final[Literal["reads"]] = "reads"
"""Declared by a command that changes nothing which people wrote, and nothing about people."""


def needs(right: Right | Literal["reads"]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Declare what a command needs: a right, or :data:`READS`."""

    def declare(command: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(command)
        def checked(*args: P.args, **kwargs: P.kwargs) -> T:
            if isinstance(right, Right) and not at_the_terminal().may(right):
                raise NotAllowed(right.value)
            if isinstance(right, Right) and _is_reader():
                raise ReaderOnly
            return command(*args, **kwargs)

        checked.__dict__["needs"] = right
        return checked

    return declare


def _is_reader() -> bool:
    """Say whether this machine is a reader among several: it changes nothing."""
    context = click.get_current_context(silent=True)
    settings = getattr(context.obj, "settings", None) if context else None
    return bool(settings and settings.reader)


def needed_by(command: click.Command) -> Right | str | None:
    """Return the right that a command declares; nothing where it declares none."""
    declared: Any = command.callback.__dict__.get("needs") if command.callback else None
    return declared if isinstance(declared, str) else None


def as_reader(help: str, default: Audience = Audience.STAFF) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return the option ``--audience``: the command is handed a viewer who reads as that."""
    return click.option(
        "--audience",
        "viewer",
        type=click.Choice([audience.value for audience in Audience]),
        default=default.value,
        show_default=True,
        callback=lambda _context, _option, value: at_the_terminal(Audience(value)),
        metavar="AUDIENCE",
        help=help,
    )
