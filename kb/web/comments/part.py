"""The comments under an entry or a priority, with their forms; and those that call on somebody, for the desk."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from kb.documents.markdown.html import safe_html
from kb.domain.comment import Comment
from kb.services.comments.comments import LONGEST_COMMENT, Mention
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.desk.page import DeskQueue
from kb.web.humanize import count, listed, moment, shortened
from kb.web.layout.frame import Link

Names = Callable[[str], str]
LONGEST_WORDS = 120
MOST_NAMED = 12
"""Colleagues who are named as examples beside the form."""


@dataclass(frozen=True)
class CommentRow:
    """One comment; ``told`` says whom it called on, ``resolved`` who settled it, ``act`` is where its button leads."""

    id: str
    who: str
    when: str
    text: Markup
    told: str
    resolved: str
    act: str
    button: str


@dataclass(frozen=True)
class CommentsPart:
    """Comments on one thing: those that are open, those that are resolved, and what the form for another needs."""

    csrf: str
    subject: str
    open: tuple[CommentRow, ...]
    resolved: tuple[CommentRow, ...]
    resolved_words: str
    hint: str
    longest: int


def comments_here(web: Web, subject: str) -> CommentsPart | None:
    """Return the comments on a thing that its reader may see; nothing for who is no colleague."""
    viewer = web.viewer()
    if not viewer.annotates:
        return None
    names = names_for(web)
    rows = [(comment, _row(comment, names)) for comment in web.kb.comments.on(subject, viewer)]
    resolved = tuple(row for comment, row in rows if comment.resolved_at)
    return CommentsPart(
        csrf=web.visitors.form_token(),
        subject=subject,
        open=tuple(row for comment, row in rows if not comment.resolved_at),
        resolved=resolved,
        resolved_words=count(len(resolved), "resolved comment") if resolved else "",
        hint=comment_hint(web, subject),
        longest=LONGEST_COMMENT,
    )


def comment_hint(web: Web, subject: str) -> str:
    """Say who reads a comment, and how colleagues are called on."""
    names = sorted(one[0] for one in web.kb.comments.colleagues(subject, web.viewer()).values())
    readers = "Staff and analysts who may see this page read it, and nobody else. Markdown can be used."
    if not names:
        return readers
    more = len(names) - MOST_NAMED
    shown = [f"@{name}" for name in names[:MOST_NAMED]] + ([f"{more} more"] if more > 0 else [])
    return f"{readers} To call on a colleague, write {listed(shown, 'or')}: it waits for them on “My work”."


def mentions_queue(mentions: Iterable[Mention], names: Names) -> DeskQueue:
    """Return the queue of the desk with comments that call on somebody."""
    return DeskQueue("mentions", "Comments that mention you", tuple(_link(mention, names) for mention in mentions))


def _link(mention: Mention, names: Names) -> Link:
    comment = mention.comment
    said = shortened(" ".join(comment.text.split()), LONGEST_WORDS)
    note = f"{names(comment.author)}, {moment(comment.made_at)}: {said}"
    return Link(shortened(mention.title, LONGEST_WORDS), f"/{comment.subject}#comment-{comment.id}", note)


def _row(comment: Comment, names: Names) -> CommentRow:
    at = comment.resolved_at
    act = "reopen" if at else "resolve"
    return CommentRow(
        id=comment.id,
        who=names(comment.author),
        when=moment(comment.made_at),
        text=safe_html(comment.text),
        told=f"Mentions {listed([names(id) for id in comment.mentions])}" if comment.mentions else "",
        resolved=f"Resolved by {names(comment.resolved_by)}, {moment(at)}" if at else "",
        act=f"/comments/{comment.id}/{act}",
        button=act.capitalize(),
    )
