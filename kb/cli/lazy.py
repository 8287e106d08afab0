"""Loading what a command uses, and no more: the command's own module, and the services that it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kb.bootstrap import KnowledgeBase
    from kb.bootstrap_search import SearchBase


@dataclass(frozen=True)
class CommandPlace:
    """Where a command is (``module:attribute``), and its first sentence, which a test holds against the command."""

    place: str
    words: str

    def load(self) -> click.Command:
        """Import the command."""
        module, _, attribute = self.place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


class LazyCommands(click.Group):
    """A group whose commands are imported when they are asked for; a list of them imports none."""

    places: Mapping[str, CommandPlace] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported now."""
        return self.places[cmd_name].load() if cmd_name in self.places else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; leave with a line on stderr and an exit code where an error is known."""
        try:
            return super().invoke(ctx)
        except Exception:
            from kb.cli.errors import errors_in_words  # noqa: PLC0415 - it knows the errors of all services

            with errors_in_words(ctx):
                raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their first sentences."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.words) for name, place in sorted(self.places.items())])


class LazyKnowledgeBase:
    """Every service, as :class:`kb.bootstrap.KnowledgeBase` has them, wired when the first of them is asked for.

    What a search needs is wired without the rest.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    @cached_property
    def _base(self) -> "SearchBase":
        from kb.bootstrap_search import search_base  # noqa: PLC0415 - half of what there is to load

        return search_base(self._environment)

    @cached_property
    def _whole(self) -> "KnowledgeBase":
        from kb.bootstrap import knowledge_base  # noqa: PLC0415 - all that there is to load

        return knowledge_base(self._environment, self._base)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._base if name in ("settings", "search", "index_sync") else self._whole, name)
