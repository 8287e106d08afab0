"""Entries in a real Chromium: pinned by keyboard alone, reviewed by somebody else, without scripts, and under axe."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from in_browser import NARROW, WIDE, Axe, served
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import Strength
from kb.domain.priority.priority import Stance
from kb.web import create_app
from people import BASE, Site

pytestmark = pytest.mark.browser
Opened = Callable[..., BrowserContext]


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with served(lambda _: create_app(site.kb, BASE)) as made:
        yield made


@pytest.fixture
def opened(browser: Browser, address: str, site: Site) -> Iterator[Opened]:
    made: list[BrowserContext] = []

    def of(who: str, size: tuple[int, int] = WIDE, *, scripts: bool = True) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, base_url=address, java_script_enabled=scripts
        )
        context.add_cookies([{"name": "kb-session", "value": site.tokens[who], "url": address}])
        made.append(context)
        return context

    yield of
    for context in made:
        context.close()


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a page, and what its console says."""
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(f"{page.url} said {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url} failed: {error}"))
    return page, said


def test_words_are_pinned_by_keyboard_alone_and_reviewed_by_somebody_else(opened: Opened, site: Site, axe: Axe) -> None:
    page, said = watched(opened("analyst"))
    press = page.keyboard.press
    page.goto("/sources/joint?for=talk")
    while page.evaluate("document.activeElement.closest('[data-step]')?.id") != "para-2":
        press("j")
    press("s")
    for _ in range(3):
        press("ArrowRight")
    press("ArrowRight")
    for _ in range(5):
        press("Shift+ArrowRight")
    bar = page.get_by_role("toolbar", name="Selected words")
    expect(bar).to_be_visible()
    assert axe.faults(page) == []
    press("Enter")
    expect(bar.get_by_role("button", name="Use as evidence")).to_be_focused()
    press("Enter")
    dialog = page.get_by_role("dialog", name="Write an entry")
    expect(dialog.locator("blockquote")).to_have_text("“do not talk to each other,”")
    expect(dialog.get_by_label("Priority", exact=True)).to_be_focused()
    expect(dialog.get_by_label("Priority", exact=True)).to_have_value("talk")
    press("Tab")
    press("Space")
    expect(dialog.get_by_role("radio", name="supports")).to_be_checked()
    press("ArrowRight")
    expect(dialog.get_by_role("radio", name="limits")).to_be_checked()
    press("Tab")
    page.keyboard.type("indirect")
    press("Tab")
    page.keyboard.type("Only courts are meant.")
    assert axe.faults(page) == []
    while not page.evaluate("document.activeElement.value === 'hand-in'"):
        press("Tab")
    press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("#para-2 .pinned a")).to_be_focused()
    expect(page.locator("#said")).to_contain_text("Handed in")
    assert page.url.endswith("/sources/joint?for=talk")
    (made,) = site.catalogue.annotations.values()
    assert (made.citation.exact, made.citation.prefix) == ("do not talk to each other,", "The systems of courts ")
    (link,) = made.links
    assert (link.stance, link.strength, link.why) == (Stance.LIMITS, Strength.INDIRECT, "Only courts are meant.")
    press("Enter")
    page.wait_for_url(f"**/annotations/{made.id}*")
    assert said == []

    second, heard = watched(opened("staff"))
    second.goto("/desk")
    second.get_by_role("link", name="Only courts are meant.").focus()
    second.keyboard.press("Enter")
    second.get_by_role("button", name="Mark as reviewed").focus()
    second.keyboard.press("Enter")
    expect(second.get_by_role("status").filter(has_text="Reviewed.")).to_be_visible()
    assert heard == []
    assert site.catalogue.annotations[made.id].state is ReviewState.REVIEWED


