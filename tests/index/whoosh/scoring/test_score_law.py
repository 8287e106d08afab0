"""The law of scores: what our arithmetic gives is what Whoosh's own matchers give, posting by posting.

1. The BM25F part: words over several fields with weights, any or all of them, with a filter, over segments, deletions
   and shelves, against Whoosh's searcher with a ``BM25F`` that has our idf, averages and parameters.
2. The shipped order adds to BM25F, each by its own formula, restated here over Whoosh's public matchers:

       passage = kind x (sum of its words + near x nearness + title_of_passage x sum of its document's title and ref)
       nearness = for each pair of neighbours in the query that tell something: the sum of both idf, times the BM25
                  weight of how often the one stands within the window of the other (of the best only; here all are)
       word    = stem x BM25(stem) + exact x BM25(as written) in the body, heading x BM25(stem) in the heading
       joined  = its parts as words, and joined x its parts side by side, or the word where it is written as one
       tiers   = all words first, last what has too little of the query's idf (a title may stand in for a word)

   A stem's frequency is the sum over its words; its document frequency counts rows with any of them. A joined word
   without telling parts (R&D) is the phrase of its parts. One word alone is lent nothing by a title, and one that says
   nothing of a subject scores nothing beside others.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.index import open_dir
from whoosh.scoring import BM25F, BM25FScorer, bm25

from kb.domain.audience import Audience
from kb.domain.query.grammar import parse
from kb.domain.query.stop_words import EMPTY_WORDS
from kb.domain.query.tree import Word
from kb.index.query.acronyms import Lexicon
from kb.index.query.analysis import forms_of, stem_of
from kb.index.query.tiers import COVER
from kb.index.query.tuning import Tuning, idf
from kb.index.whoosh.schema import INDEX_NAME
from kb.index.whoosh.scoring.bm25f import ScoredRows, intersection, scored, union
from kb.index.whoosh.scoring.matching import Matcher
from kb.index.whoosh.scoring.plan import plan
from kb.index.whoosh.scoring.proximity import WINDOW, add_proximity
from kb.index.whoosh.scoring.ranking import WHOLE, Tiers, rank

WORDS = ("police", "policing", "Police", "IT", "it", "system", "systems", "e-mail", "R&D", "2,000", "findings", "HC 23")
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
KINDS = ("paragraph", "recommendation", "footnote", "finding")
DOCUMENT = st.tuples(
    TEXT, st.lists(TEXT, min_size=1, max_size=4), st.sampled_from(KINDS), st.sampled_from((2014, 2016))
)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SHARE = st.floats(0.05, 2.0)


@st.composite
def tunings(draw):
    b = MappingProxyType({**{name: draw(st.floats(0, 1)) for name in ("body", "heading", "title")}, "ref": 0.0})
    shares = {name: draw(SHARE) for name in ("stem", "exact", "heading", "title", "ref", "near", "title_of_passage")}
    return replace(Tuning(), k1=draw(st.floats(0.1, 3)), b=b, **shares)


WORLD = st.tuples(
    st.lists(DOCUMENT, min_size=1, max_size=4),  # public, first segment
    st.lists(DOCUMENT, max_size=3),  # public, second segment
    st.lists(DOCUMENT, max_size=2),  # for members
    st.sets(st.integers(0, 3), max_size=2),  # of the first, taken off again
)


@dataclass
class World:
    """An index with the Whoosh readers of its shelves; rows are numbered as the view numbers them."""

    view: object
    shelves: list
    readers: list

    @classmethod
    def build(cls, library, doc, world):
        first, second, members, gone = world

        def put(prefix, documents, **facts):
            for n, (title, texts, kind, year) in enumerate(documents):
                own = {"published": str(year), "kinds": (kind,), "reference": f"HC {n}", **facts}
                library.put(doc(f"{prefix}{n}", title, *texts, **own))

        put("a", first)
        put("m", members, audience=Audience.MEMBERS)
        library.sync()
        put("b", second)
        for n in gone:
            library.items.pop(("source", f"a{n}"), None)
        library.sync()
        folder = sorted(library.folder.glob("g-*"))[-1]
        shelves = [open_dir(str(folder / own.value), indexname=INDEX_NAME) for own in Audience.MEMBERS.shelves()]
        return cls(library.index.view(Audience.MEMBERS), shelves, [shelf.reader() for shelf in shelves])

    def leaves(self):
        """Each segment: reader, number of head rows, first passage and first document of it in the view."""
        leaves = [leaf for reader in self.readers for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]
        assert len(leaves) == len(self.view.segments)
        heads = [segment.documents for segment in self.view.segments]
        return list(zip(leaves, heads, self.view.base_row.tolist(), self.view.base_doc.tolist(), strict=False))

    def rows(self, field, wanted):
        """Positions of all terms that fit, by row of the field's space, through the public matcher; with lengths."""
        found, lengths = defaultdict(list), {}
        for leaf, heads, base_row, base_doc in self.leaves():
            of_documents = field in ("title", "ref")
            for term in leaf.lexicon(field):
                if not wanted(term.decode()):
                    continue
                matcher = leaf.postings(field, term)
                while matcher.is_active():
                    local = matcher.id()
                    row = local + base_doc if of_documents else local - heads + base_row
                    found[row] += matcher.value_as("positions")
                    lengths[row] = leaf.doc_field_length(local, field)
                    matcher.next()
        return found, lengths

    def stats(self, field):
        lengths = [
            leaf.doc_field_length(row, field)
            for leaf, _, _, _ in self.leaves()
            for row in range(leaf.doc_count_all())
            if not leaf.is_deleted(row) and leaf.doc_field_length(row, field)
        ]
        return len(lengths), sum(lengths) / len(lengths) if lengths else 1.0

    def score(self, field, frequency, lengths, tuning):
        """Whoosh's own formula over frequencies by row."""
        rows, average = self.stats(field)
        telling = idf(max(rows, len(frequency)), len(frequency))
        b, k1 = tuning.b[field], tuning.k1
        return {row: bm25(telling, tf, lengths[row], average, b, k1) for row, tf in frequency.items()}

    def term(self, field, wanted, tuning):
        found, lengths = self.rows(field, wanted)
        return self.score(field, {row: len(places) for row, places in found.items()}, lengths, tuning)

    def phrase(self, field, parts, tuning):
        each = [self.rows(field, part.__eq__) for part in parts]
        frequency = {}
        for row in set.intersection(*(set(found) for found, _ in each)):
            places = [set(found[row]) for found, _ in each]
            count = sum(all(at + n in own for n, own in enumerate(places)) for at in places[0])
            if count:
                frequency[row] = count
        return self.score(field, frequency, each[0][1], tuning)

    def nearness(self, typed, tuning):
        """What the nearness of neighbours of the query adds to each passage."""
        words = [part for text in typed for part in _telling(text)]
        average, b, k1 = self.stats("body")[1], tuning.b["body"], tuning.k1
        pairs = dict.fromkeys((one, other) for one, other in pairwise(words) if one[1] != other[1])
        near = defaultdict(float)
        for pair in pairs:
            (some, lengths), (others, _) = (self.rows("body", wanted) for wanted in (_wanted(*word) for word in pair))
            total = self.stats("body")[0]
            telling = sum(idf(max(total, len(rows)), len(rows)) for rows in (some, others))
            for row in some.keys() & others.keys():
                count = sum(any(abs(at - other) < WINDOW for other in others[row]) for at in some[row])
                if count:
                    near[row] += tuning.near * bm25(telling, count, lengths[row], average, b, k1)
        return near

    def word(self, text, tuning):  # noqa: C901 - one branch per form of a word
        """What a word finds: passages and documents with their scores."""
        t, forms = tuning, forms_of(text)
        passages, documents = defaultdict(float), defaultdict(float)

        def add(field, weight, scores):
            for row, score in scores.items():
                (documents if field in ("title", "ref") else passages)[row] += weight * score

        def everywhere(terms, body):
            for term in terms:
                for field, weight in (("body", body), ("heading", t.heading), ("title", t.title), ("ref", t.ref)):
                    add(field, weight, self.term(field, term.__eq__, t))

        if forms.capitals:
            everywhere((forms.capitals,), t.stem + t.exact)
            if passages or documents:
                return passages, documents
        stemmed = (("body", t.stem), ("heading", t.heading), ("title", t.title)) if forms.stem else ()
        for field, weight in stemmed:
            add(field, weight, self.term(field, lambda term: stem_of(term) == forms.stem, t))
        if forms.parts:
            everywhere(forms.exact, t.exact if forms.stem else t.stem + t.exact)
            for own, more in zip((passages, documents), self.side_by_side(forms.parts, t), strict=True):
                for row, score in more.items():
                    own[row] += score
        elif forms.stem:
            add("body", t.exact, self.term("body", forms.exact[0].__eq__, t))
            add("ref", t.ref, self.term("ref", forms.exact[0].__eq__, t))
            everywhere(forms.exact[1:], t.stem + t.exact)
        else:
            everywhere(forms.exact, t.stem + t.exact)
        return passages, documents

    def side_by_side(self, parts, tuning, times=1.0):
        """What words find side by side."""
        t, passages, documents = tuning, defaultdict(float), defaultdict(float)
        for field, weight in (("body", t.stem + t.exact), ("heading", t.heading), ("title", t.title), ("ref", t.ref)):
            for row, score in self.phrase(field, parts, t).items():
                (documents if field in ("title", "ref") else passages)[row] += times * weight * score
        return passages, documents

    def joined(self, text, tuning):
        """What a word finds whose parts score by themselves."""
        whole = self.word(text, tuning)
        if not _parts(text):
            return whole
        apart = self.side_by_side(forms_of(text).parts, tuning, tuning.joined)
        return tuple(
            {**side, **{row: score for row, score in own.items() if row not in side}}
            for own, side in zip(whole, apart, strict=True)
        )


