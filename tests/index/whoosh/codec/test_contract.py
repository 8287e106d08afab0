"""The contract of the codec: stock Whoosh over it finds the same rows, with the same scores, as over Whoosh's own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import ID, KEYWORD, STORED, TEXT, FieldType, Schema
from whoosh.formats import Positions
from whoosh.index import create_in, open_dir
from whoosh.qparser import QueryParser
from whoosh.reading import TermNotFound

from kb.index.query.analysis import CHUNK, chunk_of, stems_of
from kb.index.whoosh.codec.codec import ArrayCodec
from kb.index.whoosh.schema import FIELDS, STEMMED, Words, schema

SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = (
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
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
ROW = st.fixed_dictionaries({"body": TEXTS, "title": st.sampled_from(("", "Police IT", "The system"))})
SEGMENTS = st.lists(st.lists(ROW, min_size=1, max_size=12), min_size=1, max_size=3)
QUERIES = (
    wq.Term("body", "police"),
    wq.Term("title", "it"),
    wq.Term("body", "nowhere"),
    wq.Or([wq.Term("body", "police"), wq.Term("body", "systems"), wq.Term("title", "system")]),
    wq.And([wq.Term("body", "police"), wq.Term("body", "it")]),
    wq.AndNot(wq.Term("body", "the"), wq.Term("body", "cps")),
    wq.Phrase("body", ["police", "it"]),
    wq.Phrase("body", ["it", "police"], slop=3),
    wq.Prefix("body", "pol"),
    wq.Wildcard("body", "sys*m?"),
    wq.FuzzyTerm("body", "polce", maxdist=2),
    wq.TermRange("body", "c", "n"),
    wq.Every("title"),
    wq.Not(wq.Term("body", "police")),
)
Build = Callable[..., Any]


class WordField(FieldType):  # type: ignore[misc]  # whoosh has no types
    """A field of our schema indexed word by word: what any codec of Whoosh's can write."""

    def __init__(self, *, stemmed: bool) -> None:
        super().__init__(Positions(), Words(), scorable=True)
        self._stemmed = stemmed

    def index(self, value: str, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Give each term with its frequency and positions.

        The second number is what Whoosh adds up to the length of the field, and nothing else: a joined word counts
        by its parts, however many terms it has.
        """
        length = sum(chunk_of(match[0]).width for match in CHUNK.finditer(value))
        for term, _, weight, positions in self.format.word_values(value, self.analyzer, **kwargs):
            yield term.encode("utf-8", "surrogatepass"), length, weight, positions
            length = 0

    def stems(self, terms: Sequence[bytes]) -> Sequence[str]:
        return stems_of([term.decode("utf-8", "surrogatepass") for term in terms]) if self._stemmed else ()


def word_by_word() -> Schema:
    return Schema(**{name: WordField(stemmed=name in STEMMED) for name in FIELDS})


def built(
    folder: Path, codec: Any, wanted: Schema, segments: Iterable[list[dict[str, Any]]], gone: Iterable[int]
) -> Any:
    folder.mkdir()
    index = create_in(str(folder), wanted)
    for rows in segments:
        writer = index.writer(codec=codec())
        for row in rows:
            writer.add_document(**row)
        writer.commit(merge=False)
    writer = index.writer(codec=codec())
    for row in gone:
        if row < index.doc_count_all():
            writer.delete_document(row)
    writer.commit(merge=False)
    return open_dir(str(folder))


def hits(index: Any, query: Any, limit: int | None) -> list[tuple[int, float]]:
    with index.searcher() as searcher:
        return [(hit.docnum, hit.score) for hit in searcher.search(query, limit=limit)]


def postings(index: Any) -> dict[Any, Any]:
    """Everything that a reader tells of terms and rows."""
    found: dict[Any, Any] = {}
    with index.reader() as reader:
        for field, term in reader.all_terms():
            matcher, own = reader.postings(field, term), []
            while matcher.is_active():
                own.append((matcher.id(), matcher.weight(), matcher.value_as("positions"), matcher.value()))
                matcher.next()
            info = reader.term_info(field, term)
            numbers = (info.min_length(), info.max_length(), info.max_weight(), info.min_id(), info.max_id())
            counts = (reader.frequency(field, term), reader.doc_frequency(field, term), info.weight())
            found[field, term] = (own, numbers, counts)
        for field in ("body", "title"):
            lengths = [reader.doc_field_length(row, field) or 0 for row in range(reader.doc_count_all())]
            found[field] = [lengths, reader.field_length(field)]
            if all(leaf.field_length(field) for leaf, _ in reader.leaf_readers()):  # Whoosh's own fails without words
                found[field] += [reader.min_field_length(field), reader.max_field_length(field)]
    return found


@SOME
@given(segments=SEGMENTS, gone=st.sets(st.integers(0, 20), max_size=4))
def test_stock_whoosh_finds_and_scores_the_same_over_our_codec(
    tmp_path_factory: pytest.TempPathFactory, segments: list[list[dict[str, str]]], gone: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("contract")
    stock = built(folder / "stock", W3Codec, word_by_word(), segments, gone)
    in_words = built(folder / "words", ArrayCodec, word_by_word(), segments, gone)
    in_batches = built(folder / "batch", ArrayCodec, schema(), segments, gone)
    for ours in (in_words, in_batches):
        assert postings(ours) == postings(stock)
        for query in QUERIES:
            for limit in (None, 3):
                assert hits(ours, query, limit) == hits(stock, query, limit), query


@SOME
@given(segments=SEGMENTS)
def test_both_ways_of_indexing_write_the_same_file(
    tmp_path_factory: pytest.TempPathFactory, segments: list[list[dict[str, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("contract")
    written = []
    for name, wanted in (("words", word_by_word()), ("batch", schema())):
        built(folder / name, ArrayCodec, wanted, segments, ())
        written.append(sorted(file.read_bytes() for file in (folder / name).glob("*.arrays")))
    assert written[0] == written[1]


def test_long_posting_lists_are_skipped_by_their_bounds(tmp_path: Path) -> None:
    rows = [{"body": f"police {'it ' * (n % 7)} {'the ' * (n % 50)} word{n % 3}"} for n in range(900)]
    stock = built(tmp_path / "stock", W3Codec, word_by_word(), [rows], (5, 300))
    ours = built(tmp_path / "ours", ArrayCodec, word_by_word(), [rows], (5, 300))
    for query in (wq.Term("body", "it"), wq.Or([wq.Term("body", "it"), wq.Term("body", "word1")])):
        for limit in (None, 1, 10, 150):
            assert hits(ours, query, limit) == hits(stock, query, limit)
    with ours.reader() as reader:
        matcher = reader.postings("body", "it")
        matcher.skip_to(500)
        copy = matcher.copy()
        assert copy.id() == matcher.id() == 500 + (500 % 7 == 0)
        matcher.reset()
        assert matcher.id() == 1


LIBRARY = Schema(key=ID(unique=True, stored=True), topics=KEYWORD(commas=True, lowercase=True), text=TEXT, facts=STORED)


def test_schemas_of_whooshs_own_fields_are_kept_with_what_they_store(tmp_path: Path) -> None:
    rows = [
        {"key": f"k{n}", "topics": f"Police, t{n % 3}", "text": f"Passage {n} of {n % 5}", "facts": {"page": n}}
        for n in range(40)
    ]
    stock = built(tmp_path / "stock", W3Codec, LIBRARY, [rows[:30], rows[30:]], (3,))
    ours = built(tmp_path / "ours", ArrayCodec, LIBRARY, [rows[:30], rows[30:]], (3,))
    for index, codec in ((stock, W3Codec), (ours, ArrayCodec)):
        writer = index.writer(codec=codec())
        writer.update_document(key="k7", topics="other", text="Passage seven again", facts={"page": 700})
        writer.delete_by_term("topics", "t2")
        writer.commit(merge=False)
    for text in ("passage", "key:k7", "topics:t1 passage", '"passage 8"', "topics:other"):
        query = QueryParser("text", LIBRARY).parse(text)
        assert hits(ours, query, None) == hits(stock, query, None)
    with ours.searcher() as one, stock.searcher() as other:
        assert [hit.fields() for hit in one.search(wq.Every(), limit=None)] == [
            hit.fields() for hit in other.search(wq.Every(), limit=None)
        ]
        assert one.document(key="k7") == {"key": "k7", "facts": {"page": 700}}


def test_whooshs_own_merge_reads_and_writes_through_the_codec(tmp_path: Path) -> None:
    rows = [{"body": f"police {'it ' * (n % 5)}", "title": f"Report {n}"} for n in range(30)]
    merged = []
    for name, codec in (("stock", W3Codec), ("ours", ArrayCodec)):
        index = built(tmp_path / name, codec, word_by_word(), [rows[:10], rows[10:20], rows[20:]], (3, 17))
        index.writer(codec=codec()).commit(optimize=True)
        merged.append(open_dir(str(tmp_path / name)))
    assert merged[1].doc_count_all() == 28
    for query in QUERIES:
        assert hits(merged[1], query, None) == hits(merged[0], query, None)


def test_spelling_walks_the_terms(tmp_path: Path) -> None:
    ours = built(
        tmp_path / "ours", ArrayCodec, schema(), [[{"body": "police policing systems"}], [{"body": "polish"}]], ()
    )
    with ours.searcher() as searcher:
        assert searcher.suggest("body", "polise", limit=2, maxdist=1) == ["police"] or set(
            searcher.suggest("body", "polise", limit=2, maxdist=1)
        ) == {"police", "polish"}
        assert list(searcher.reader().lexicon("body")) == [b"police", b"policing", b"polish", b"systems"]
        assert list(searcher.reader().expand_prefix("body", "poli")) == [b"police", b"policing", b"polish"]
        leaf = searcher.reader().leaf_readers()[0][0]
        cursor = leaf.cursor("body")
        assert (cursor.first(), cursor.next(), cursor.find("s"), cursor.next()) == (
            "police",
            "policing",
            "systems",
            None,
        )
        assert not cursor.is_valid()


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    ours = built(tmp_path / "ours", ArrayCodec, schema(), [[{"body": "police"}]], ())
    with ours.reader() as reader:
        assert (reader.doc_frequency("body", "x"), reader.frequency("body", "x")) == (0, 0)
        assert reader.doc_frequency("title", "police") == 0
        assert ("body", "x") not in reader
        with pytest.raises(TermNotFound):
            reader.term_info("body", "x")
        with pytest.raises(TermNotFound):
            reader.postings("title", "police")


@pytest.mark.parametrize(
    ("field", "row"),
    [
        (TEXT(chars=True), {"text": "police"}),
        (TEXT(field_boost=1.5), {"text": "police"}),
        (TEXT(sortable=True), {"text": "police"}),
    ],
)
def test_what_arrays_cannot_keep_is_refused(tmp_path: Path, field: Any, row: dict[str, str]) -> None:
    writer = create_in(str(tmp_path), Schema(text=field)).writer(codec=ArrayCodec())

    def index() -> None:
        writer.add_document(**row)
        writer.commit()

    with pytest.raises((ValueError, NotImplementedError)):
        index()
