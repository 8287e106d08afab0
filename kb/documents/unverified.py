"""What nobody has verified of a source, in words: facts that rest on inference or memory."""

from collections.abc import Iterable

from kb.documents.humanize import listed
from kb.domain.source.source import Source

_FIELD_WORDS = {"other_dates": "other dates", "short_title": "short title", "derives_from": "what it derives from"}


def unverified_words(source: Source, shown: Iterable[str] = ()) -> str:
    """Return a sentence about the facts that nobody has verified; empty where all are, or are in ``shown``."""
    fields = [_FIELD_WORDS.get(name, name.replace("_", " ")) for name in source.unverified if name not in set(shown)]
    return f"Not verified on the document itself: {listed(fields)}." if fields else ""
