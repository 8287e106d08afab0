"""``kb show``: one source whole, with every passage and its place."""

from dataclasses import asdict
from typing import Any

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, needs
from kb.cli.output import as_json, print_json
from kb.content.codec import to_mapping
from kb.domain.account.viewer import at_the_terminal
from kb.services.library.browse import SourceView
from kb.services.search.json_shapes import passage_shape


@click.command()
@click.argument("source")
@as_json
@click.pass_obj
@needs(READS)
def show(kb: KnowledgeBase, source: str, as_json: bool) -> None:
    """Show SOURCE (an id): its facts, and every passage with label, page, kind and text."""
    view = kb.browsing.source(source, at_the_terminal())
    if as_json:
        print_json(source_json(view))
        return
    click.echo(f"{view.source.title}\n{', '.join(view.source.publishers)} · {view.state}\n")
    for passage in view.passages:
        place = passage.locator or passage.kind.value
        click.echo(f"[{passage.id}] {place}\n{passage.text}\n")


def source_json(view: SourceView) -> dict[str, Any]:
    """Return a source in its stable JSON form: front matter, state, and passages in order."""
    return {
        "id": view.source.id,
        "state": view.state.value,
        "front_matter": to_mapping(view.source),
        "passages": [asdict(passage_shape(passage)) for passage in view.passages],
    }
