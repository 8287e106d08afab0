"""Laws of the grammar, for any text whatever."""

import time
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.domain.query.grammar import MAX_CLAUSES, MAX_LENGTH, parse, show
from kb.domain.query.search_query import QueryProblemKind
from kb.domain.query.tree import All, Any, FieldQuery, Node, Not, Phrase, Range

ANY = st.data()


def leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, All | Any):
        for inner in node.nodes:
            yield from leaves(inner)
    elif isinstance(node, Not | FieldQuery):
        yield from leaves(node.node)
    else:
        yield node


def nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, All | Any):
        for inner in node.nodes:
            yield from nodes(inner)
    elif isinstance(node, Not | FieldQuery):
        yield from nodes(node.node)


@settings(max_examples=400, deadline=None)
@given(ANY)
def test_what_is_printed_is_read_back_and_has_nothing_to_tell(
    typed: st.SearchStrategy[str], data: st.DataObject
) -> None:
    query = parse(data.draw(typed)).query
    printed = show(query)
    if len(printed) > MAX_LENGTH:
        return
    again = parse(printed)
    assert again.query == query
    assert {problem.kind for problem in again.problems} <= {QueryProblemKind.ONLY_EXCLUDED}


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_places_lie_in_the_text_and_trees_are_flat(typed: st.SearchStrategy[str], data: st.DataObject) -> None:
    text = data.draw(typed)
    parsed = parse(text)
    for problem in parsed.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.words
    for clause in parsed.query.clauses:
        for node in nodes(clause):
            assert 0 <= node.span[0] <= node.span[1] <= len(text)
            if isinstance(node, All | Any):
                assert len(node.nodes) >= 2
                assert not any(isinstance(inner, type(node)) for inner in node.nodes)
            if isinstance(node, Not):
                assert not isinstance(node.node, Not)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["word", '"a b"', "(", ")", "OR", "-x", "title:y"]), max_size=400))
def test_a_query_has_a_bounded_number_of_leaves(pieces: list[str]) -> None:
    query = parse(" ".join(pieces)).query
    assert sum(1 for clause in query.clauses for _ in leaves(clause)) <= MAX_CLAUSES


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(categories=["L", "N", "Zs"]), max_size=200))
def test_words_without_marks_are_all_kept_in_order(text: str) -> None:
    query = parse(text).query
    told = [node for clause in query.clauses for node in leaves(clause) if not isinstance(node, Phrase | Range)]
    words = [word for word in text.split() if word not in ("AND", "OR", "NOT")]
    expected = words[:MAX_CLAUSES] if words else text.split()[:MAX_CLAUSES]
    if "NOT" not in text and "OR" not in text and "AND" not in text:
        assert [getattr(node, "text", None) for node in told] == expected


def test_any_length_is_read_in_bounded_time() -> None:
    for text in (
        "(" * 10_000_000,
        '"' * 3_000_000,
        "-" * 3_000_000,
        "a* " * 1_000_000,
        "\\" * 3_000_001,
        "NOT " * 500_000,
    ):
        started = time.process_time()
        parse(text)
        assert time.process_time() - started < 10, text[:10]  # under 1 s on a quiet machine


@given(st.text("ab1 ", max_size=200))
def test_plain_words_are_read_the_short_way_as_they_are_the_long_way(text):
    short, long = parse(text), parse(text + "\t")  # a tab is no more than a space, but it goes the long way
    assert short == long
    assert [clause.span for clause in short.query.clauses] == [clause.span for clause in long.query.clauses]
