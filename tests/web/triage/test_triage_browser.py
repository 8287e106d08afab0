"""Triage and its neighbours in a real Chromium: by keyboard alone, without scripts, and under axe."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from in_browser import NARROW, WIDE, Axe, tab_to
from kb.domain.priority.priority import SlotRef

PAGES = (
    "/calls/call/triage",
    "/calls/call/triage?show=all",
    "/calls/call/triage?done=1",
    "/calls/call/triage/history?after=1",
    "/calls/call/triage/waiting/fay",
    "/calls/call/triage/import",
    "/calls/call/ranking",
    "/calls/call/pairs",
    "/desk",
    "/priorities/buy",
)

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser: Browser, address: str, site) -> Iterator[Callable[..., BrowserContext]]:
    made: list[BrowserContext] = []

    def of(who: str = "staff", size: tuple[int, int] = WIDE, **options) -> BrowserContext:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, base_url=address, **options)
        context.add_cookies([{"name": "kb-session", "value": site.tokens[who], "url": address}])
        made.append(context)
        return context

    yield of
    for context in made:
        context.close()


@pytest.fixture
def page(opened) -> Iterator[Page]:
    """A wide page of a member of staff; anything said in its console fails the test."""
    made = opened().new_page()
    said: list[str] = []
    made.on("console", lambda message: said.append(message.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    yield made
    assert said == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_is_free_of_faults_that_axe_can_find(opened, axe: Axe, size: tuple[int, int]) -> None:
    page, faults = opened(size=size).new_page(), []
    page.on("console", lambda message: faults.append(f"{page.url} said {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"{page.url} failed: {error}"))
    page.goto("/calls/call/triage")
    page.locator("button.suggestion").first.click()
    for path in PAGES:
        page.goto(path)
        faults += [f"{path}: {fault}" for fault in axe.faults_by_day_and_night(page)]
        faults += [f"{path}: small target {one}" for one in page.evaluate(SMALL)]
    assert faults == []


SMALL = """() => [...document.querySelectorAll("main :is(a, button, input:not([type=hidden]), select, summary)")]
  .filter(e => e.checkVisibility() && getComputedStyle(e).display !== "inline" && e.type !== "checkbox")
  .map(e => [e, e.getBoundingClientRect()]).filter(([e, box]) => box.height < 23.5 || box.width < 23.5)
  .map(([e, box]) => [e.className, e.textContent.trim(), box.width, box.height].join(" "))"""


def test_the_whole_sorting_by_keyboard_alone(page: Page, site) -> None:
    at = "document.querySelector('[data-step]:target')?.id"
    page.goto("/calls/call/triage")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('[data-step]')?.id") == "slot-ann-1"
    with page.expect_navigation():
        page.keyboard.press("1")
    assert SlotRef("ann", 1) in site.priorities["buy"].slots
    expect(page.locator(".triage-bar .said")).to_contain_text("Done: added “Forces should buy radios together”")
    assert page.evaluate(at) == "slot-ann-2"  # on to the next one
    page.keyboard.press("w")
    page.keyboard.type("Dates that are kept")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert site.priorities["dates-that-are-kept"].slots == (SlotRef("ann", 2),)
    assert page.evaluate(at) == "slot-bob-2"
    page.keyboard.press("o")
    page.keyboard.type("Decisions")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert site.priorities["decide"].slots == (SlotRef("bob", 2),)
    with page.expect_navigation():
        page.keyboard.press("u")
    assert site.priorities["decide"].slots == ()
    page.goto("/calls/call/triage?show=all#slot-ann-1")
    with page.expect_navigation():
        page.keyboard.press("x")
    assert SlotRef("ann", 1) not in site.priorities["buy"].slots
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_contain_text("take the last step back")


def test_keys_say_what_is_missing(page: Page) -> None:
    page.goto("/calls/call/triage")
    page.keyboard.press("1")
    expect(page.locator("#said")).to_have_text("Step to a choice first, with j.")
    page.keyboard.press("u")
    expect(page.locator("#said")).to_have_text("There is no step to take back.")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#said")).to_have_text("It is under no priority.")


def test_focus_is_seen_on_the_way_through_the_board(page: Page) -> None:
    page.goto("/calls/call/triage")
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    for _ in range(40):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const at = document.activeElement, box = at.getBoundingClientRect();
              return at === document.body || (box.width > 0 && getComputedStyle(at).outlineStyle !== "none"); }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_without_scripts_all_of_it_works(opened, site) -> None:
    page = opened(java_script_enabled=False).new_page()
    page.goto("/calls/call/triage")
    page.locator("#slot-ann-1 button.suggestion").first.click()
    assert "3 of 8 choices grouped" in page.inner_text(".triage-bar")
    page.locator("#slot-ann-2 .making summary").click()
    page.fill("#title-slot-ann-2", "Dates")
    page.locator("#slot-ann-2 .making button").click()
    page.locator("#card-buy summary").click()
    page.check("#card-buy input[value='dot:1']")
    page.fill("#split-buy", "Other radios")
    page.click("#card-buy button:has-text('Split off')")
    assert site.priorities["other-radios"].split_from == "buy"
    page.locator("#card-other-radios summary").click()
    page.select_option("#merge-other-radios", label="Dates")
    page.click("#card-other-radios button:has-text('Merge')")
    assert site.priorities["dates"].slots == (SlotRef("ann", 2), SlotRef("dot", 1))
    page.click(".undo-last button")
    assert site.priorities["other-radios"].slots == (SlotRef("dot", 1),)


def test_two_people_in_two_browsers(opened, axe: Axe, site) -> None:
    mine, theirs = opened("staff").new_page(), opened("bea").new_page()
    for page in (mine, theirs):
        page.goto("/calls/call/triage")
    theirs.select_option("#slot-cat-2 .other select", label="Buy together")
    theirs.click("#slot-cat-2 .other button")
    mine.locator("#slot-ann-1 button.suggestion").first.click()
    expect(mine.locator("h1")).to_contain_text(" saved first")
    assert axe.faults(mine) == []
    mine.click("text=Keep theirs and do mine too")
    assert {SlotRef("ann", 1), SlotRef("cat", 2)} <= set(site.priorities["buy"].slots)


def test_files_are_taken_in_by_keyboard_and_the_page_says_that_they_are_read(page: Page, site) -> None:
    page.goto("/calls/call/triage/import")
    page.set_input_files("#files", [{"name": "note.txt", "mimeType": "text/plain", "buffer": b"1. One list of names"}])
    tab_to(page, "form[data-upload] button.main")
    page.evaluate(
        "addEventListener('submit', () => sessionStorage.said = document.querySelector('[data-progress]').innerHTML)"
    )
    page.keyboard.press("Enter")
    expect(page.locator("#taken")).to_have_text("What became of the files")
    assert "<progress" in page.evaluate("sessionStorage.said")
    assert "Reading 1 file:" in page.evaluate("sessionStorage.said")
