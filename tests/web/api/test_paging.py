import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.query.results import Group, SearchResult
from kb.domain.query.search_query import SearchQuery
from kb.services.search.search import SearchAnswer
from kb.web.api.cursors import BadCursor, CursorPlace, Cursors
from kb.web.api.paging import part_of_search

Get = Callable[..., Any]
KEY = Cursors(b"a key")


def walk(get: Get, path: str, key: str) -> list[Any]:
    parts = [get(path)]
    while parts[-1]["next"]:
        assert len(parts) < 100
        parts.append(get(f"{path}&cursor={parts[-1]['next']}"))
    return [one for part in parts for one in part[key]]


@pytest.mark.parametrize("path", ["/search?q=", "/search?q=systems", "/search?q=keyed&sort=newest"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_the_parts_of_a_search_are_the_whole(get: Get, path: str, limit: int) -> None:
    whole = get(f"{path}&limit=50")
    assert whole["next"] is None
    assert walk(get, f"{path}&limit={limit}", "hits") == whole["hits"]


def test_the_parts_of_the_list_of_sources_are_the_whole(get: Get) -> None:
    whole = get("/sources?limit=100")
    assert walk(get, "/sources?limit=1", "sources") == whole["sources"]
    assert len(whole["sources"]) == whole["total"] == 4


def test_the_limit_may_change_from_part_to_part(get: Get) -> None:
    whole = [hit["source"] for hit in get("/search?q=&limit=50")["hits"]]
    first = get("/search?q=&limit=1")
    rest = get(f"/search?q=&limit=3&cursor={first['next']}")
    last = get(f"/search?q=&limit=50&cursor={rest['next']}")
    assert [h["source"] for part in (first, rest, last) for h in part["hits"]] == whole


def test_a_cursor_is_good_for_its_question_only(get: Get) -> None:
    cursor = get("/search?q=&limit=1")["next"]
    problem = get(f"/search?q=systems&limit=1&cursor={cursor}", 422)
    assert problem["errors"][0]["parameter"] == "cursor"
    assert "another question" in problem["errors"][0]["detail"]
    get(f"/sources?limit=1&cursor={cursor}", 422)


PLACE = CursorPlace(3, "source/x", 7)
QUESTION = [("q", "case files"), ("publisher", "NAO"), ("publisher", "HMIC")]


def test_a_cursor_gives_back_its_place_whatever_the_order_of_the_question() -> None:
    assert KEY.read(KEY.write(PLACE, QUESTION), QUESTION[::-1]) == PLACE


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_cursor_with_any_byte_changed_is_refused(at: int, by: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(KEY.write(PLACE, QUESTION) + "=="))
    raw[at % len(raw)] ^= by
    with pytest.raises(BadCursor):
        KEY.read(base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("="), QUESTION)


@given(st.text(max_size=80))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        KEY.read(text, QUESTION)
    with pytest.raises(BadCursor):
        KEY.read(KEY.write(PLACE, QUESTION) + text + "x", QUESTION)


def test_a_cursor_of_another_key_is_refused() -> None:
    with pytest.raises(BadCursor):
        Cursors(b"another key").read(KEY.write(PLACE, QUESTION), QUESTION)


def searching(ids: list[str]) -> Callable[[SearchQuery], SearchAnswer]:
    """Answer with these documents, as the search would page them."""

    def search(query: SearchQuery) -> SearchAnswer:
        first = (query.page - 1) * query.size
        groups = tuple(Group(id, "source", id, (), None, "", (), 0) for id in ids[first : first + query.size])
        return SearchAnswer(SearchResult(query, len(ids), len(ids), len(ids), groups), {}, {})

    return search


@given(
    before=st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=2),
    come=st.lists(st.sampled_from("rstuvw"), unique=True),
    size=st.integers(1, 4),
    seed=st.randoms(use_true_random=False),
)
def test_an_index_that_moves_on_between_parts_gives_nothing_twice_and_leaves_nothing_out(
    before: list[str], come: list[str], size: int, seed: Any
) -> None:
    query = SearchQuery(size=size)
    _, first, place = part_of_search(searching(before), query, None, 1)
    seen = [group.source for group in first]
    after = list(before)
    for new in come:
        after.insert(seed.randrange(len(after) + 1), new)
    while place:
        _, part, place = part_of_search(searching(after), replace(query), place, 2)
        seen += [group.source for group in part]
    assert [id for id in seen if id in before] == before
    assert len(seen) == len(set(seen))
