"""``kb search``: the search of the site, in the terminal."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kb.cli.access import READS, as_reader, needs
from kb.cli.output import as_json, counted, print_json, progress_bar
from kb.domain.account.viewer import Viewer
from kb.domain.errors import IndexBusy
from kb.domain.query.facets import FACET_NAMES, FACETS
from kb.domain.query.results import Group, Hit
from kb.domain.query.search_query import MISSING, Filters, SearchQuery, Sort
from kb.services.search.json_shapes import found_shape
from kb.services.search.search import SearchAnswer

if TYPE_CHECKING:
    from kb.bootstrap import KnowledgeBase

HIT_LIMIT = 20


def _facet_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each facet; it is handed the chosen values by the facet's name."""
    for facet in reversed(FACETS):
        choice = click.Choice([*facet.values, MISSING]) if facet.values else None
        words = f"{facet.narrows[:1].upper()}{facet.narrows[1:]}; may be given again."
        name = facet.name
        command = click.option(f"--{name}", multiple=True, type=choice, metavar=name.upper(), help=words)(command)
    return command


@click.command()
@click.argument("words", nargs=-1)
@_facet_options
@click.option("--source", multiple=True, help="Only in this source.")
@click.option("--sort", type=click.Choice([s.value for s in Sort]), default=Sort.BEST.value, show_default=True)
@click.option("--limit", default=HIT_LIMIT, show_default=True, help="How many sources to show.")
@as_reader("Search as this reader; who sits at this terminal has the files.")
@click.option("--as-indexed", is_flag=True, help="Search the index as it stands, without a look at the files first.")
@as_json
@click.pass_obj
@needs(READS)
def search(
    kb: "KnowledgeBase",
    /,
    words: tuple[str, ...],
    source: tuple[str, ...],
    sort: str,
    limit: int,
    viewer: Viewer,
    as_indexed: bool,
    as_json: bool,
    **facets: tuple[str, ...],
) -> None:
    """Find passages; WORDS may use the grammar of the search page.

    Exits with 1 where nothing was found.
    """
    chosen = tuple((name, facets[name]) for name in FACET_NAMES if facets[name])
    query = SearchQuery(
        text=" ".join(words), filters=Filters(chosen=chosen, source=source), sort=Sort(sort), size=max(1, limit)
    )
    if not as_indexed:
        _level(kb)
    answer = kb.search.search(query, viewer)
    if as_json:
        print_json(asdict(found_shape(answer.result)))
    else:
        _print(answer)
    if not answer.result.sources:
        raise click.exceptions.Exit(1)


def _level(kb: "KnowledgeBase") -> None:
    """Bring the index level with the files; where somebody else is at it, search what there is."""
    with suppress(IndexBusy), progress_bar("Indexing") as progress:
        kb.index_sync.sync(timeout=0, progress=progress)


def _print(answer: SearchAnswer) -> None:
    result, out = answer.result, Console(highlight=False)
    out.print(f"{counted(result.passages, 'passage')} in {counted(result.sources, 'document')}", style="bold")
    some = result.passages - result.all_words
    if some:
        out.print(f"{result.all_words:,} with all the words, {some:,} with some of them", style="dim")
    for problem in result.problems:
        out.print(f"note: {problem.words}", style="yellow")
    if result.did_you_mean is not None:
        mean = result.did_you_mean
        out.print(f"Did you mean: {mean.words} ({counted(mean.passages, 'passage')})", style="yellow")
    for also in result.also_searched:
        out.print(f"also searched: {', '.join(also.words)} for {also.typed}", style="dim")
    for group in result.groups:
        _print_group(out, group)
    for other in result.alternatives:
        out.print(f"To find more: {other.words} ({counted(other.passages, 'passage')})", style="yellow")
    if not result.passages:
        out.print(f"{counted(result.searched_sources, 'document')} searched.", style="dim")
        if answer.freshness.unread:
            out.print(f"{len(answer.freshness.unread)} sources have no text yet; see: scraper status", style="dim")


def _print_group(out: Console, group: Group) -> None:
    about = " · ".join(
        part
        for part in (
            ", ".join(group.publishers),
            group.published.in_words() if group.published else "",
            group.source,
            "invented example" if group.illustrative else "",
        )
        if part
    )
    out.print()
    out.print(Text(group.title, style="bold"), Text(f"  {about}", style="dim"))
    for hit in group.hits:
        near = "  similar meaning" if hit.similar else ""
        missing = f"  without {', '.join(hit.missing)}" if hit.missing else ""
        out.print(Text(f"  {hit.locator or hit.kind}", style="cyan") + Text(f"{near}{missing}", style="dim"))
        out.print(Padding(_marked(hit), (0, 0, 0, 4)))
    if group.total > len(group.hits):
        out.print(f"  +{group.total - len(group.hits)} more here", style="dim")


def _marked(hit: Hit) -> Text:
    text = Text(hit.snippet.text)
    for mark in hit.snippet.marks:
        text.stylize("bold reverse", mark.start, mark.end)
    before, after = ("… " if hit.snippet.cut_before else ""), (" …" if hit.snippet.cut_after else "")
    return Text(before) + text + Text(after)
