"""Errors at the terminal's door: one line in words, and an exit code from one table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from kb.domain.errors import (
    ContentChanged,
    EditConflict,
    IndexBusy,
    IndexMissing,
    IndexWrittenElsewhere,
    InvalidInput,
    KnowledgeBaseError,
    NotAllowed,
    NotFound,
    SourceError,
    StorageFailed,
    ToolFailed,
    ToolMissing,
    told_by,
)
from kb.services.accounts.rate_limit import TooManyAttempts
from kb.services.accounts.second_factor import WrongCode
from kb.services.accounts.sign_in import NotSignedIn
from kb.services.calls.answering import Frozen
from kb.services.jobs.runner import JobBusy
from kb.storage.failures import RAISED, storage_failure
from kb.storage.imap import MailboxProblem

EXIT_CODES: dict[type[KnowledgeBaseError], int] = {
    NotFound: 3,
    InvalidInput: 2,
    NotAllowed: 4,
    EditConflict: 5,
    IndexMissing: 6,
    IndexBusy: 7,
    ToolMissing: 8,
    ToolFailed: 9,
    ContentChanged: 7,
    StorageFailed: 10,
    SourceError: 9,
    MailboxProblem: 9,
    JobBusy: 7,
    Frozen: 5,
    TooManyAttempts: 4,
    NotSignedIn: 4,
    WrongCode: 4,
}
"""Exit code per error; 1 is for findings of a check, 2 also for wrong usage (click's own)."""

ADVICE: dict[type[KnowledgeBaseError], str] = {
    IndexBusy: "nothing is lost; try again when it has finished",
    IndexWrittenElsewhere: "nothing was changed; run it there",
    ContentChanged: "nothing is lost; try again",
}


@contextmanager
def errors_in_words(ctx: click.Context) -> Iterator[None]:
    """Leave with a line on stderr and the table's code where an error is known; raise it where not."""
    try:
        yield
    except KnowledgeBaseError as error:
        _leave(ctx, error)
    except RAISED as error:
        failure = storage_failure(error)
        if failure is None:
            raise
        _leave(ctx, failure)


def _leave(ctx: click.Context, error: KnowledgeBaseError) -> NoReturn:
    advice = error.advice if isinstance(error, StorageFailed) else told_by(ADVICE, error, "")
    click.echo(f"kb: {error}" + (f": {advice}" if advice else ""), err=True)
    ctx.exit(told_by(EXIT_CODES, error, 1))
