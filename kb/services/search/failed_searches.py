"""The log of searches that found nothing: what people look for and this knowledge base does not have, for staff."""

import datetime as dt
import logging
import re
import sqlite3
from collections.abc import Callable

from kb.domain.query.results import SearchResult
from kb.domain.query.search_query import SearchQuery
from kb.storage.database import DatabaseMismatch
from kb.storage.failed_searches import FailedSearch, FailedSearches

LONGEST_WORDS = 200
MOST_ROWS = 5000
_PERSONAL = (
    (re.compile(r"\S+@\S+"), "[e-mail]"),
    (re.compile(r"\b[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b"), "[number]"),  # the form of a National Insurance number
    (re.compile(r"(?:\+|\b0|\(0)\d[\d ()-]{6,}\d"), "[number]"),  # telephone numbers
    (re.compile(r"\b\d{8,}\b"), "[number]"),  # account and case numbers
)


class FailedSearchLog:
    """Counts searches that found nothing."""

    def __init__(self, table: FailedSearches, clock: Callable[[], dt.datetime]) -> None:
        self._table = table
        self._clock = clock
        self._log = logging.getLogger("kb.failed")

    def note(self, result: SearchResult) -> None:
        """Count the search if it found nothing; never stands in the way of the answer."""
        if result.passages or result.sources or result.query.as_prefix or not (words := normalised(result.query)):
            return
        try:
            self._table.count(words, result.query.filters.active, self._clock().date())
        except (sqlite3.Error, DatabaseMismatch, OSError) as error:
            self._log.warning("a failed search was not counted: %s", error)

    def most_asked(self, limit: int) -> tuple[FailedSearch, ...]:
        """Return the most frequent searches without a hit."""
        return self._table.most_asked(limit)


def normalised(query: SearchQuery) -> str:
    """Return the words of a query as they are counted: in small letters, without what could name a person's account.

    E-mail addresses and long numbers are replaced, since a log for staff needs none; what is cut is cut at the end.
    """
    words = " ".join(query.text.casefold().split())[: 2 * LONGEST_WORDS]
    for pattern, instead in _PERSONAL:
        words = pattern.sub(instead, words)
    return words[:LONGEST_WORDS].encode("utf-8", "replace").decode().strip()
