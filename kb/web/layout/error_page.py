"""The page that says what went wrong, what is safe and what to do."""

from dataclasses import dataclass
from typing import ClassVar

from kb.web.layout.frame import Frame


@dataclass(frozen=True)
class ErrorPage:
    """An error in words."""

    template: ClassVar[str] = "layout/error.html"
    frame: Frame
    status: int
    happened: str
    advice: str


def error_page(frame: Frame, status: int, happened: str, advice: str) -> ErrorPage:
    """Make the page of an error."""
    return ErrorPage(frame, status, happened, advice)
