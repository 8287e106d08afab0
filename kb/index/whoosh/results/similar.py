"""Similar passages: those that share the most telling words of one."""

from kb.domain.errors import NotFound
from kb.domain.query.results import Group
from kb.domain.query.search_query import SearchQuery
from kb.domain.query.tree import Query, Word
from kb.index.query.acronyms import Lexicon
from kb.index.query.telling_words import telling_words
from kb.index.query.tuning import Tuning
from kb.index.whoosh.results.grouping import gather, order
from kb.index.whoosh.results.result_builder import ResultBuilder
from kb.index.whoosh.scoring.matching import Matcher
from kb.index.whoosh.scoring.plan import plan
from kb.index.whoosh.scoring.ranking import Tiers, rank
from kb.index.whoosh.scoring.view import View


def similar(view: View, source: str, passage: str, tuning: Tuning, most: int = 5) -> tuple[Group, ...]:
    """Return passages like one, under their documents; raise ``NotFound`` where the reader sees no such passage."""
    row = find_row(view, source, passage)
    rows = view.stats["body"].rows
    words = telling_words(view.row(row).text, rows, lambda term: view.postings("body", term).df)
    if not words:
        return ()
    planned = plan(Matcher(view, tuning), Query(tuple(Word(word) for word in words)), Lexicon.of(()))
    ranked = rank(view, planned, tuning, Tiers.ANY)
    ranked = ranked.among(ranked.rows != row)
    groups = gather(view, ranked)
    builder = ResultBuilder(view, planned, ranked, groups, SearchQuery(), tuning)
    return tuple(builder.group(number) for number in order(view, groups, SearchQuery().sort, 0, most))


def find_row(view: View, source: str, passage: str) -> int:
    """Return the number of a passage."""
    for doc in view.documents_with_id(source):
        for row in range(int(view.first_row[doc]), int(view.first_row[doc + 1])):
            if view.passage(row) == passage:
                return row
    raise NotFound("passage", f"{source}/{passage}")
