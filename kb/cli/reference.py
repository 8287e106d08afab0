"""The command reference of the README, printed from the commands themselves."""

import importlib
from collections.abc import Iterator

import click


def command_reference() -> str:
    """Return every ``kb`` command with its arguments and first sentence, as a Markdown table."""
    main = importlib.import_module("kb.cli.main").main  # at call time: main imports the command that asks
    rows = [f"| `{usage}` | {words} |" for usage, words in _commands(main, "kb")]
    return "\n".join(["| command | what it does |", "| --- | --- |", *rows])


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            yield from _commands(command.commands[child], f"{name} {child}")
        return
    pieces = [piece for param in command.params for piece in _piece(param)]
    yield " ".join([name, *pieces]), command.get_short_help_str(limit=200)


def _piece(param: click.Parameter) -> Iterator[str]:
    if isinstance(param, click.Argument):
        word = param.make_metavar(click.Context(click.Command("x")))
        yield word
    elif isinstance(param, click.Option):
        longest = max(param.opts, key=len)
        yield f"[{longest}]" if param.is_flag else f"[{longest} {param.name.upper() if param.name else ''}]"
