"""``kb annotations``: list annotated entries, show one, and export them as W3C Web Annotations."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, as_reader, needs
from kb.cli.output import as_json, counted, in_json, print_json
from kb.content.codec import to_mapping
from kb.domain.account.viewer import Viewer
from kb.domain.editorial.review import ReviewState
from kb.domain.priority.priority import Stance
from kb.services.accounts.display_names import names_of
from kb.services.evidence.annotation_jsonld import collection_jsonld
from kb.services.evidence.annotations import AnnotationFilter, AnnotationView
from kb.storage.atomic_files import write_atomically

audience_option = as_reader("As this reader; all but staff get reviewed entries only.")


def narrowing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that narrow what it lists."""
    for option in (
        click.option("--state", type=click.Choice([s.value for s in ReviewState]), help="Only in this state."),
        click.option("--stance", type=click.Choice([s.value for s in Stance]), help="Only with this stance."),
        click.option("--priority", default="", help="Only evidence for or against this priority."),
        click.option("--source", default="", help="Only on this source."),
        click.option("--tag", default="", help="Only with this tag."),
        click.option("--author", default="", help="Only by the account of this id."),
        click.option("--overdue", is_flag=True, help="Only those that should have been looked at again."),
    ):
        command = option(command)
    return command


@click.group()
def annotations() -> None:
    """Read annotated entries: ENTRY is the id of one."""


@annotations.command("list")
@narrowing
@audience_option
@as_json
@click.pass_obj
@needs(READS)
def list_(kb: KnowledgeBase, /, viewer: Viewer, as_json: bool, **wanted: Any) -> None:
    """List entries, those last changed first."""
    found = kb.annotations.all(viewer, _wanted(**wanted))
    if as_json:
        print_json([_facts(seen) for seen in found])
        return
    for seen in found:
        entry = seen.entry
        stances = ", ".join(f"{link.stance.value} {link.priority}" for link in entry.links)
        facts = (entry.id, f"{entry.state.value:<9}", entry.source, entry.citation.label, stances)
        click.echo("  ".join(fact for fact in facts if fact))
    click.echo(f"{counted(len(found), 'annotation')}", err=True)


@annotations.command()
@click.argument("entry")
@audience_option
@as_json
@click.pass_obj
@needs(READS)
def show(kb: KnowledgeBase, entry: str, viewer: Viewer, as_json: bool) -> None:
    """Show ENTRY: what it is on, what it says, and where it stands."""
    seen = kb.annotations.one(entry, viewer)
    if as_json:
        print_json(_facts(seen))
        return
    found, cited = seen.entry, seen.entry.citation
    name = names_of(kb.accounts.all(), viewer)
    click.echo(f"{found.id} · {found.state.value} · {name(found.author)}")
    click.echo(f"{seen.source.title}{f', {cited.label}' if cited.label else ''}")
    for text in (f"“{cited.exact}”" if cited.exact else "", found.body.strip()):
        if text:
            click.echo(f"\n{text}")
    for link in found.links:
        click.echo(f"\n{link.stance.value} {link.priority} ({link.strength.value}) {link.why}".rstrip())
    for turn in found.turns:
        click.echo(f"\n{turn.at:%Y-%m-%d} {turn.state.value}, {name(turn.who)} {turn.note}".rstrip())


@annotations.command()
@narrowing
@audience_option
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--json", "as_json", is_flag=True, help="The export is JSON in any case.")
@click.pass_obj
@needs(READS)
def export(kb: KnowledgeBase, /, viewer: Viewer, output: Path | None, as_json: bool, **wanted: Any) -> None:
    """Export entries as one W3C Web Annotation collection in JSON-LD."""
    del as_json
    found = kb.annotations.all(viewer, _wanted(**wanted))
    base, names = kb.settings.base_url, names_of(kb.accounts.all(), viewer)
    made = collection_jsonld(f"{base}/annotations", "Annotated entries", found, base, names)
    if output is None:
        print_json(made)
        return
    write_atomically(output, in_json(made))
    click.echo(f"{counted(len(found), 'annotation')} written to {output}", err=True)


def _wanted(state: str | None, stance: str | None, **rest: Any) -> AnnotationFilter:
    return AnnotationFilter(
        state=ReviewState(state) if state else None, stance=Stance(stance) if stance else None, **rest
    )


def _facts(seen: AnnotationView) -> dict[str, Any]:
    """Return an entry in its stable JSON form: its front matter, where it stands, and its words."""
    entry = seen.entry
    return {
        "id": entry.id,
        "source": entry.source,
        "state": entry.state.value,
        "overdue": seen.is_overdue,
        "front_matter": to_mapping(entry),
        "body": entry.body,
    }
