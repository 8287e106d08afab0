"""Next steps: sentences for a person about a source, or about a document that was filed."""

from collections.abc import Iterator
from pathlib import Path

from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.source import Source
from scraper.filing import Filed


def next_step(source: Source, latest: Attempt | None) -> str:
    """Say what a person can do about a source, in a sentence; empty where there is nothing to do."""
    file_it = f"scraper file {source.id} PATH"
    copy = f" (a copy is at {source.archived[0]})" if source.archived else ""
    if latest is None:
        if source.captured is not None:
            return ""
        return f"scraper run {source.id}" if source.address else f"get the document and run: {file_it}"
    match latest.outcome:
        case Outcome.BLOCKED:
            return f"save the page or PDF in a browser{copy} and run: {file_it}; or scraper archive {source.id}"
        case Outcome.GONE:
            return f"take in an archived copy{copy}: scraper archive {source.id}"
        case Outcome.MOVED:
            return "make the new address its `address`"
        case Outcome.WITHDRAWN:
            return f"decide whether it is still evidence; to keep its text run: {file_it} --anyway"
        case Outcome.SUSPICIOUS:
            return f"look at it in a browser; if it is right, save it and run: {file_it} --anyway"
        case Outcome.FAILED:
            return f"try again: scraper run {source.id}" if source.address else f"get the document and run: {file_it}"
        case _:
            doubts = source.captured.doubts if source.captured else ()
            return f"look at it: {'; '.join(doubts)}" if doubts else ""


def after_filing(filed: Filed, text_at: Path | None) -> Iterator[str]:
    """Say what became of a filed document: what is safe, and what a person can do next, a line each.

    ``text_at`` is where a text goes whose licence does not let it be shown.
    """
    id = filed.attempt.source
    if filed.created:
        yield f"a new entry was made: {id}; add what people should know about it"
    if filed.written and text_at is not None and filed.source is not None:
        yield (
            f"its licence ({filed.source.licence}) does not let its text be shown: it is in {text_at}, for staff;"
            " with another licence in the entry, or --licence, file it again"
        )
    if filed.written or filed.attempt.outcome is Outcome.UNCHANGED:
        return
    yield "no source was changed; the file is kept among the captures"
    if filed.may_be_forced:
        yield "look at it; to take it all the same, add --anyway"
    elif filed.attempt.outcome is Outcome.FAILED:
        yield "open the file to see whether it is whole, save it again, and file that"
