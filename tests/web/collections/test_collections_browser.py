"""Collections in a real browser: by the keyboard, on a telephone's width, light and dark, without a fault of axe."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from in_browser import Axe, served
from kb.bootstrap import KnowledgeBase
from kb.web import create_app


@pytest.fixture
def desk(browser: Browser, kb: KnowledgeBase) -> Iterator[Page]:
    """A page on a server that knows its own address."""
    with served(lambda address: create_app(kb, address)) as address:
        context = browser.new_context(base_url=address)
        yield context.new_page()
        context.close()


def test_a_collection_is_made_and_ordered_by_the_keyboard(desk: Page, axe: Axe) -> None:
    """``KB_PICTURES`` names a folder for pictures of each step."""
    desk.goto("/search?q=systems")
    boxes = desk.locator("input[name=passage][form=collect]")
    for place in range(2):
        boxes.nth(place).focus()
        desk.keyboard.press("Space")
    look(desk, axe, "ticked")
    desk.get_by_role("button", name="Add ticked passages").focus()
    desk.keyboard.press("Enter")
    desk.locator("#title").fill("Do systems talk?")
    look(desk, axe, "adding")
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_have_text("Do systems talk?")
    expect(desk.locator("p.told")).to_have_text("Added.")
    headings = desk.locator("main li h3")
    first, second = headings.all_inner_texts()
    desk.locator("button[value=down]").first.focus()
    desk.keyboard.press("Enter")
    expect(headings).to_have_text([second, first])
    look(desk, axe, "collection")
    desk.get_by_role("button", name="Make a link").click()
    desk.goto(str(desk.locator('main a[href*="/shared/"]').get_attribute("href")))
    expect(headings).to_have_text([second, first])
    look(desk, axe, "shared")


def test_passages_are_ticked_in_the_reader_by_the_keyboard(desk: Page, axe: Axe) -> None:
    desk.goto("/sources/joint-report")
    desk.get_by_role("link", name="Tick passages for a collection").press("Enter")
    boxes = desk.locator("input[name=passage][form=collect]")
    expect(boxes.first).to_be_visible()  # the page is there
    desk.set_viewport_size({"width": 375, "height": 800})
    for box in boxes.all():
        expect(box).to_be_visible()
    for place in (0, 2):
        boxes.nth(place).focus()
        desk.keyboard.press("Space")
    look(desk, axe, "reader")
    desk.get_by_role("button", name="Add ticked passages").press("Enter")
    expect(desk.locator("main li h3")).to_have_count(2)


def look(page: Page, axe: Axe, name: str) -> None:
    """See that axe finds nothing and that nothing is wider than a telephone."""
    assert axe.faults_by_day_and_night(page) == []
    wide = page.viewport_size
    for size, height in ((1280, 900), (375, 800)):
        page.set_viewport_size({"width": size, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= size
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if folder := os.environ.get("KB_PICTURES"):
                page.screenshot(path=Path(folder) / f"{name}-{size}-{scheme}.png", full_page=True)
    page.set_viewport_size(wide or {"width": 1280, "height": 900})