def _telling(text):
    """The parts of a word that tell something, each with what two words of one stem share."""
    forms = forms_of(text)
    if forms.capitals:
        return [(forms.capitals, forms.capitals)]
    return [(part, stem_of(part) or part) for part in forms.parts or forms.exact[:1] if part not in EMPTY_WORDS]


def _wanted(term, shared):
    return lambda own: own == term or stem_of(own) == shared


class Given(BM25F):
    """Whoosh's BM25F with idf, averages and parameters given to it."""

    def __init__(self, view, tuning):
        super().__init__(K1=tuning.k1)
        self.view, self.tuning = view, tuning

    def scorer(self, searcher, fieldname, text, qf=1):
        scorer = BM25FScorer(searcher, fieldname, text, self.tuning.b[fieldname], self.tuning.k1)
        stats, having = self.view.stats[fieldname], self.view.postings(fieldname, text.decode()).df
        scorer.idf, scorer.avgfl = idf(max(stats.rows, having), having), stats.average
        return scorer


TERM = st.sampled_from(("police", "policing", "it", "IT", "system", "findings", "2000"))
TERMS = st.lists(TERM, min_size=1, max_size=4)
TYPED = st.sampled_from(("police", "policing", "IT", "it", "system", "e-mail", "R&D", "2,000", "findings", "absent"))


