"""Comments in a real browser: written and resolved by the keyboard without scripts, without a fault of axe."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from in_browser import Axe, served, tab_to
from kb.web import create_app
from people import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with served(lambda at: create_app(site.kb, at)) as made:
        yield made


def opened(browser: Browser, site: Site, address: str, who: str, *, scripts: bool = True) -> Page:
    context = browser.new_context(base_url=address, java_script_enabled=scripts)
    context.add_cookies([{"name": "kb-session", "value": site.tokens[who], "url": address}])
    return context.new_page()


def test_a_comment_is_written_and_resolved_by_the_keyboard_without_scripts(
    browser: Browser, site: Site, address: str
) -> None:
    page = opened(browser, site, address, "analyst", scripts=False)
    page.goto("/annotations/keyed")
    tab_to(page, "#comment-text")
    page.keyboard.type("Is this so?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    comment = page.locator('li[id^="comment-"]')
    expect(comment).to_contain_text("Is this so?")
    tab_to(page, 'li[id^="comment-"] button')
    page.keyboard.press("Enter")
    expect(page.locator("summary", has_text="1 resolved comment")).to_be_visible()
    expect(comment).to_be_hidden()


def test_axe_finds_nothing_by_day_and_night(browser: Browser, axe: Axe, site: Site, address: str) -> None:
    """``KB_PICTURES`` names a folder for pictures."""
    page = opened(browser, site, address, "staff")
    for text in ("Where does it say **that**? See `para 1`.\n\n> Files\n\n1. One\n2. Two", "@bea@example.org please"):
        page.goto("/priorities/one-record")
        page.fill("#comment-text", text)
        page.get_by_role("button", name="Add the comment").click()
    page.get_by_role("button", name="Resolve").first.click()
    page.locator("summary", has_text="1 resolved comment").click()
    look(page, axe, "comments")
    page.evaluate("document.querySelector('#comment-text').required = false")
    page.get_by_role("button", name="Add the comment").click()
    expect(page.locator("h1")).to_have_text("Comment")
    look(page, axe, "comment-refused")


def look(page: Page, axe: Axe, name: str) -> None:
    """See that axe finds nothing and that nothing is wider than a telephone."""
    assert axe.faults_by_day_and_night(page) == []
    for size, height in ((1280, 900), (375, 800)):
        page.set_viewport_size({"width": size, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= size
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if folder := os.environ.get("KB_PICTURES"):
                page.screenshot(path=Path(folder) / f"{name}-{size}-{scheme}.png", full_page=True)
