"""The ``kb`` command: its groups, and what each error means for the exit code."""

import os

import click

from kb.cli.lazy import CommandPlace, LazyCommands, LazyKnowledgeBase
from kb.storage.private_files import keep_new_files_private


class KbCommands(LazyCommands):
    """The commands of ``kb``."""

    places = {  # noqa: RUF012 - a table, never changed
        "annotations": CommandPlace(
            "kb.cli.annotations:annotations", "Read annotated entries: ENTRY is the id of one."
        ),
        "audit": CommandPlace("kb.cli.audit:audit", "Read the log of who did what, and look it over."),
        "batch": CommandPlace(
            "kb.cli.batch:batch", "Search for every row of FILE, a CSV with a column `query`; leaves with 1 when..."
        ),
        "brief": CommandPlace(
            "kb.cli.brief:brief", "Write the brief on a call: priorities, evidence for and against, questions,..."
        ),
        "call": CommandPlace("kb.cli.call:call", "Run a call for input; CALL is its id."),
        "check": CommandPlace(
            "kb.cli.check:check", "Check the content; leaves with 1 when files are wrong, or when work is left,..."
        ),
        "coverage": CommandPlace(
            "kb.cli.coverage:coverage", "Tell for each priority which sources are cited, found and unread, read or..."
        ),
        "docs": CommandPlace("kb.cli.docs:docs", "Write the pages of the reference from the code."),
        "export": CommandPlace(
            "kb.cli.transfer:export", "Write everything that a reader may see into one zip: files, tables, and for..."
        ),
        "import": CommandPlace(
            "kb.cli.transfer:import_", "Take an export into an empty KB_CONTENT and KB_HOME; nothing is put in place..."
        ),
        "index": CommandPlace(
            "kb.cli.index:index", "Bring the index level with the files, build it anew, or describe it."
        ),
        "inputs": CommandPlace(
            "kb.cli.inputs:inputs", "Take answers in from mails, mailboxes and spreadsheets; list what waits for a..."
        ),
        "licences": CommandPlace(
            "kb.cli.licences:licences", "List the libraries that the site runs on, as installed here, each with its..."
        ),
        "notices": CommandPlace("kb.cli.notices:notices", "Write to people what is new for them."),
        "priorities": CommandPlace(
            "kb.cli.triage:priorities",
            "Priorities made of what members answer: their ranking, and where they come from.",
        ),
        "questions": CommandPlace("kb.cli.questions:questions", "Questions for the inspectorate."),
        "recommendations": CommandPlace(
            "kb.cli.questions:recommendations",
            "List the recommendations that are followed, open ones first, with what became...",
        ),
        "search": CommandPlace("kb.cli.search:search", "Find passages; WORDS may use the grammar of the search page."),
        "searches": CommandPlace("kb.cli.searches:searches", "See what people search for."),
        "semantic": CommandPlace(
            "kb.cli.semantic:semantic", "Order searches by meaning too: the model and its vectors."
        ),
        "serve": CommandPlace("kb.cli.serve:serve", "Serve the site; stop it with Ctrl-C."),
        "show": CommandPlace(
            "kb.cli.show:show", "Show SOURCE (an id): its facts, and every passage with label, page, kind and..."
        ),
        "user": CommandPlace(
            "kb.cli.user:user", "Invite people, and end their access; PERSON is an e-mail address or the id of..."
        ),
    }


@click.group(cls=KbCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="police-it-evidence", prog_name="kb")
@click.pass_context
def main(context: click.Context) -> None:
    """Search and keep the evidence on how police and criminal justice buy and use IT."""
    if context.obj is None:
        keep_new_files_private()
        context.obj = LazyKnowledgeBase(os.environ)
