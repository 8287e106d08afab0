"""Exceptions that carry data; two tables, at the two doors, turn them into HTTP status and exit code."""

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


class KnowledgeBaseError(Exception):
    """Root of the errors that a door knows how to tell a person."""


class NotFound(KnowledgeBaseError):
    """A thing of this ``kind`` and ``id`` does not exist, or this reader may not know that it does."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"no {kind} {id!r}")
        self.kind, self.id = kind, id


def or_not_found(found: T | None, kind: str, id: str) -> T:
    """Return what was looked for; raise ``NotFound`` where there is none."""
    if found is None:
        raise NotFound(kind, id)
    return found


class InvalidInput(KnowledgeBaseError):
    """What a person typed cannot be used; ``field_errors`` maps each field to what to do about it."""

    def __init__(self, field_errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {what}" for field, what in field_errors.items()))
        self.field_errors = dict(field_errors)


class NotAllowed(KnowledgeBaseError):
    """This person may not do that; ``what`` names the act."""

    def __init__(self, what: str) -> None:
        super().__init__(f"not allowed: {what}")
        self.what = what


class ReaderOnly(NotAllowed):
    """This machine is a reader (``KB_ROLE``): it shows, and changes nothing; the writer does."""

    def __init__(self) -> None:
        super().__init__("change anything here: this machine is a reader (KB_ROLE); do it on the writer")


class EditConflict(KnowledgeBaseError):
    """Somebody saved first; both versions are carried so that nothing is lost."""

    def __init__(self, theirs: str, yours: str) -> None:
        super().__init__("the thing was changed by somebody else since you read it")
        self.theirs, self.yours = theirs, yours


class ContentChanged(KnowledgeBaseError):
    """The file at ``path`` was changed after the content was looked at: what is asked for has to be asked again."""

    def __init__(self, path: str) -> None:
        super().__init__("the file was changed while it was being read")
        self.path = path


class IndexMissing(KnowledgeBaseError):
    """There is no sound index to search; ``why`` says what is wrong and what to do."""

    def __init__(self, why: str = "there is no index yet; make one with: kb index sync") -> None:
        super().__init__(why)


class IndexUnavailable(IndexMissing):
    """The engine that holds the index does not answer as it should; ``why`` says what is wrong with it, in words."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the search does not answer: {why}")
        self.why = why


class IndexBusy(KnowledgeBaseError):
    """Another process is writing the index and did not finish within ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the index is being written by another process (waited {seconds:g} s)")
        self.seconds = seconds


class IndexWrittenElsewhere(IndexBusy):
    """This machine is a reader of an index that the writer keeps level with the files."""

    def __init__(self) -> None:
        super().__init__(0)
        self.args = ("this machine is a reader (KB_ROLE): the writer keeps the index level with the files",)


class SourceError(KnowledgeBaseError):
    """A source could not be fetched or read: which one, at which address, and why."""

    def __init__(self, source: str, url: str, cause: str) -> None:
        super().__init__(f"{source}: {cause} ({url})")
        self.source, self.url, self.cause = source, url, cause


class ToolMissing(KnowledgeBaseError):
    """A program that is needed is not on this machine: which one, and ``how`` to get it."""

    def __init__(self, tool: str, how: str) -> None:
        super().__init__(f"{tool} is not here; get it with: {how}")
        self.tool, self.how = tool, how


class ToolFailed(KnowledgeBaseError):
    """A program did not do its work this time: which one, and ``why``, for the log of who runs the site."""

    def __init__(self, tool: str, why: str) -> None:
        super().__init__(f"{tool} failed: {why}")
        self.tool, self.why = tool, why


class StorageFailed(KnowledgeBaseError):
    """The disk or the database took or gave nothing: what is wrong, what to do, and which file where that is known."""

    def __init__(self, what: str, advice: str, file: str = "") -> None:
        super().__init__(f"{file}: {what}" if file else what)
        self.what, self.advice, self.file = what, advice, file


class TooMany(KnowledgeBaseError):
    """Somebody had enough made for now; nothing more is made for them before ``until``."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__("too many files asked for in a short time")
        self.until = until


def told_by(table: Mapping[type[KnowledgeBaseError], T], error: KnowledgeBaseError, otherwise: T) -> T:
    """Return the table's entry for an error's class, or for the nearest class above it."""
    return next((table[each] for each in type(error).__mro__ if each in table), otherwise)
