"""The site as people meet it: a real Chromium, wide and narrow, light and dark, with keys and without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from in_browser import NARROW, WIDE, Axe
from kb.bootstrap import KnowledgeBase
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_is_free_of_faults_that_axe_can_find(
    browser: Browser, server: str, axe: Axe, pages: tuple[str, ...], size: tuple[int, int]
) -> None:
    """Axe in light and dark, no sideways scrolling, and a console that stays silent under the strict policy."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, base_url=server)
    made = context.new_page()
    faults: list[str] = []
    made.on("console", lambda message: faults.append(f"{made.url} said {message.text}"))
    made.on("pageerror", lambda error: faults.append(f"{made.url} failed: {error}"))
    for path in pages:
        made.goto(path)
        faults += [f"{path}: {fault}" for fault in axe.faults_by_day_and_night(made)]
    context.close()
    assert faults == []


def test_axe_would_find_a_fault(page: Page, axe: Axe) -> None:
    page.goto("/sources")
    page.evaluate("document.querySelector('select').removeAttribute('id')")
    page.evaluate("document.querySelector('.lead').style.color = 'silver'")
    found = " ".join(axe.faults(page))
    assert "select-name" in found
    assert "color-contrast" in found


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page: Page) -> None:
    page.goto("/sources")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_focus_is_always_visible_on_a_walk_through_the_search_page(page: Page) -> None:
    page.goto("/search?q=systems")
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
              return at === document.body || (box.width > 0 && style.outlineStyle !== "none");
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_slash_goes_to_the_search_box_and_is_not_typed(page: Page) -> None:
    page.goto("/sources")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.input_value("#q") == ""
    page.keyboard.type("a/b")
    assert page.input_value("#q") == "a/b"


def test_j_and_k_walk_the_hits(page: Page) -> None:
    page.goto("/search?q=systems")
    at = "document.activeElement.closest('[data-step]')?.id"
    order = page.evaluate("[...document.querySelectorAll('[data-step]')].map(step => step.id)")
    page.keyboard.press("j")
    assert page.evaluate(at) == order[0]
    page.keyboard.press("j")
    assert page.evaluate(at) == order[1]
    page.keyboard.press("k")
    assert page.evaluate(at) == order[0]
    page.keyboard.press("k")
    assert page.text_content("#said") == "That was the first one."


def test_n_and_p_walk_the_hits_of_a_document(page: Page) -> None:
    page.goto("/sources/joint-report?q=systems")
    hits = page.evaluate("[...document.querySelectorAll('.is-hit')].map(hit => hit.id)")
    assert len(hits) > 2
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.evaluate("document.querySelector('.at').id") == hits[1]
    page.keyboard.press("p")
    assert page.evaluate("document.querySelector('.at').id") == hits[0]


def test_c_copies_the_citation_of_the_passage_that_one_is_at(page: Page) -> None:
    page.goto("/sources/joint-report#para-4.12")
    page.keyboard.press("c")
    expect(page.locator("#said")).to_have_text("Citation copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("para 4.12, p 23 <https://kb.example/sources/joint-report#para-4.12>")


def test_cite_copies_from_a_hit(page: Page) -> None:
    page.goto("/search?q=%22talk+to+each+other%22&publisher=HMIC")
    page.locator("a.cite").first.click()
    expect(page.locator("#said")).to_have_text("Citation copied.")
    assert "A joint look at how case files travel (HC 2016–17, 99)" in page.evaluate("navigator.clipboard.readText()")
    assert "/search" in page.url


def test_the_keys_are_told_and_can_be_switched_off(page: Page) -> None:
    page.goto("/sources/joint-report")
    page.keyboard.press("?")
    assert page.is_visible("dialog#keys")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate("document.querySelector('.at')") is None
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.querySelector('.at')") is None


def test_targets_are_large_enough_to_hit(page: Page, pages: tuple[str, ...]) -> None:
    """At least 24 px each way, but for links in a sentence, which may be as high as their line."""
    small: list[str] = []
    for path in pages:
        page.goto(path)
        small += page.evaluate(
            """path => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
              .filter(e => e.checkVisibility() && !e.closest(".skip, .away, dialog"))
              .filter(e => getComputedStyle(e).display !== "inline" && e.type !== "checkbox")
              .map(e => [e, e.getBoundingClientRect()])
              .filter(([e, box]) => box.height < 23.5 || box.width < 23.5)
              .map(([e, box]) => [path, e.className, e.textContent.trim(), box.width, box.height].join(" "))""",
            path,
        )
    assert small == []


def test_everything_works_without_scripts(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server)
    page = context.new_page()
    page.goto("/")
    page.fill("#q", "systems talk")
    page.click("button.main")
    assert "passages in" in page.inner_text("h1")
    page.check("input[name=publisher][value=HMIC]")
    page.click("text=Apply filters")
    assert "publisher=HMIC" in page.url
    assert "Publisher: HMIC" in page.inner_text(".chips")
    page.click(".where a >> nth=0")
    assert page.url.endswith("?q=systems+talk#" + page.url.split("#")[1])
    page.click("summary:has-text('Cite this document')")
    assert "HC 2016–17, 99" in page.input_value("#whole-text")
    page.click("#para-4\\.12 a.cite")
    assert "para 4.12, p 23" in page.input_value("#citation-text")
    context.close()


def test_no_page_of_the_shipped_content_scrolls_sideways(
    browser: Browser, shipped_server: str, shipped: KnowledgeBase
) -> None:
    browsing = shipped.browsing
    pages = [f"/sources/{row.source.id}" for row in browsing.sources(reader_as(Audience.PUBLIC)).rows]
    pages += [f"/priorities/{view.priority.id}" for view in browsing.priorities(reader_as(Audience.PUBLIC))]
    pages += [f"/calls/{call.id}" for call in browsing.calls(reader_as(Audience.PUBLIC))]
    context = browser.new_context(viewport={"width": 320, "height": 700}, base_url=shipped_server)
    page = context.new_page()
    wide = []
    for path in ("/", "/sources", "/priorities", "/search?q=police", *pages):
        page.goto(path, wait_until="domcontentloaded")
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(path)
    context.close()
    assert wide == []


def test_printed_a_document_is_itself(page: Page) -> None:
    page.goto("/sources/joint-report")
    page.emulate_media(media="print")
    for hidden in (".masthead .box", ".sections", ".contents.wide-only", ".doings", ".cite-line"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for shown in ("h1", ".facts", "#para-4\\.12", "#para-4\\.12 a.n", "#fn-1"):
        assert page.locator(shown).first.is_visible(), shown
