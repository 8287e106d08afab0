"""The form in a real Chromium: by keyboard alone, without scripts, dragged, kept while typing, and looked at by axe."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from in_browser import NARROW, WIDE, Axe, tab_to
from kb.domain.account.account import Role

FORM = "/calls/call-now/answer"

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A wide page; anything said in its console, but for answers of 4xx that are pages, fails the test."""
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, base_url=server)
    made = context.new_page()
    said: list[str] = []
    made.on("console", lambda message: said.append(message.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    yield made
    context.close()
    assert [words for words in said if not words.startswith("Failed to load resource: the server responded")] == []


def test_a_whole_answer_by_keyboard_only(site, page: Page) -> None:
    page.goto("/calls/call-now")
    tab_to(page, "a.button.main")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FORM}")
    tab_to(page, "#organisation")
    page.keyboard.type("Example Systems Ltd")
    tab_to(page, "#organisation_kind")
    page.keyboard.type("large")
    tab_to(page, "#title-a")
    page.keyboard.type("Second thing")
    tab_to(page, "#title-b")
    page.keyboard.type("First thing")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#said")).to_have_text("Now priority 1 of 5.")
    assert page.evaluate("document.activeElement.id") == "title-b"
    tab_to(page, "#slot-b summary")
    page.keyboard.press("Enter")
    tab_to(page, "#search-b")
    page.keyboard.type("talk to each other")
    page.keyboard.press("Enter")
    page.wait_for_selector("#slot-b button[value^=link]")
    assert page.url.endswith(FORM)
    assert page.input_value("#title-b") == "First thing"
    tab_to(page, "#slot-b button[value^=link]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#slot-b button[value^=unlink]")
    tab_to(page, "#slot-a button[value^=down]")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Now priority 3 of 5.")
    assert page.evaluate("document.activeElement.value") == "down:a"
    tab_to(page, "input[name=consent]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "button[value=review]")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Check your answer')")
    tab_to(page, "button[value=send]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".reference")
    (answer,) = site.answers
    assert [slot.title for slot in answer.slots] == ["First thing", "Second thing"]
    assert answer.slots[0].evidence[0].passage == "para-4.12"
    assert answer.consent.value == "by kind of organisation"


def test_a_whole_answer_without_scripts(site, browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server)
    page = context.new_page()
    page.goto("/calls/call-now")
    page.click("text=Answer this call")
    page.fill("#organisation", "Example Systems Ltd")
    page.select_option("#organisation_kind", "charity")
    page.fill("#title-a", "Second thing")
    page.fill("#title-b", "First thing")
    page.press("#title-b", "Enter")
    assert page.input_value("#title-b") == "First thing"
    assert page.inner_text("h1") == "What are your top five priorities?"
    page.click("#slot-b button[value='up:b']")
    assert page.url.endswith(f"{FORM}#slot-b")
    page.click("#slot-b summary")
    page.fill("#search-b", "talk to each other")
    page.click("#slot-b button[value='search:b']")
    page.click("#slot-b button[value^=link]")
    assert page.locator("#slot-b button[value^=unlink]").count() == 1
    page.click("button[value=review]")
    page.click("a:has-text('Choose what others may see')")
    page.check("#consent-named")
    page.click("button[value=review]")
    page.click("button[value=edit]")
    assert page.is_checked("#consent-named")
    page.click("button[value=review]")
    page.click("button[value=send]")
    assert "Your answer has been received" in page.inner_text("main")
    page.click("a.button:has-text('Change the answer')")
    page.fill("#title-b", "Second thing, said better")
    page.click("button[value=review]")
    page.click("button[value=send]")
    assert "Version 2" in page.inner_text("main")
    context.close()
    (answer,) = site.answers
    assert [slot.title for slot in answer.slots] == ["First thing", "Second thing, said better"]
    assert answer.slots[0].evidence[0].label == "para 4.12"


def test_entries_can_be_dragged(page: Page) -> None:
    page.goto(FORM)
    page.fill("#title-a", "One")
    page.locator("#slot-a .grip").scroll_into_view_if_needed()
    grip = page.locator("#slot-a .grip").bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    target = page.locator("#slot-b").bounding_box()
    page.mouse.move(target["x"] + 40, target["y"] + target["height"] - 10, steps=6)
    page.mouse.up()
    order = page.evaluate("[...document.querySelectorAll('#slots > li')].map(item => item.dataset.slot)")
    assert order == ["b", "a", "c", "d", "e"]
    ranks = page.evaluate("[...document.querySelectorAll('legend [data-rank]')].map(rank => rank.textContent)")
    assert ranks == list("12345")


def test_a_draft_is_kept_while_somebody_types(site, page: Page) -> None:
    token = site.kb.invitations.link("call-now", "Invited Ltd", "charity", "i@example.org")
    page.goto(f"{FORM}?invitation={token}")
    page.fill("#title-a", "Half a thought")
    expect(page.locator("#saved")).to_have_text(re.compile(r"Draft kept at \d\d:\d\d\."), timeout=10_000)
    page.goto("/")
    page.goto(f"{FORM}?invitation={token}")
    assert page.input_value("#title-a") == "Half a thought"


def test_where_the_search_cannot_be_fetched_the_form_goes_the_plain_way(site, page: Page) -> None:
    page.goto(FORM)
    page.fill("#title-a", "Typed")
    page.click("#slot-a summary")
    page.fill("#search-a", "talk to each other")
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('no net')); }")
    with page.expect_navigation():
        page.click("button[value='search:a']")
    assert page.input_value("#title-a") == "Typed"
    assert page.locator("#slot-a button[value^=link]").count() == 1


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide", "narrow"])
def test_no_page_of_an_answer_has_a_fault_that_axe_can_find(
    site, browser: Browser, server: str, axe: Axe, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        base_url=server,
    )
    page = context.new_page()
    faults: list[str] = []

    def look(name: str) -> None:
        faults.extend(f"{name}: {fault}" for fault in axe.faults_opened(page))
        small = page.evaluate(
            """() => [...document.querySelectorAll("main a, main button, main input:not([type=hidden]), main select")]
              .filter(e => e.checkVisibility() && !e.closest(".away") && e.type !== "radio" && e.type !== "checkbox")
              .filter(e => getComputedStyle(e).display !== "inline")
              .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
              .filter(([e, box]) => box.height < 23.5 || box.width < 23.5).map(([e]) => e)"""
        )
        faults.extend(f"{name} has a small target: {what}" for what in small)

    page.goto("/calls/call-now")
    look("the call")
    token = site.kb.invitations.link("call-now", "Invited Ltd", "charity", "i@example.org")
    page.goto(f"{FORM}?invitation={token}")
    page.click("button[value=review]")
    look("the form with faults")
    page.fill("#title-a", "One record, entered once")
    page.fill("#search-a", "systems")
    page.press("#search-a", "Enter")
    page.wait_for_selector("#slot-a button[value^=link]")
    look("the form with something found")
    page.click("#slot-a button[value^=link] >> nth=0")
    page.wait_for_selector("#slot-a button[value^=unlink]")
    look("the form with something pointed to")
    page.check("#consent-named")
    page.click("button[value=review]")
    look("the review")
    page.click("button[value=send]")
    page.wait_for_selector(".reference")
    look("the receipt")
    page.click("a.button:has-text('Change the answer')")
    look("the form of a change")
    site.over()
    page.goto(FORM)
    look("the form of a late answer")
    folder = site.folder / "var" / "private" / "rolls"
    folder.mkdir(parents=True)
    (folder / "call-now.csv").write_text("name,email,organisation,kind\nBen,ben@example.org,Other Ltd,charity\n")
    invited = site.kb.accounts.invite("s@example.org", Role.STAFF, "test")
    page.goto(f"/welcome/{invited.token}")
    for name in ("passphrase", "again"):
        page.fill(f"[name={name}]", "four words nobody guesses")
    page.click("main button")
    page.goto("/calls/call-now/roll")
    look("the roll")
    context.close()
    assert faults == []


def test_printed_the_receipt_has_the_link_in_full_and_no_buttons(site, page: Page) -> None:
    page.goto(FORM)
    page.fill("#organisation", "Example Systems Ltd")
    page.select_option("#organisation_kind", "charity")
    page.fill("#title-a", "One")
    page.check("#consent-named")
    page.click("button[value=review]")
    page.click("button[value=send]")
    page.wait_for_selector(".reference")
    page.emulate_media(media="print")
    assert page.is_visible(".link-printed")
    assert page.inner_text(".link-printed") == page.input_value("#link")
    for hidden in ("a.button", ".keep-this input", ".sections"):
        assert not page.locator(hidden).first.is_visible(), hidden
