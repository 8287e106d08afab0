"""What a person gets, point by point, over the shipped content: searches, what came back, and whether it should.

    python tests/tools/show_points.py

Ten points, three searches or more for each, and the words of this field each found as written. It indexes the content
in a temporary folder and asks the service, the site and the batch. Leaves with 1 where a row is not as it should be.
The test beside it runs it.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.query.results import SearchResult
from kb.domain.query.search_query import Filters, SearchQuery, Sort
from kb.services.search.batch import read_batch, run_batch
from kb.web import create_app

CONTENT = Path(__file__).parents[2] / "content"
JOINT = "cjji-2016-delivering-justice-in-a-digital-age"
COLLEGE = "hac-2016-hc-23-college-of-policing"
AS_WRITTEN = ("IT", "R&D", "G-Cloud 9", "CPS", "HC 23", "C&AG", "2,000", "e-mail", "may", '"not for publication"')
BROKEN = ("(police", "year:abc", "AND", "[x TO", "😀", "police " * 1500)
Row = tuple[str, str, str, bool]
"""A point, what was asked, what came back, and whether that is right."""


class Asking:
    """Asks the shipped content as a visitor would."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.client: FlaskClient = create_app(kb, "https://kb.example").test_client()

    def search(self, text: str, **fields) -> SearchResult:
        """Search as the site does."""
        return self.kb.search.search(SearchQuery(text, **fields), reader_as(Audience.PUBLIC)).result

    def page(self, address: str) -> BeautifulSoup:
        """Get a page."""
        return BeautifulSoup(self.client.get(address).get_data(as_text=True), "lxml")


def told(result: SearchResult) -> str:
    """Return what came back in a line."""
    first = next((f"{g.source}/{g.hits[0].passage}" for g in result.groups if g.hits), "nothing")
    return f"{result.passages} in {result.sources}, first {first}"


def passages(ask: Asking) -> Iterator[Row]:
    """Yield point 1: a hit is a passage under its source, marked, with its place, and the link lands on it."""
    for text, source, passage in (
        ("systems do not talk to each other", JOINT, "finding-1"),
        ("backlog of devices", "hmicfrs-2022-digital-forensics", "finding-1"),
        ("separate ICT systems", "hac-2011-hc-939-new-landscape-of-policing", "finding-1"),
    ):
        result = ask.search(text)
        group = result.groups[0]
        hit = next((hit for hit in group.hits if hit.passage == passage), None)
        page = ask.page(f"/search?q={text.replace(' ', '+')}")
        link = page.select_one(f"#hit-source-{source}-{passage} a")
        landed = link is not None and ask.page(str(link["href"]).partition("#")[0]).find(id=passage) is not None
        right = group.source == source and hit is not None and bool(hit.snippet.marks) and bool(hit.label) and landed
        yield "1 the passage", text, told(result), right


def all_then_some(ask: Asking) -> Iterator[Row]:
    """Yield point 2: all the words first, then some with what they lack; nothing found helps on."""
    result = ask.search("why do forces buy different systems")
    lacking = [bool(hit.missing) for group in result.groups for hit in group.hits[:1]]
    yield "2 all words, then some", result.query.text, told(result), lacking == sorted(lacking) and any(lacking)
    result = ask.search("zeppelin procurement")
    said = f"{told(result)}; {result.all_words} with both"
    yield "2 all words, then some", result.query.text, said, result.passages > result.all_words == 0
    result = ask.search("Airwave", filters=Filters((("publisher", ("Reform",)),)))
    other = [one.words for one in result.alternatives]
    yield (
        "2 all words, then some",
        "Airwave, publisher Reform",
        f"offered {other}",
        other == ["without publisher: Reform"],
    )


