"""Whatever a site answers, a reader reads it or says that it cannot: nothing but ``Unreadable`` is raised."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.documents.markdown import dialect as form
from scraper.extract import Body, Publisher, Unreadable
from scraper.govuk.govuk import GovUk
from scraper.hmicfrs.hmicfrs import Hmicfrs
from scraper.hmicfrs.register import HmicfrsRegister
from scraper.publishers.nao import Nao
from scraper.publishers.web_page import HtmlPage

HERE = Path(__file__).parent
READERS: list[Publisher] = [GovUk(), Hmicfrs(), HmicfrsRegister(), HtmlPage(), Nao()]
PAGES = sorted(path for path in HERE.glob("*/*/*.html") if "committee" not in str(path))
ITEMS = sorted(path for path in HERE.glob("govuk/*/*.json") if path.name != "example.json")
TYPES = ["text/html", "application/json", "application/pdf", "", "image/png"]
ADDRESSES = ["https://www.gov.uk/api/content/x", "http://[broken", "file:x", "", "https://x.test/publications/y/"]
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def survives(reader: Publisher, bodies: list[Body]) -> None:
    wanted = reader.wants(bodies)
    assert isinstance(wanted, tuple)
    assert all(isinstance(address, str) for address in wanted)
    try:
        extract = reader.read(bodies)
    except Unreadable:
        return
    assert extract.blocks
    assert form.read(form.write(extract.blocks)) == extract.blocks
    extract.title.encode()


@st.composite
def mutated(draw: st.DrawFn, paths: list[Path]) -> bytes:
    content = draw(st.sampled_from(paths)).read_bytes()
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 60)))
        content = content[:start] + draw(st.binary(max_size=8)) + content[end:]
    return content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@given(data=st.data())
@QUICK
def test_mutated_pages(reader: Publisher, data: st.DataObject) -> None:
    bodies = [
        Body(data.draw(st.sampled_from(ADDRESSES)), data.draw(st.sampled_from(TYPES[:1] * 4 + TYPES)), content)
        for content in data.draw(st.lists(mutated(PAGES), min_size=0, max_size=3))
    ]
    survives(reader, bodies)


def values() -> st.SearchStrategy[Any]:
    scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10))
    return st.one_of(
        scalars, st.just([]), st.just({}), st.lists(scalars, max_size=2), st.just("<p>x</p>"), st.just("//[")
    )


def replaced(item: Any, draw: st.DrawFn) -> Any:
    """Put another value somewhere into JSON: at each step, go deeper or replace what is there."""
    if isinstance(item, dict) and item and draw(st.integers(0, 5)):
        key = draw(st.sampled_from(sorted(item)))
        return {**item, key: replaced(item[key], draw)}
    if isinstance(item, list) and item and draw(st.integers(0, 5)):
        place = draw(st.integers(0, len(item) - 1))
        return [*item[:place], replaced(item[place], draw), *item[place + 1 :]]
    return draw(values())


@st.composite
def items(draw: st.DrawFn) -> bytes:
    item = json.loads(draw(st.sampled_from(ITEMS)).read_bytes())
    for _ in range(draw(st.integers(1, 3))):
        item = replaced(item, draw)
    return json.dumps(item).encode()


@given(st.lists(items(), min_size=1, max_size=2), st.sampled_from(ADDRESSES), st.sampled_from([200, 200, 404, 410]))
@settings(QUICK, max_examples=200)
def test_mutated_items(contents: list[bytes], address: str, status: int) -> None:
    survives(GovUk(), [Body(address, "application/json", content, status=status) for content in contents])


@given(st.one_of(st.binary(max_size=200), items(), values().map(lambda value: json.dumps(value).encode())))
@QUICK
def test_mutated_searches(content: bytes) -> None:
    body = Body("https://www.gov.uk/api/search.json", "application/json", content)
    for propose in (GovUk().proposals, Nao().proposals):
        try:
            assert all(proposal.title and proposal.address for proposal in propose(body))
        except Unreadable:
            continue
