"""What the scraper's commands share: JSON on standard output, talk on standard error, and sources by their ids."""

import json
from collections.abc import Sequence

import click
from rich.console import Console

from kb.domain.hints import did_you_mean
from kb.domain.source.source import Source
from scraper.source_store import SourceStore


def print_json(value: object) -> None:
    """Print a value as JSON, readable and in UTF-8."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def print_json_line(value: object) -> None:
    """Print a value as one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False))


def talk() -> Console:
    """Return the console that speaks to whoever watches."""
    return Console(stderr=True)


def sources_named(ids: Sequence[str], store: SourceStore) -> list[Source]:
    """Return the sources of these ids, all where none is named; raise a usage error for one that is not there."""
    for id in ids:
        if id not in store.sources:
            raise no_source(id, store)
    return [store.sources[id] for id in ids or sorted(store.sources)]


def no_source(id: str, store: SourceStore) -> click.UsageError:
    """Return the error for an id that no source has, or one whose file has problems."""
    if store.path(id):
        return click.UsageError(f"the file of the source {id!r} has problems: run kb check")
    hint = did_you_mean(id, store.sources) or "scraper status lists them"
    return click.UsageError(f"there is no source {id!r}; {hint}")
