"""Similar passages: those that share the most telling words of one."""

import numpy as np

from kb.domain.errors import NotFound
from kb.domain.query.results import Group
from kb.domain.query.search_query import SearchQuery
from kb.domain.query.tree import Query, Word
from kb.index.query.acronyms import Lexicon
from kb.index.query.analysis import CHUNK, forms_of
from kb.index.whoosh.results.grouping import gather, order
from kb.index.whoosh.results.result_builder import ResultBuilder
from kb.index.whoosh.scoring.bm25f import Tuning, idf
from kb.index.whoosh.scoring.matching import Matcher
from kb.index.whoosh.scoring.plan import plan
from kb.index.whoosh.scoring.ranking import Ranked, Tiers, rank
from kb.index.whoosh.scoring.view import View

_TELLING = 14
"""Words of a passage that are compared."""


def similar(view: View, source: str, passage: str, tuning: Tuning, most: int = 5) -> tuple[Group, ...]:
    """Return passages like one, under their documents; raise ``NotFound`` where the reader sees no such passage."""
    row = find_row(view, source, passage)
    words = telling_words(view, view.row(row).text)
    if not words:
        return ()
    planned = plan(Matcher(view, tuning), Query(tuple(Word(word) for word in words)), Lexicon.of(()))
    ranked = rank(view, planned, tuning, Tiers.ANY)
    ranked = ranked.among(ranked.rows != row)
    none = np.zeros(0, np.int32)
    groups = gather(view, ranked, Ranked(none, none.astype(np.float32), none.astype(bool)))
    builder = ResultBuilder(view, planned, ranked, groups, SearchQuery(), tuning)
    return tuple(builder.group(number) for number in order(view, groups, SearchQuery().sort, 0, most))


def find_row(view: View, source: str, passage: str) -> int:
    """Return the number of a passage."""
    for doc in view.documents_with_id(source):
        for row in range(int(view.first_row[doc]), int(view.first_row[doc + 1])):
            if view.row(row).passage == passage:
                return row
    raise NotFound("passage", f"{source}/{passage}")


def telling_words(view: View, text: str) -> list[str]:
    """Return the words of a text that are rarest elsewhere and commonest in it."""
    counts: dict[str, int] = {}
    for match in CHUNK.finditer(text):
        counts[match[0]] = counts.get(match[0], 0) + 1
    stats = view.stats["body"]
    worth: dict[str, tuple[float, str]] = {}
    for word, count in counts.items():
        forms = forms_of(word)
        if forms is None:
            continue
        having = view.postings("body", forms.exact[0]).df
        if having > 1:
            value = count**0.5 * idf(max(stats.rows, having), having)
            stem = forms.stem or forms.exact[0]
            worth[stem] = max(worth.get(stem, (0.0, "")), (value, word))
    return [word for _, word in sorted(worth.values(), reverse=True)[:_TELLING]]