@FEW
@given(world=WORLD, tuning=tunings(), terms=TERMS, every=st.booleans(), among=st.sampled_from(("", "it", "systems")))
def test_any_and_all_words_over_fields_score_as_whooshs_bm25f(
    make_library, doc, tmp_path_factory, world, tuning, terms, every, among
):
    own = World.build(make_library(str(tmp_path_factory.mktemp("law") / "index")), doc, world)
    view, weights = own.view, {"body": tuning.stem, "heading": tuning.heading, "title": tuning.title}
    words = [
        union(view, [scored(view, field, view.postings(field, term), tuning, w) for field, w in weights.items()])
        for term in terms
    ]
    found = intersection(words) if every else union(view, words)
    if among:
        mask = [row in set(view.postings("body", among).rows.tolist()) for row in range(view.rows)]
        found = ScoredRows(found.passages.among(np.array(mask, bool)))
    each = [wq.Or([wq.Term(field, term, boost=w) for field, w in weights.items()]) for term in terms]
    query = wq.And(each) if every else wq.Or(each)
    passages, documents = {}, {}
    for shelf, base_doc, base_row, heads, sizes in _shelves(own):
        with shelf.searcher(weighting=Given(view, tuning)) as searcher:
            for hit in searcher.search(query, limit=None, filter=wq.Term("body", among) if among else None):
                number, at = hit.docnum, 0
                while number >= sizes[at]:
                    number, at = number - sizes[at], at + 1
                if number < heads[at]:
                    documents[number + base_doc[at]] = hit.score
                else:
                    passages[number - heads[at] + base_row[at]] = hit.score
    assert _scores(found.passages) == pytest.approx(passages, rel=1e-4)
    assert _scores(found.documents) == pytest.approx(documents, rel=1e-4)


