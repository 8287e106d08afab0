"""What commands share: JSON on stdout, talk on stderr, and a progress bar for long work."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import Progress

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")


def print_json(value: object) -> None:
    """Print a value as JSON on stdout, readable and in UTF-8."""
    click.echo(in_json(value))


def in_json(value: object) -> str:
    """Return a value as JSON, readable and in UTF-8."""
    return json.dumps(value, ensure_ascii=False, indent=2)


@contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr; yields a function to be called with (done, total)."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def counted(number: int, thing: str) -> str:
    """Return a number with its thing, in the plural unless there is one: ``1 passage``, ``2 passages``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
