"""robots.txt with wildcards: exactly the file of GOV.UK, and what a missing one means."""

import datetime as dt

import pytest

from kb.domain.source.capture import Outcome
from scraper.fetched import Fetched, FetchError
from scraper.robots import LONGEST_DELAY, Robots, rules_from

AGENT = "police-it-evidence/0.1 (+somebody@example.org)"
GOVUK = """\
User-agent: *
Disallow: /*/print$
Disallow: /search/all*
Sitemap: https://www.gov.uk/sitemap.xml

# https://ahrefs.com/robot/ crawls the site frequently
User-agent: AhrefsBot
Crawl-delay: 10

User-agent: deepcrawl
Disallow: /

User-agent: MS Search 6.0 Robot
Disallow: /
"""


def answer(status: int, text: str = "") -> Fetched:
    address = "https://www.gov.uk/robots.txt"
    return Fetched(address, status, (), text.encode(), dt.datetime(2026, 11, 20, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/content/government/publications/police-ict", True),
        ("/api/search.json?q=police", True),
        ("/government/publications/police-ict", True),
        ("/government/publications/police-ict/print", False),
        ("/print", True),
        ("/government/print/plans", True),
        ("/government/publications/printing", True),
        ("/search/all", False),
        ("/search/all?keywords=police", False),
        ("/search/policy-papers", True),
    ],
)
def test_govuk(path, allowed):
    assert rules_from(answer(200, GOVUK)).allows(f"https://www.gov.uk{path}", AGENT) is allowed


def test_govuk_for_others():
    rules = rules_from(answer(200, GOVUK))
    assert not rules.allows("https://www.gov.uk/", "deepcrawl")
    assert not rules.allows("https://www.gov.uk/", "MS Search 6.0 Robot")
    assert rules.delay("AhrefsBot") == 10
    assert rules.delay(AGENT) == 0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_file_allows_everything(status):
    assert rules_from(answer(status, "User-agent: *\nDisallow: /")).allows("https://www.gov.uk/x", AGENT)


@pytest.mark.parametrize("status", [304, 429, 500, 503])
def test_a_file_that_cannot_be_had_forbids_everything(status):
    assert not rules_from(answer(status)).allows("https://www.gov.uk/x", AGENT)


def test_it_is_asked_for_once_per_host():
    asked = []

    def fetch(address):
        asked.append(address)
        return answer(200, "User-agent: *\nDisallow: /secret\nCrawl-delay: 900")

    robots = Robots(fetch, AGENT)
    assert robots.permit("https://a.example/1") == LONGEST_DELAY
    robots.permit("https://a.example/2")
    robots.permit("https://b.example:8443/2")
    assert asked == ["https://a.example/robots.txt", "https://b.example:8443/robots.txt"]
    with pytest.raises(FetchError) as caught:
        robots.permit("https://a.example/secret/file")
    assert caught.value.outcome is Outcome.BLOCKED


def test_no_answer_for_robots_keeps_out_but_is_no_refusal():
    def fetch(address):
        raise FetchError(address, "timed out")

    with pytest.raises(FetchError) as caught:
        Robots(fetch, AGENT).permit("https://a.example/1")
    assert caught.value.outcome is Outcome.FAILED
    assert "timed out" in caught.value.detail


@pytest.mark.parametrize("text", ["", "\x00\xff junk", "Disallow: /", "User-agent:\nDisallow", "<html>no</html>"])
def test_a_strange_file_forbids_nothing(text):
    assert rules_from(answer(200, text)).allows("https://www.gov.uk/x", AGENT)


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_hides_no_rule(coding: str) -> None:
    address = "https://www.gov.uk/robots.txt"
    content = "User-agent: *\nDisallow: /\n".encode(coding)
    rules = rules_from(Fetched(address, 200, (), content, dt.datetime(2026, 11, 20, tzinfo=dt.UTC)))
    assert not rules.allows("https://www.gov.uk/anything", AGENT)
