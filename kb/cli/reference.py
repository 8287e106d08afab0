"""The command reference, printed from the commands themselves."""

from collections.abc import Iterator
from importlib.metadata import distribution

import click

from kb.content.format_docs import markdown_table

DISTRIBUTION = "police-it-evidence"


def command_reference() -> str:
    """Return every command that this distribution installs, with its first sentence, as a Markdown table.

    The programs are asked for by their installed entry points, so this door need not know the scraper's.
    """
    scripts = distribution(DISTRIBUTION).entry_points.select(group="console_scripts")
    rows = [
        (f"`{usage}`", words)
        for script in sorted(scripts, key=lambda script: script.name)
        for usage, words in _commands(script.load(), script.name)
    ]
    return markdown_table(("command", "what it does"), rows)


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in sorted(command.list_commands(context)):
            found = command.get_command(context, child)
            if found is not None:
                yield from _commands(found, f"{name} {child}")
        if not command.invoke_without_command:
            return
    pieces = [piece for param in command.params for piece in _piece(param)]
    yield " ".join([name, *pieces]), command.get_short_help_str(limit=200)


def _piece(param: click.Parameter) -> Iterator[str]:
    if isinstance(param, click.Argument):
        yield param.make_metavar(click.Context(click.Command("x")))
    elif isinstance(param, click.Option) and not param.hidden:
        longest = max(param.opts, key=len)
        yield f"[{longest}]" if param.is_flag else f"[{longest} {param.metavar or (param.name or '').upper()}]"
