"""The page of a comment that could not be kept: what was typed, and what to do about it."""

from dataclasses import dataclass
from typing import ClassVar

from kb.services.comments.comments import LONGEST_COMMENT
from kb.web.layout.frame import Frame, Link


@dataclass(frozen=True)
class CommentPage:
    """A comment as it was typed, on the thing of this path and title."""

    template: ClassVar[str] = "comments/comment.html"
    frame: Frame
    csrf: str
    subject: str
    title: str
    text: str
    hint: str
    problem: str
    longest: int
    problems: tuple[Link, ...]


def comment_page(frame: Frame, csrf: str, subject: str, title: str, text: str, hint: str, problem: str) -> CommentPage:
    """Make the page."""
    links = (Link(problem, "#comment-text"),)
    return CommentPage(frame, csrf, subject, title, text, hint, problem, LONGEST_COMMENT, links)
