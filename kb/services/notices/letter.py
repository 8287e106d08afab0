"""The letter of a day in plain words: what is new, by kind, each with its address, and how to stop it."""

from collections.abc import Sequence

from kb.documents.humanize import count, shortened
from kb.domain.notice import NewsItem, NoticeKind
from kb.storage.smtp import OutgoingLetter

KIND_WORDS = {
    NoticeKind.REVIEW: "Something waits for your review",
    NoticeKind.SENT_BACK: "Something was sent back to you",
    NoticeKind.SOURCE_CHANGED: "A source that you cite has changed",
    NoticeKind.MENTION: "A comment mentions you",
    NoticeKind.SAVED_SEARCH: "A saved search has new hits",
}
NAMED, LONGEST_TITLE = 20, 160
"""Things of one kind that are named, and the letters of their titles."""


def digest_letter(to: str, news: Sequence[NewsItem], base_url: str) -> OutgoingLetter:
    """Return the letter that tells news."""
    paragraphs = [f"New for you: {count(len(news), 'thing')}."]
    for kind in NoticeKind:
        items = [item for item in news if item.kind is kind]
        if items:
            lines = [f"{KIND_WORDS[kind]}:"]
            lines += [f"- {_words(item.title)}\n  {base_url}{item.path}" for item in items[:NAMED]]
            lines += [f"- and {len(items) - NAMED} more"] if len(items) > NAMED else []
            paragraphs.append("\n".join(lines))
    paragraphs.append(f"All that waits for you:\n{base_url}/desk")
    paragraphs.append(f"You chose to get this, at most once a day. Change or stop it here:\n{base_url}/account#notices")
    return OutgoingLetter(to, f"New for you: {count(len(news), 'thing')}", "\n\n".join(paragraphs) + "\n")


def _words(title: str) -> str:
    return shortened(" ".join(title.split()), LONGEST_TITLE)
