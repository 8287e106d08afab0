"""What we lean on in Whoosh: each test fails where Whoosh, or a fork of it, does otherwise."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, create_in, open_dir
from whoosh.scoring import BM25F, BM25FScorer

from kb.domain.audience import Audience
from kb.index.analysis import stem_of
from kb.index.invert import FieldInverter, same_postings
from kb.index.phrases import phrase
from kb.index.schema import FIELDS, INDEX_NAME, codec, schema
from kb.index.score import Tuning, idf, scored
from kb.index.whoosh_read import MappedSegment, fast_field, read_segment, row_lengths, slow_field
from kb.index.whoosh_write import commit, create, segments

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


def inverted(rows):
    fields = {name: FieldInverter() for name in FIELDS}
    for text in rows:
        fields["body"].add(text)
        fields["title"].add(text[:8])
        fields["heading"].add("")
        fields["ref"].add("")
    return {name: field.finish() for name, field in fields.items()}


def written(folder, *batches):
    folder.mkdir()
    create(folder)
    for rows in batches:
        commit(folder, deleted={}, inverted=inverted(rows))
    return folder


def stock_postings(reader, name):
    """Every posting as stock Whoosh reads it."""
    found = {}
    for field, term in reader.all_terms():
        if field == name:
            matcher = reader.postings(name, term)
            own = found[term] = []
            while matcher.is_active():
                own.append((matcher.id(), matcher.weight(), matcher.value_as("positions")))
                matcher.next()
    return found


@SOME
@given(rows=ROWS)
def test_stock_whoosh_reads_what_we_write_as_what_it_writes_itself(tmp_path_factory, rows):
    base = tmp_path_factory.mktemp("contract")
    ours = open_dir(str(written(base / "ours", rows))).reader()
    (base / "stock").mkdir()
    writer = create_in(str(base / "stock"), schema()).writer()
    for text in rows:
        writer.add_document(body=text, title=text[:8], heading="", ref="")
    writer.commit()
    stock = open_dir(str(base / "stock")).reader()
    for name in ("body", "title"):
        assert stock_postings(ours, name) == stock_postings(stock, name)
        for term in stock_postings(stock, name):
            assert ours.doc_frequency(name, term) == stock.doc_frequency(name, term)
            assert ours.frequency(name, term) == stock.frequency(name, term)


@SOME
@given(rows=ROWS)
def test_blocks_and_the_public_matcher_read_the_same(tmp_path_factory, rows):
    folder = written(tmp_path_factory.mktemp("contract") / "x", rows)
    (segment,) = segments(folder)
    storage = MappedSegment(folder, segment)
    terms = segment.codec().terms_reader(storage, segment)
    lengths = segment.codec().per_document_reader(storage, segment)
    written_fields = inverted(rows)
    for name in FIELDS:
        own = row_lengths(lengths, name, len(rows))
        fast, slow = fast_field(terms, name, own), slow_field(terms, name, own)
        assert same_postings(fast, slow)
        assert same_postings(fast, dataclasses.replace(written_fields[name], lengths=own))


@pytest.mark.parametrize("compression", [0, 3])
@pytest.mark.parametrize("blocklimit", [2, 128])
def test_many_blocks_compressed_or_not(tmp_path, compression, blocklimit):
    rows = [f"police {'it ' * (n % 5)} word{n % 7}" for n in range(300)]
    writer = create_in(str(tmp_path), schema()).writer(codec=W3Codec(blocklimit, compression))
    for text in rows:
        writer.add_document(body=text, title=text[:8])
    writer.commit()
    (segment,) = segments(tmp_path)
    found = read_segment(tmp_path, segment)["body"]
    ours = inverted(rows)["body"]
    assert found.terms == ours.terms
    for part in ("starts", "rows", "tf", "places", "positions"):
        assert np.array_equal(getattr(found, part), getattr(ours, part)), part


def test_a_codec_that_is_not_known_is_read_slowly(tmp_path, monkeypatch):
    folder = written(tmp_path / "x", ["police systems", "police"])
    (segment,) = segments(folder)
    fast = read_segment(folder, segment)

    class OtherCodec(W3Codec):
        pass

    monkeypatch.setattr(segment, "_codec", OtherCodec(compression=0))
    used = []
    monkeypatch.setattr("kb.index.whoosh_read.slow_field", lambda *given: used.append(given[1]) or slow_field(*given))
    slow = read_segment(folder, segment)
    assert used == list(FIELDS)
    assert all(same_postings(fast[name], slow[name]) for name in FIELDS)


def test_deletions_and_segments_are_kept_by_whoosh(tmp_path):
    folder = written(tmp_path / "x", ["police one", "police two"], ["police three"])
    first, second = segments(folder)
    commit(folder, deleted={first.segment_id(): [0]})
    assert [s.deleted_count() for s in segments(folder)] == [1, 0]
    reader = FileIndex(FileStorage(str(folder)), indexname=INDEX_NAME).reader()
    assert [found[0] for found in stock_postings(reader, "body")[b"police"]] == [1, 2]
    commit(folder, deleted={}, dropped=frozenset({second.segment_id()}))
    assert [s.segment_id() for s in segments(folder)] == [first.segment_id()]


def test_the_codec_in_use_is_the_one_that_is_read_fast():
    assert type(codec()) is W3Codec


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