def grammar(ask: Asking) -> Iterator[Row]:
    """Yield point 3: each form narrows as it says, and what is broken is a named problem."""
    for text, source in (
        ('"Common Platform" -publisher:NAO', "pac-2023-hc-1002-courts-and-tribunals-reform"),
        ('ref:"HC 23"', COLLEGE),
        ("(CCTV OR tablets) disc*", JOINT),
        ("network year:2017 publisher:HMIC", "hmic-2017-state-of-policing-2016"),
        ("published:>=2022-11 backlog", "hmicfrs-2022-digital-forensics"),
        ('"drafting code"~5', "government-computing-2017-network-code"),
    ):
        result = ask.search(text)
        found = [group.source for group in result.groups]
        yield "3 the grammar", text, told(result), source in found and not result.problems
    for text in BROKEN:
        result = ask.search(text)
        said = result.problems[0].words if result.problems else "nothing said"
        yield "3 the grammar", text[:20], f"{result.passages} passages; {said}", bool(result.problems)


def as_written(ask: Asking) -> Iterator[Row]:
    """Yield point 4: the words of this field, each found as written."""
    for text in AS_WRITTEN:
        result = ask.search(text, off=(text,))
        wanted = text.strip('"').casefold()
        shown = [hit.text.casefold() for group in result.groups for hit in group.hits]
        literally = any(wanted in one for one in shown) or text == "HC 23"
        first = COLLEGE if text == "HC 23" else result.groups[0].source if result.groups else ""
        right = result.all_words > 0 and literally and result.groups[0].source == first
        yield "4 found as written", text, told(result), right
    for text in ("CP", '"do not talk each other"'):  # not CPS, and not these words
        yield "4 found as written", text, told(ask.search(text)), not ask.search(text).passages
    result = ask.search("interop", as_prefix=True)
    yield "4 found as written", "interop, while typing", told(result), result.passages > 0


def synonyms(ask: Asking) -> Iterator[Row]:
    """Yield point 5: acronyms and other names, both ways, told, and to be turned off."""
    for text, other in (
        ("CPS", "Crown Prosecution Service"),
        ("Police National Database", "PND"),
        ("re-keying", "keyed in a second time"),
        ("vendor lock-in", "lock-in"),
    ):
        result, off = ask.search(text), ask.search(text, off=(text,))
        names = [name for one in result.also_searched for name in one.words]
        said = f"also {names}; {result.all_words} passages, {off.all_words} with that off"
        yield "5 other names", text, said, other in names and off.all_words < result.all_words


def did_you_mean(ask: Asking) -> Iterator[Row]:
    """Yield point 6: the whole query corrected, offered only where it finds more, never put in its place."""
    for text, meant in (
        ("disclosre of evidence", "disclosure of evidence"),
        ("interoperabilty standrds", "interoperability standards"),
        ("goverance", "governance"),
    ):
        result = ask.search(text)
        better = result.did_you_mean
        right = better is not None and better.words == meant and result.query.text == text
        yield "6 did you mean", text, better.words if better else "nothing offered", right
    for text in ("procurement", "cyber"):
        yield "6 did you mean", text, "nothing offered", ask.search(text).did_you_mean is None


def facets(ask: Asking) -> Iterator[Row]:
    """Yield point 7: counts in documents that come true when they are chosen, a bucket for none, chips."""
    for text, facet in (("police", "publisher"), ("procurement", "topic"), ("network", "year"), ("forces", "cited")):
        result = ask.search(text)
        values = next(one.values for one in result.facets if one.name == facet)
        chosen = values[0]
        left = ask.search(text, filters=Filters(((facet, (chosen.value,)),)))
        said = ", ".join(f"{value.label or value.value} {value.count}" for value in values[:3])
        yield "7 facets", f"{text}, by {facet}", said, left.sources == chosen.count > 0
    page = ask.page("/search?q=police&publisher=NAO&from=2013")
    chips = [chip.get_text(" ", strip=True) for chip in page.select(".chip")]
    yield "7 facets", "police, NAO, from 2013", "; ".join(chips), len(chips) == 3