@FEW
@given(
    world=WORLD,
    tuning=tunings(),
    words=st.lists(TYPED, min_size=1, max_size=4),
    rest=st.sampled_from(("", " -it", " year:2016", " -systems year:..2015")),
    tiers=st.sampled_from(Tiers),
)
def test_the_shipped_order_is_bm25f_and_its_additions(
    make_library, doc, tmp_path_factory, world, tuning, words, rest, tiers
):
    own = World.build(make_library(str(tmp_path_factory.mktemp("law") / "index")), doc, world)
    view, query = own.view, parse(" ".join(words) + rest).query
    matcher = Matcher(view, tuning)
    planned = plan(matcher, query, Lexicon.of(()))
    planned, ranked = add_proximity(view, planned, rank(view, planned, tuning, tiers), tuning)
    typed = [node.text for node in query.clauses if isinstance(node, Word)]
    order = _order(own, typed, tuning, tiers)
    expected = {row: found for row, found in order.items() if _let_through(own, row, rest, tuning)}
    weak = np.zeros(len(ranked.rows), bool) if ranked.weak is None else ranked.weak
    tier = (ranked.whole.astype(int) - weak).tolist()
    columns = (ranked.rows.tolist(), ranked.scores.tolist(), tier)
    ours = {row: (score, tier) for row, score, tier in zip(*columns, strict=True)}
    assert {row: tier for row, (_, tier) in ours.items()} == {row: tier for row, (_, tier) in expected.items()}
    theirs = {row: score for row, (score, _) in expected.items()}
    assert {row: score for row, (score, _) in ours.items()} == pytest.approx(theirs, rel=1e-4, abs=1e-5)
    assert all(score < WHOLE for score, _ in ours.values())


def _order(own, typed, tuning, tiers):
    """Score and tier of every passage that the words find, by the formulas above."""
    view, found = own.view, [own.joined(word, tuning) for word in typed]
    parts = [[own.word(part, tuning) for part in _parts(word)] for word in typed]
    if len(found) == 1 and not parts[0]:
        return {row: (score * _kind(view, row, tuning), 1) for row, score in found[0][0].items()}
    telling = [max(1, int(1000 * idf(max(own.stats("body")[0], len(p)), len(p)))) for p, _ in found]
    empty = [word in EMPTY_WORDS and not all(other in EMPTY_WORDS for other in typed) for word in typed]
    if tiers is not Tiers.ALL:  # a word that says nothing of a subject is not missed
        telling = [0 if none else power for power, none in zip(telling, empty, strict=True)]
    most = max((power for power, (p, d) in zip(telling, found, strict=True) if p or d), default=None)
    if most:  # what is found nowhere weighs a little more than the most telling of the others, and no more
        bound = most + most // 50 + 2
        telling = [power if p or d else min(power, bound) for power, (p, d) in zip(telling, found, strict=True)]
    near = own.nearness(typed, tuning)
    cover = next((share for most, share in COVER if len(typed) <= most), 0.1)
    scoring = [one for one, none in zip(found, empty, strict=True) if not none] + [one for own in parts for one in own]
    result = {}
    for row in {row for passages, _ in scoring for row in passages}:
        document = int(view.doc_of_row[row])
        having = sum(power for power, (p, d) in zip(telling, found, strict=True) if row in p or document in d)
        whole = having == sum(telling) or tiers is Tiers.ANY
        if not whole and tiers is Tiers.ALL:
            continue
        weak = tiers is Tiers.SOME and having < int(cover * sum(telling))
        score = sum(p.get(row, 0.0) for p, _ in scoring) + near.get(row, 0.0)
        score += tuning.title_of_passage * sum(d.get(document, 0.0) for _, d in scoring)
        result[row] = (score * _kind(view, row, tuning), int(whole) - weak)
    return result


def _parts(word):
    return ["mail"] if word == "e-mail" else []


def _let_through(own, row, rest, tuning):
    year = own.view.document(int(own.view.doc_of_row[row])).published.year
    if "-it" in rest and row in own.word("it", tuning)[0]:
        return False
    if "-systems" in rest and row in own.word("systems", tuning)[0]:
        return False
    return not (("year:2016" in rest and year != 2016) or ("year:..2015" in rest and year > 2015))


def _kind(view, row, tuning):
    return tuning.kinds.get(view.row(row).kind, 1.0)


def _shelves(own):
    """Each shelf's index with the numbers of its segments in the view."""
    leaves, at = own.leaves(), 0
    for shelf, reader in zip(own.shelves, own.readers, strict=True):
        count = sum(1 for leaf, _ in reader.leaf_readers() if leaf.doc_count_all())
        some = leaves[at : at + count]
        at += count
        if some:
            heads, rows, docs = ([leaf[n] for leaf in some] for n in (1, 2, 3))
            yield shelf, docs, rows, heads, [leaf[0].doc_count_all() for leaf in some]


def _scores(found):
    return dict(zip(found.rows.tolist(), found.scores.tolist(), strict=True))
