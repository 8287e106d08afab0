import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from kb.bootstrap import KnowledgeBase
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.query.search_query import SearchQuery
from kb.services.search.json_shapes import HitShape, found_shape

Get = Callable[..., Any]
BASE = "https://kb.example"
SECRET = "zebrafinch"


def test_a_hit_is_that_of_the_terminal_and_more(get: Get, kb: KnowledgeBase) -> None:
    found = get("/search?q=systems+talk")
    result = kb.search.search(SearchQuery("systems talk"), reader_as(Audience.PUBLIC)).result
    same = json.loads(json.dumps(dataclasses.asdict(found_shape(result))))
    keys = {field.name for field in dataclasses.fields(HitShape)}
    assert [{k: v for k, v in hit.items() if k in keys} for hit in found["hits"]] == same["hits"]
    assert (found["passages"], found["sources"]) == (same["passages"], same["sources"])
    assert same["hits"]


def test_a_hit_says_where_it_is_and_marks_its_words(get: Get) -> None:
    hit = next(h for h in get("/search?q=systems+talk")["hits"] if h["passage"] == "para-4.12")
    assert (hit["source"], hit["locator"], hit["published"]) == ("joint-report", "para 4.12, p 23", "2016-04-13")
    assert hit["api_url"] == f"{BASE}/api/v1/passages/joint-report:para-4.12"
    assert hit["web_url"] == f"{BASE}/sources/joint-report?q=systems+talk#para-4.12"
    text = hit["snippet"]["text"]
    assert {text[m["start"] : m["end"]] for m in hit["snippet"]["marks"]} == {"systems", "talk"}
    assert hit["why"] == []


def test_every_address_in_an_answer_leads_somewhere(get: Get, client: FlaskClient) -> None:
    hits = get("/search?q=&limit=50")["hits"] + get("/search?q=systems")["hits"] + get("/sources")["sources"]
    for hit in hits:
        for address in filter(None, (hit["web_url"], hit["api_url"])):
            path = urlsplit(address)._replace(scheme="", netloc="").geturl()
            assert client.get(path).status_code in (200, 302), address
    assert len(hits) > 10


def test_the_search_page_and_the_api_count_alike(get: Get, soup: Callable[[str], Any]) -> None:
    found = get("/search?q=systems&publisher=HMIC&from=2010&to=2020")
    heading = soup("/search?q=systems&publisher=HMIC&from=2010&to=2020").h1.text
    assert heading.startswith(f"{found['passages']} passage")
    assert found["web_url"] == f"{BASE}/search?q=systems&publisher=HMIC&from=2010&to=2020"


def test_notes_expansions_filters_and_explanations(get: Get) -> None:
    assert get("/search?q=year:abc")["notes"][0]["start"] == 0
    assert get("/search?q=CPS")["also_searched"][0]["words"] == ["Crown Prosecution Service"]
    assert get("/search?q=CPS&off=CPS")["also_searched"] == []
    assert get("/search?q=systems&explain=1")["hits"][0]["why"]
    assert get("/search?q=systems&kind=research")["hits"] == []
    chosen = [v for f in get("/search?publisher=NAO")["facets"] for v in f["values"] if v["chosen"]]
    assert [value["value"] for value in chosen] == ["NAO"]
    assert {row["id"] for row in get("/search?q=walrus")["unread"]} >= {"blocked-audit"}


def test_sorting_is_by_date(get: Get) -> None:
    dates = [hit["published"] for hit in get("/search?q=systems&sort=oldest")["hits"] if hit["published"]]
    assert dates == sorted(dates)


def test_a_source_is_given_whole(get: Get) -> None:
    source = get("/sources/joint-report")
    assert source["reference"] == "Fourth Report of Session 2016-17, HC 99"
    assert [p["id"] for p in source["passages"]][:4] == ["summary", "finding-1", "finding-2", "para-4.11"]
    assert {e["stance"] for e in source["evidence"]} == {"supports", "limits", "contradicts", "context"}
    assert source["derived"] == ["blocked-audit"]
    assert source["captured"]["sha256"] == "ab" * 32
    listed = next(s for s in get("/sources")["sources"] if s["id"] == "joint-report")
    assert listed.items() <= source.items()


