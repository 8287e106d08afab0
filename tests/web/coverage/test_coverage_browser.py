"""Coverage in a real browser: by keyboard at 320 px, with and without scripts, and looked at by the checker."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from in_browser import NARROW, WIDE, Axe
from kb.domain.source.source import Source, SourceKind
from people import Site

pytestmark = pytest.mark.browser

AUDIT = Source("audit", "Audit", ("NAO",), SourceKind.AUDIT, summary="Nothing of the sort.")


@pytest.fixture
def narrow(browser: Browser, site: Site, address: str) -> Iterator[Page]:
    """A narrow page, signed in as staff; anything said in its console fails the test."""
    context = browser.new_context(viewport={"width": NARROW[0], "height": NARROW[1]}, base_url=address)
    context.add_cookies([{"name": "kb-session", "value": site.tokens["staff"], "url": address}])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "403" not in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def test_the_searches_are_run_and_the_matrix_is_walked_by_keyboard(narrow: Page, site: Site) -> None:
    for number in range(30):
        site.put(replace(AUDIT, id=f"audit-{number}", title=f"Audit {number}"))
    narrow.goto("/coverage?by=sources")
    button = narrow.get_by_role("button", name="Run all searches")
    button.focus()
    narrow.keyboard.press("Enter")
    narrow.wait_for_url("**/coverage?by=sources&ran=3")
    expect(narrow.locator(".said")).to_contain_text("The searches of 3 priorities have been run")
    region = narrow.get_by_role("region", name="Coverage matrix")
    region.focus()
    assert region.evaluate("e => e.scrollHeight > e.clientHeight")
    narrow.keyboard.press("End")
    expect(region).not_to_have_js_property("scrollTop", 0)
    head = region.get_by_role("columnheader", name="1 Buy radios together")
    assert head.bounding_box()["y"] >= region.bounding_box()["y"]  # the numbers stay in sight
    for title in region.get_by_role("rowheader").all():
        assert title.evaluate("e => e.scrollWidth <= e.clientWidth")  # and titles are whole
    row = region.get_by_role("row", name="A joint look at how case files travel")
    link = row.get_by_role("link", name="+1 hit unread").first
    link.focus()
    assert link.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    box = link.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    narrow.keyboard.press("Enter")
    narrow.wait_for_url("**/coverage/radios/joint-report")
    narrow.get_by_role("button", name="I have read it: nothing relevant").focus()
    narrow.keyboard.press("Enter")
    expect(narrow.locator(".said")).to_contain_text("Written down")


def test_a_run_that_fails_half_way_is_left_to_the_form(narrow: Page) -> None:
    narrow.goto("/coverage?by=sources")
    narrow.evaluate("document.querySelector('form[data-run] [name=csrf]').value = 'old'")
    narrow.route("**/coverage/run", lambda route: route.fulfill(status=403, body="no"), times=1)
    with narrow.expect_navigation(url="**/coverage/run"):
        narrow.get_by_role("button", name="Run all searches").click()
    expect(narrow.get_by_role("heading", level=1)).to_be_visible()


def test_the_checker_finds_nothing(narrow: Page, axe: Axe) -> None:
    narrow.goto("/coverage?by=sources")
    narrow.get_by_role("button", name="Run all searches").click()
    narrow.wait_for_url("**/coverage?by=sources&ran=3")
    for path in (
        "/coverage?ran=3&news=3",
        "/coverage?by=sources&ran=3&news=3",
        "/coverage?by=topics&show=gaps",
        "/coverage?call=x",
        "/coverage/radios/joint-report",
    ):
        narrow.goto(path)
        assert axe.faults_by_day_and_night(narrow) == [], path
    narrow.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    narrow.goto("/coverage?by=sources")
    assert axe.faults_by_day_and_night(narrow) == []


def test_without_scripts_one_form_does_it_all(browser: Browser, site: Site, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    context.add_cookies([{"name": "kb-session", "value": site.tokens["analyst"], "url": address}])
    page = context.new_page()
    page.goto("/coverage?by=sources")
    page.get_by_role("button", name="Run all searches").click()
    expect(page.locator(".said")).to_contain_text("The searches of 2 priorities have been run")
    context.close()