def ranking(ask: Asking) -> Iterator[Row]:
    """Yield point 8: the document meant is among the first four, date only where asked for, and the score adds up."""
    for text, first in (
        ("network code", "hmic-2017-state-of-policing-2016"),
        ("value for money criminal justice system", "nao-2016-efficiency-in-the-criminal-justice-system"),
        ("duplication of ICT systems", "hac-2011-hc-939-new-landscape-of-policing"),
    ):
        result = ask.search(text)
        yield "8 ranking", text, told(result), first in [group.source for group in result.groups[:4]]
    dates = [str(g.published) for g in ask.search("police", sort=Sort.NEWEST, size=30).groups if g.published]
    yield "8 ranking", "police, newest", f"{dates[0]} to {dates[-1]}", dates == sorted(dates, reverse=True)
    hit = ask.search("joint inspection", explain=True).groups[0].hits[-1]
    total = sum(score for _, score in hit.why[:-1]) * hit.why[-1][1] if hit.passage else sum(s for _, s in hit.why)
    yield "8 ranking", "joint inspection, explained", f"{hit.why}", abs(total - hit.score) < 0.01


def doors(ask: Asking) -> Iterator[Row]:
    """Yield point 9: suggestions, similar passages, batch, saved searches, Atom."""
    for typed, wanted in (("interop", "Interoperability"), ("CP", "CPS"), ("state of", "State of Policing")):
        words = [one.words for one in ask.kb.suggestions.suggest(typed, reader_as(Audience.PUBLIC))]
        yield "9 suggestions", typed, "; ".join(words[:4]), any(wanted in one for one in words)
    like = ask.page(f"/sources/{JOINT}/similar/finding-1").select(".source h2")
    yield "9 similar passages", "finding 1 of the joint report", f"{len(like)} documents", bool(like)
    rows = "query\nnetwork code\nCPS\nzeppelin\n"
    found = list(run_batch(read_batch(rows.encode(), 1), ask.kb.search, reader_as(Audience.PUBLIC), lambda *_: None))
    yield "9 batch", "three queries", f"{[one.result.passages for one in found]}", len(found) == 3
    feed = ask.client.get("/search.atom?q=network+code")
    entries = BeautifulSoup(feed.data, "xml").find_all("entry")
    yield "9 Atom", "network code", f"{len(entries)} entries", bool(entries) and "atom" in feed.content_type


def one_answer(ask: Asking) -> Iterator[Row]:
    """Yield point 10: page, JSON, feed, batch and service say the same."""
    for text in ("network code", "CPS", "value for money"):
        service = ask.search(text)
        api = json.loads(ask.client.get("/api/v1/search", query_string={"q": text}).data)
        heading = ask.page(f"/search?q={text.replace(' ', '+')}").h1.get_text()
        row = read_batch(f"query\n{text}\n".encode(), 1)
        (batch,) = run_batch(row, ask.kb.search, reader_as(Audience.PUBLIC), lambda *_: None)
        counts = {service.passages, api["passages"], int(heading.split()[0]), batch.result.passages}
        yield "10 one answer", text, f"page, JSON, batch, service: {sorted(counts)}", len(counts) == 1


POINTS = (
    *(passages, all_then_some, grammar, as_written, synonyms, did_you_mean, facets, ranking),
    *(doors, one_answer),
)


def main() -> None:
    """Ask, and print what came back."""
    wrong = 0
    with tempfile.TemporaryDirectory() as home:
        kb = knowledge_base({"KB_CONTENT": str(CONTENT), "KB_HOME": home, "KB_SECRET_KEY": "not a secret here"})
        kb.index_sync.sync()
        ask = Asking(kb)
        print("| point | asked | came back | |\n| --- | --- | --- | --- |")
        for point in POINTS:
            for name, asked, what, right in point(ask):
                wrong += not right
                print(f"| {name} | {asked} | {' '.join(what.split())[:150]} | {'' if right else 'WRONG'} |")
    print(f"\n{wrong} not as they should be")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