def test_text_that_is_not_ours_to_show_is_not_given(get: Get) -> None:
    source = get("/sources/closed-study")
    assert source["full_text"] is False
    assert [p["kind"] for p in source["passages"]] == ["summary", "finding"]


def test_a_passage_knows_its_neighbours_and_its_citation(get: Get) -> None:
    passage = get("/passages/joint-report:para-4.12")
    assert (passage["previous"], passage["source"], passage["page"]) == ("para-4.11", "joint-report", "23")
    assert passage["citation"].endswith("para 4.12, p 23 <https://kb.example/sources/joint-report#para-4.12>")
    assert get("/passages/joint-report:summary")["previous"] == ""
    whole = get("/sources/joint-report")["passages"]
    assert get(f"/passages/joint-report:{whole[-1]['id']}")["following"] == ""


def test_a_priority_is_given_with_its_evidence(get: Get) -> None:
    one = get("/priorities/systems-that-talk")
    listed = next(row for row in get("/priorities")["priorities"] if row["id"] == one["id"])
    assert listed.items() <= one.items()
    assert {piece["stance"] for piece in one["pieces"]} == {"supports", "limits", "contradicts", "context"}
    ours = next(piece for piece in one["pieces"] if piece["words"] == "Tablets pay for themselves.")
    assert ours["in_our_words"]
    assert "summarised in this knowledge base" in ours["citation"]
    assert get("/priorities?status=merged")["total"] == 0


def test_suggestions_are_titles_topics_and_acronyms(get: Get) -> None:
    def words(typed: str) -> list[tuple[str, str]]:
        return [(s["words"], s["kind"]) for s in get(f"/suggest?q={typed}")["suggestions"]]

    assert words("interop") == [("Interoperability", "topic")]
    assert words("crown pros") == [("CPS", "acronym")]
    assert ("How case files travel", "title") in words("case f")
    assert words("") == words("%20!") == []
    assert len(get("/suggest?q=a&limit=1")["suggestions"]) == 1


def test_api_and_page_find_the_same_similar_passages(get: Get, client: FlaskClient) -> None:
    for asked in get("/sources/joint-report")["passages"]:
        listed = {
            (p["source"], p["id"]) for p in get(f"/similar?passage=joint-report:{asked['id']}&limit=50")["passages"]
        }
        page = client.get(f"/sources/joint-report/similar/{asked['id']}").text
        shown = set(re.findall(r'href="/sources/([a-z0-9-]+)#([^"]+)"', page)) - {("joint-report", asked["id"])}
        assert listed == shown


def test_similar_passages_are_others(get: Get) -> None:
    found = get("/similar?passage=joint-report:para-4.11")["passages"]
    assert "para-4.11" not in {p["id"] for p in found if p["source"] == "joint-report"}
    assert {(p["source"], p["id"]) for p in found} & {("blocked-audit", "summary"), ("joint-report", "finding-1")}
    assert len(get("/similar?passage=joint-report:para-4.11&limit=1")["passages"]) == 1
    get("/similar?passage=joint-report:para-99", 404)


@pytest.mark.parametrize(
    "path",
    [
        f"/search?q={SECRET}",
        "/search?q=&limit=50",
        "/search?q=minutes",
        "/sources",
        f"/suggest?q={SECRET}",
        "/suggest?q=minutes",
        "/sources/joint-report",
        "/similar?passage=joint-report:summary",
    ],
)
def test_what_is_not_public_appears_nowhere(path: str, get: Get) -> None:
    answer = get(path)
    assert SECRET not in json.dumps({k: v for k, v in answer.items() if k != "web_url"}).casefold()


def test_what_is_not_public_does_not_exist(get: Get) -> None:
    get("/sources/staff-only", 404)
    get("/passages/staff-only:summary", 404)
    get("/similar?passage=staff-only:summary", 404)


def test_a_search_in_vain_is_counted_for_staff(get: Get, kb: KnowledgeBase) -> None:
    get("/search?q=Ornithopter")
    get("/search?q=ornithopter")
    row = next(row for row in kb.failed_searches.most_asked(100) if row.words == "ornithopter")
    assert row.times == 2
