"""Our arithmetic beside stock Whoosh over the same shards: the same rows, the same scores, the same phrases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.index import open_dir
from whoosh.scoring import BM25F, BM25FScorer

from kb.domain.audience import Audience
from kb.index.query.analysis import stem_of
from kb.index.query.tuning import Tuning, idf
from kb.index.whoosh.schema import INDEX_NAME
from kb.index.whoosh.scoring.bm25f import scored
from kb.index.whoosh.scoring.phrases import phrase

WORDS = [
    "police",
    "policing",
    "IT",
    "it",
    "system",
    "systems",
    "CPS",
    "e-mail",
    "R&D",
    "2,000",
    "the",
    "naïve",
    "G-Cloud",
]
TEXT = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
ROWS = st.lists(TEXT, min_size=1, max_size=12)
SOME = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class OurIdf(BM25F):
    """Whoosh's own BM25F over its public matcher, with our idf and average length given to it."""

    def __init__(self, view, tuning):
        super().__init__(B=tuning.b["body"], K1=tuning.k1, title_B=tuning.b["title"])
        self.view, self.tuning = view, tuning

    def scorer(self, searcher, fieldname, text, qf=1):
        scorer = BM25FScorer(searcher, fieldname, text, self._field_B.get(fieldname, self.B), self.K1)
        stats = self.view.stats[fieldname]
        found = self.view.postings(fieldname, text.decode())
        scorer.idf, scorer.avgfl = idf(stats.rows, found.df), stats.average
        return scorer

    def use_final(self):
        return False


@SOME
@given(
    texts=st.lists(st.lists(TEXT.filter(bool), min_size=1, max_size=4), min_size=1, max_size=6),
    more=st.lists(st.lists(TEXT.filter(bool), min_size=1, max_size=4), max_size=4),
    gone=st.sets(st.integers(0, 5), max_size=3),
)
def test_scores_equal_whooshs_bm25f(make_library, doc, tmp_path_factory, texts, more, gone):
    library = make_library(str(tmp_path_factory.mktemp("oracle") / "index"))
    library.put(*(doc(f"a{n}", f"Title {n}", *own) for n, own in enumerate(texts)))
    library.sync()
    library.put(*(doc(f"b{n}", f"More {n}", *own) for n, own in enumerate(more)))
    for n in gone:
        library.items.pop(("source", f"a{n}"), None)
    library.sync()
    view, tuning = library.index.view(Audience.PUBLIC), Tuning()
    folder = sorted(library.folder.glob("g-*"))[-1] / "public"
    heads = [segment.documents for segment in view.segments]
    sizes = [segment.documents + segment.rows for segment in view.segments]
    with open_dir(str(folder), indexname=INDEX_NAME).searcher(weighting=OurIdf(view, tuning)) as searcher:
        for term in ("police", "policing", "it", "IT", "r&d", "2000", "the", "email"):
            found = scored(view, "body", view.postings("body", term), tuning, 1.0).passages
            ours = dict(zip(found.rows.tolist(), found.scores.tolist(), strict=True))
            theirs = {}
            for hit in searcher.search(wq.Term("body", term), limit=None):
                number, at = hit.docnum, 0
                while number >= sizes[at]:
                    number -= sizes[at]
                    at += 1
                theirs[number - heads[at] + int(view.base_row[at])] = hit.score
            assert ours == pytest.approx(theirs, rel=1e-5)


@SOME
@given(
    rows=ROWS,
    words=st.lists(st.sampled_from(["police", "it", "r", "d", "e", "mail", "the", "system"]), min_size=2, max_size=3),
)
def test_phrases_equal_whooshs(make_library, doc, tmp_path_factory, rows, words):
    library = make_library(str(tmp_path_factory.mktemp("oracle") / "index"))
    library.put(doc("a", "A", *rows))
    library.sync()
    view = library.index.view(Audience.PUBLIC)
    folder = sorted(library.folder.glob("g-*"))[-1] / "public"
    with open_dir(str(folder), indexname=INDEX_NAME).searcher() as searcher:
        theirs = {hit.docnum - 1 for hit in searcher.search(wq.Phrase("body", words), limit=None)}
    assert set(phrase(view, "body", words).rows.tolist()) == theirs


@SOME
@given(rows=ROWS)
def test_stems_are_the_sum_of_their_words(make_library, doc, tmp_path_factory, rows):
    library = make_library(str(tmp_path_factory.mktemp("stems") / "index"))
    library.put(doc("a", "A", *rows))
    library.sync()
    view = library.index.view(Audience.PUBLIC)
    for word in ("police", "system", "the"):
        expected = {}
        for term in {w.lower() for w in WORDS}:
            if term.isascii() and stem_of(term) == stem_of(word):
                found = view.postings("body", term)
                for row, tf in zip(found.rows.tolist(), found.tf.tolist(), strict=True):
                    expected[row] = expected.get(row, 0) + tf
        found = view.postings("body", stem_of(word), stem=True)
        assert dict(zip(found.rows.tolist(), found.tf.tolist(), strict=True)) == expected
