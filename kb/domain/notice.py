"""What people may be written to about, once a day and only where they chose it."""

from dataclasses import dataclass
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice tells of."""

    REVIEW = "review"
    SENT_BACK = "sent-back"
    SOURCE_CHANGED = "source-changed"
    MENTION = "mention"
    SAVED_SEARCH = "saved-search"


@dataclass(frozen=True)
class NewsItem:
    """Something that a letter may tell: ``title`` and where it is, by its path here.

    ``key`` names it as it stands: it has another one once it is new again. Without a title it is remembered and not
    told; with ``after``, it is told only to who was told of that key before.
    """

    kind: NoticeKind
    key: str
    title: str = ""
    path: str = ""
    after: str = ""


@dataclass(frozen=True)
class Subscription:
    """What somebody chose, the keys of all that a letter need not tell again, and the day of the last letter."""

    account: str
    kinds: frozenset[NoticeKind]
    told: frozenset[str] = frozenset()
    day: str = ""

    def news(self, items: tuple[NewsItem, ...]) -> tuple[NewsItem, ...]:
        """Return what is new of all that stands now."""
        new = (item for item in items if item.title and item.key not in self.told)
        return tuple(item for item in new if not item.after or item.after in self.told)
