"""Documents in parts: all of it or nothing, whether fetched or filed."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pytest

from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Outcome
from scraper.captures import Captures
from scraper.extract import Extract, Unreadable
from scraper.gather import MOST_PARTS, Gatherer
from scraper.publishers.registry import all_publishers, registry_of
from scraper.wiring import open_dependencies


@dataclass(frozen=True)
class Parts:
    """Reads a contents page and the parts that it links to."""

    name: str = "html"
    delay: float = 0.0

    def recognises(self, address):
        return True

    def entry(self, address):
        return address

    def wants(self, bodies):
        links = re.findall(rb'href="([^"]+)"', bodies[0].content)
        return tuple(urljoin(bodies[0].address, link.decode()) for link in links)

    def read(self, bodies):
        text = [re.sub(rb"<[^>]+>", b" ", body.content).decode() for body in bodies[1:]]
        return Extract("Parts", tuple(Block(BlockKind.PARAGRAPH, words, str(n)) for n, words in enumerate(text, 1)))


WORDS = "Forces buy what each of them likes and so the systems of two forces seldom link to one another."


@pytest.fixture
def gather(house):
    def run(id):
        registry = registry_of([Parts(), all_publishers().named("pdf")])
        with open_dependencies(house.settings, registry=registry, sleep=house.clock.sleep, now=house.clock.now) as deps:
            return Gatherer(deps).gather(id)

    return run


@pytest.fixture
def report(house, web):
    web.says("/c", "<html>" + "".join(f'<a href="p{n}.htm">{n}</a>' for n in range(1, 4)))
    for n in range(1, 4):
        web.says(f"/p{n}.htm", f"<html><p>Part {n}. {WORDS}</p></html>", ETag=f'"{n}"')
    house.put("r", web.host + "/c")


def test_parts_are_followed_in_order_and_their_list_is_the_capture(house, web, report, gather, clock):
    attempt = gather("r")
    source = house.get("r")
    assert attempt.outcome is Outcome.NEW, attempt.detail
    assert re.findall(r"Part (\d)", source.body) == ["1", "2", "3"]
    assert web.paths == ["/c", "/p1.htm", "/p2.htm", "/p3.htm"]
    assert source.captured is not None
    kept = Captures(house.settings.home / "captures", clock.now, lambda: "x")
    listed = json.loads(kept.read(source.captured.sha256) or b"")
    assert [part["address"] for part in listed["parts"]] == [web.host + path for path in web.paths]
    assert all(kept.read(part["sha256"]) for part in listed["parts"])


def test_all_parts_unchanged_is_unchanged_and_one_changed_is_changed(house, web, report, gather):
    gather("r")
    assert gather("r").outcome is Outcome.UNCHANGED
    web.says("/p2.htm", f"<html><p>Part 2, now reworded. {WORDS}</p></html>", ETag='"2b"')
    assert gather("r").outcome is Outcome.CHANGED
    assert "now reworded" in house.get("r").body


@pytest.mark.parametrize(
    ("status", "outcome", "said"), [(404, Outcome.FAILED, "not whole"), (403, Outcome.BLOCKED, "part 3")]
)
def test_a_part_that_does_not_come_leaves_the_text_alone(house, web, report, gather, clock, status, outcome, said):
    gather("r")
    before = house.get("r")
    web.says("/p2.htm", "<h1>No</h1>", status=status)
    for _ in range(4):  # never gone: the document is there
        attempt = gather("r")
        assert attempt.outcome is outcome
        assert said in attempt.detail
        assert "/p2.htm" in attempt.detail
        clock.forward(days=2)
    assert house.get("r") == before


def test_a_document_of_endless_parts_is_given_up(house, web, gather):
    web.says("/c", "".join(f'<a href="p{n}.htm">{n}</a>' for n in range(MOST_PARTS + 5)))
    house.put("r", web.host + "/c")
    assert f"over {MOST_PARTS} parts" in gather("r").detail
    assert web.paths == ["/c"]


def test_a_reader_that_wants_the_same_again_does_not_turn_for_ever(house, web, gather):
    web.says("/c", '<a href="c">itself</a><a href="/moved">x</a>')
    web.says("/moved", status=302, Location="/c")
    house.put("r", web.host + "/c")
    assert gather("r").outcome is Outcome.SUSPICIOUS
    assert web.paths == ["/c", "/moved", "/c"]


CASE = Path(__file__).parent / "publishers" / "committee_html" / "to_2014"


@pytest.mark.skipif(not CASE.is_dir(), reason="the committee reader's examples are not here")
def test_saved_parts_of_a_committee_report_are_filed_together(house):
    paths = sorted(CASE.glob("*.htm*"))
    address = f"https://publications.parliament.uk/pa/cm201012/cmselect/cmhaff/977/{paths[0].stem}.htm"
    filed = house.file("r", *paths, publishers=("Home Affairs Committee",), licence="OPL-UK-3.0", address=address)
    assert filed.attempt.outcome is Outcome.NEW, filed.attempt.detail
    assert len(re.findall(r"^\*\*\d+\.\*\* ", house.get("r").body, re.MULTILINE)) > 3
    assert house.file("r", *paths).attempt.outcome is Outcome.UNCHANGED


def test_moving_in_a_circle_ends(house, web):
    class Mover(Parts):
        def wants(self, bodies):
            return ()

        def read(self, bodies):
            there = bodies[0].address.replace("/a", "/x").replace("/b", "/a").replace("/x", "/b")
            raise Unreadable(Outcome.MOVED, "moved", there)

    web.says("/a", "<p>a</p>")
    web.says("/b", "<p>b</p>")
    house.put("r", web.host + "/a")
    registry = registry_of([Mover(), all_publishers().named("pdf")])
    with open_dependencies(house.settings, registry=registry, sleep=house.clock.sleep, now=house.clock.now) as deps:
        attempt = Gatherer(deps).gather("r")
    assert attempt.outcome is Outcome.FAILED
    assert "circle" in attempt.detail