def test_a_selection_by_pointer_gets_the_same_toolbar(opened: Opened) -> None:
    page, said = watched(opened("analyst"))
    page.goto("/sources/joint")
    page.locator("#para-2 em").dblclick()
    page.get_by_role("button", name="Note", exact=True).click()
    dialog = page.get_by_role("dialog", name="Write an entry")
    expect(dialog.locator("blockquote")).to_have_text("“not”")
    expect(dialog.get_by_label("Your words")).to_be_focused()
    dialog.get_by_role("button", name="Save as a draft").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Write something")
    dialog.get_by_label("Your words").fill("A word.")
    dialog.get_by_role("button", name="Add another priority").click()
    expect(dialog.get_by_label("Priority", exact=True)).to_have_count(2)
    expect(dialog.get_by_label("Your words")).to_have_value("A word.")
    dialog.get_by_role("button", name="Save as a draft").click()
    expect(page.locator("#para-2 .pinned")).to_contain_text("Saved as a draft")
    assert [line for line in said if "422" not in line] == []


def test_who_may_not_annotate_may_copy(opened: Opened) -> None:
    page, said = watched(opened("member"))
    page.goto("/sources/joint")
    page.locator("#para-2 em").dblclick()
    bar = page.get_by_role("toolbar", name="Selected words")
    expect(bar.get_by_role("button")).to_have_text(["Copy citation"])
    assert said == []


def test_everything_works_without_scripts(opened: Opened, site: Site) -> None:
    page = opened("analyst", scripts=False).new_page()
    page.goto("/sources/joint?for=talk")
    page.locator("#para-2").get_by_role("link", name="Use as evidence").click()
    page.get_by_text("Quote fewer words").click()
    page.get_by_label("The words to be quoted").fill("forces buy alone")
    page.get_by_label("Your words").fill("They buy alone.")
    page.get_by_role("radio", name="contradicts").check()
    page.get_by_label("Strength of evidence").select_option("direct")
    page.get_by_role("button", name="Add another priority").click()
    page.get_by_label("Priority", exact=True).nth(1).select_option("buy")
    page.get_by_role("radio", name="supports").nth(1).check()
    page.get_by_label("Strength of evidence").nth(1).select_option("anecdotal")
    page.get_by_role("button", name="Save and hand in for review").click()
    expect(page.get_by_role("status").filter(has_text="Handed in.")).to_be_visible()
    (made,) = site.catalogue.annotations.values()
    assert made.citation.exact == "forces buy alone"
    assert [link.stance for link in made.links] == [Stance.CONTRADICTS, Stance.SUPPORTS]
    second = opened("bea", scripts=False).new_page()
    second.goto(f"/annotations/{made.id}")
    second.get_by_text("Send back", exact=True).first.click()
    second.get_by_label("What is to be changed").fill("Which forces?")
    second.get_by_role("button", name="Send back").click()
    expect(second.get_by_text("Which forces?")).to_be_visible()
    page.reload()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Your words").fill("All forces buy alone.")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("link", name="What it said before").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(2)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_is_free_of_faults_that_axe_can_find(
    opened: Opened, site: Site, axe: Axe, size: tuple[int, int]
) -> None:
    page, faults = watched(opened("analyst", size))
    page.goto("/sources/joint/annotate/para-2?priority=talk&words=not+talk")
    page.get_by_label("Your words").fill("They do *not*.")
    page.get_by_role("radio", name="supports").check()
    page.get_by_label("Strength of evidence").select_option("direct")
    page.get_by_role("button", name="Save as a draft").click()
    entry = f"/annotations/{next(iter(site.catalogue.annotations))}"
    page.goto(f"{entry}/edit")
    page.get_by_label("Your words").fill("They do not.")
    page.get_by_role("button", name="Save and hand in for review").click()
    paths = ("/sources/joint/annotate", "/sources/joint/annotate/para-2?words=nowhere", "/sources/joint?for=talk")
    for path in (
        *paths,
        entry,
        f"{entry}/versions",
        f"{entry}/edit",
        "/annotations",
        "/desk",
        "/search?q=talk&for=talk",
    ):
        page.goto(path)
        faults += [f"{path}: {fault}" for fault in axe.faults_by_day_and_night(page)]
    assert faults == []
