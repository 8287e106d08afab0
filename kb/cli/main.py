"""The ``kb`` command: its groups, and what each error means for the exit code."""

import os

import click

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.cli.annotations import annotations
from kb.cli.audit import audit
from kb.cli.batch import batch
from kb.cli.brief import brief
from kb.cli.call import call
from kb.cli.check import check
from kb.cli.coverage import coverage
from kb.cli.docs import docs
from kb.cli.errors import ErrorsInWords
from kb.cli.index import index
from kb.cli.inputs import inputs
from kb.cli.licences import licences
from kb.cli.questions import questions, recommendations
from kb.cli.search import search
from kb.cli.searches import searches
from kb.cli.semantic import semantic
from kb.cli.serve import serve
from kb.cli.show import show
from kb.cli.transfer import export, import_
from kb.cli.triage import priorities
from kb.cli.user import user
from kb.storage.private_files import keep_new_files_private


@click.group(cls=ErrorsInWords, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="police-it-evidence", prog_name="kb")
@click.pass_context
def main(context: click.Context) -> None:
    """Search and keep the evidence on how police and criminal justice buy and use IT."""
    if not isinstance(context.obj, KnowledgeBase):
        keep_new_files_private()
        context.obj = knowledge_base(os.environ)


for command in (
    annotations,
    audit,
    batch,
    brief,
    call,
    check,
    coverage,
    docs,
    export,
    import_,
    index,
    inputs,
    licences,
    priorities,
    questions,
    recommendations,
    search,
    searches,
    semantic,
    serve,
    show,
    user,
):
    main.add_command(command)
