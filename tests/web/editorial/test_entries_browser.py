"""Questions in a real browser: written, handed in and reviewed by keyboard alone; every page looked at by axe."""

import pytest
from playwright.sync_api import Browser, Page, expect

from in_browser import NARROW, WIDE, Axe, served, tab_to
from kb.web import create_app
from people import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def address(site: Site):
    with served(lambda at: create_app(site.kb, at)) as made:
        yield made


def opened(browser: Browser, site: Site, address: str, who: str, size=WIDE, *, scripts: bool = True) -> Page:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts)
    context.add_cookies([{"name": "kb-session", "value": site.tokens[who], "url": address}])
    return context.new_page()


def test_a_question_is_written_and_reviewed_by_keyboard(browser: Browser, site: Site, address: str) -> None:
    page = opened(browser, site, address, "analyst", scripts=False)
    page.goto(f"{address}/questions/new?priority=one-record")
    tab_to(page, "#text")
    page.keyboard.type("How often?")
    tab_to(page, "#kind")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=pillars]")
    page.keyboard.press("Space")
    tab_to(page, "#look_at")
    page.keyboard.type("Time sheets")
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == "asked_of":
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.type("each force")
    page.keyboard.press("Enter")
    expect(page.locator("[role=status]").first).to_contain_text("It is a draft")
    tab_to(page, ".turn button.main")
    page.keyboard.press("Enter")
    expect(page.locator("[role=status]").first).to_contain_text("Handed in")
    at = page.url.split("?")[0]
    second = opened(browser, site, address, "staff", scripts=False)
    second.goto(at)
    tab_to(second, ".turn button.main")
    second.keyboard.press("Enter")
    expect(second.locator("[role=status]").first).to_contain_text("Reviewed.")
    (kept,) = site.catalogue.questions.values()
    assert (kept.kind.value, kept.look_at, kept.asked_of) == ("practice", ("Time sheets",), "each force")


def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, axe: Axe, site: Site, address: str) -> None:
    page = opened(browser, site, address, "staff", NARROW)
    page.goto(f"{address}/questions/new?priority=one-record&raised=ann:1")
    assert axe.faults_by_day_and_night(page) == []
    page.fill("#asked_of", "each force")
    page.click(".doings button.main")
    at = page.url.split("?")[0]
    other = opened(browser, site, address, "bea", NARROW)
    for each in (page, other):
        each.goto(f"{at}/edit")
        each.fill("#text", f"First: {each is page}?")
    for each in (page, other):
        each.click(".doings button.main")
    expect(other.locator("h1")).to_contain_text(" saved at ")
    assert axe.faults_by_day_and_night(other) == []
    page.goto(f"{address}/recommendations/new?source=joint-report&passage=rec-1")
    page.fill("#summary", "Key it once.")
    page.fill("#addressees", "forces")
    page.click(".doings button.main")
    followed = page.url.split("?")[0]
    for path in (
        at,
        followed,
        f"{address}/questions",
        f"{address}/recommendations",
        f"{address}/recommendations/by-publisher",
        f"{address}/priorities/one-record",
    ):
        page.goto(path)
        assert axe.faults_by_day_and_night(page) == [], path
