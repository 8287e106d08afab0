"""``kb questions`` and ``kb recommendations``: what is asked, and what became of what others recommended."""

from typing import Any

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, as_reader, needs
from kb.cli.output import as_json, counted, print_json
from kb.content.codec import to_mapping
from kb.domain.account.viewer import Viewer
from kb.domain.editorial.question import Question
from kb.domain.editorial.review import ReviewState
from kb.services.calls.raised import RaisedBy
from kb.services.editorial.entries import EntryFilter, QuestionView
from kb.services.editorial.question_form import slot_words
from kb.services.editorial.recommendations import RecommendationView

audience_option = as_reader("Tell what this reader may see; who sits at this terminal has the files.")


@click.group()
def questions() -> None:
    """Questions for the inspectorate."""


@questions.command("list")
@click.option("--priority", default="", help="Only those for the priority of this id.")
@click.option("--state", type=click.Choice([state.value for state in ReviewState]), help="Only those in this state.")
@audience_option
@as_json
@click.pass_obj
@needs(READS)
def list_(kb: KnowledgeBase, priority: str, state: str | None, viewer: Viewer, as_json: bool) -> None:
    """List the questions, by their words."""
    wanted = EntryFilter(priority=priority, state=ReviewState(state) if state else None)
    views = kb.entries.questions(viewer, wanted)
    if as_json:
        print_json({"questions": [question_json(view) for view in views]})
        return
    for view in views:
        click.echo(f"{view.entry.id}\t{view.entry.state.value}\t{view.entry.text}")
    click.echo(counted(len(views), "question"), err=True)


@questions.command()
@click.argument("id")
@audience_option
@as_json
@click.pass_obj
@needs(READS)
def show(kb: KnowledgeBase, id: str, viewer: Viewer, as_json: bool) -> None:
    """Show the question ID: of whom it is asked, where to look, and where it comes from."""
    view = kb.entries.question(id, viewer)
    if as_json:
        print_json(question_json(view))
        return
    question = view.entry
    click.echo(f"{question.text}\n{question.kind.value}, asked of {question.asked_of}; {question.state.value}")
    for line in question.look_at:
        click.echo(f"look at: {line}")
    for source in view.background:
        click.echo(f"to read before: {source.heading} ({source.id})")
    for priority in view.priorities:
        click.echo(f"for: {priority.title} ({priority.id})")
    for row in view.raised.rows:
        click.echo(f"from {row.name} ({slot_words(row.slot)}): {row.question or row.title}")
    if view.raised.more:
        click.echo(f"and {counted(view.raised.more, 'member')} counted in totals only")


@click.command()
@audience_option
@as_json
@click.pass_obj
@needs(READS)
def recommendations(kb: KnowledgeBase, viewer: Viewer, as_json: bool) -> None:
    """List the recommendations that are followed, open ones first, with what became of each."""
    views = kb.recommendations.all(viewer)
    if as_json:
        print_json({"recommendations": [recommendation_json(view) for view in views]})
        return
    for view in views:
        click.echo(f"{view.entry.id}\t{view.story}\t{view.entry.summary}")
    click.echo(counted(len(views), "recommendation"), err=True)


def question_json(view: QuestionView) -> dict[str, Any]:
    """Return a question in its stable JSON form, as far as its reader may see it."""
    return {**_entry_json(view.entry), "raised": _raised_json(view.raised)}


def recommendation_json(view: RecommendationView) -> dict[str, Any]:
    """Return a recommendation in its stable JSON form, with its story in a sentence."""
    return {"id": view.entry.id, **to_mapping(view.entry), "story": view.story, "open": view.entry.is_open}


def _entry_json(question: Question) -> dict[str, Any]:
    front = {name: value for name, value in to_mapping(question).items() if name not in ("raised_by", "turns")}
    return {"id": question.id, **front, "state": question.state.value}


def _raised_json(raised: RaisedBy) -> dict[str, Any]:
    rows = [{"slot": slot_words(row.slot), "name": row.name, "words": row.question or row.title} for row in raised.rows]
    return {"by": rows, "members": raised.members}
