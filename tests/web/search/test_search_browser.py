"""Searching with scripts: suggestions, filters that apply themselves, and keys, in a real Chromium."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser

ACTIVE = "document.activeElement"


def option_at(page: Page) -> str:
    """The words of the option that the box says is active; empty where none is."""
    return page.evaluate(
        """() => {
          const box = document.getElementById("q"), id = box.getAttribute("aria-activedescendant");
          const option = id && document.getElementById(id);
          return option && option.getAttribute("aria-selected") === "true" ? option.dataset.words : "";
        }"""
    )


@pytest.mark.parametrize("path", ["/", "/sources", "/search?q=systems", "/priorities/systems-that-talk"])
def test_every_search_box_suggests(page: Page, path: str) -> None:
    page.goto(path)
    boxes = page.locator("form[role=search] input[type=search]")
    assert boxes.count()
    for box in boxes.all():
        box.fill("")
        box.press_sequentially("interop")
        expect(box).to_have_attribute("aria-expanded", "true")
        options = page.locator(f"#{box.get_attribute('aria-controls')} [role=option]")
        expect(options.first).to_contain_text("Interoperability")
        box.press("Escape")
        expect(box).to_have_attribute("aria-expanded", "false")


def test_suggestions_are_walked_with_the_keyboard_and_chosen_by_hand(page: Page) -> None:
    page.goto("/sources")
    box = page.get_by_role("combobox", name="Search everything")
    box.press_sequentially("a")
    expect(page.locator("#said")).to_contain_text("suggestions: use the up and down keys")
    words = page.evaluate("[...document.querySelectorAll('#q-suggestions li')].map(li => li.dataset.words)")
    assert len(words) > 1
    assert option_at(page) == ""  # nothing is chosen for anybody
    for wanted in (*words, ""):  # past the last one is the box itself
        box.press("ArrowDown")
        assert option_at(page) == wanted
    box.press("ArrowUp")
    assert option_at(page) == words[-1]
    assert page.evaluate(f"{ACTIVE}.id") == "q"  # the focus never leaves the box
    box.press("Home")
    assert option_at(page) == ""
    assert page.evaluate(f"{ACTIVE}.selectionStart") == 0
    box.press("End")
    box.press("Escape")
    assert page.locator("#q-suggestions").is_hidden()
    assert box.input_value() == "a"  # what was typed stays
    box.press("ArrowDown")
    expect(page.locator("#q-suggestions")).to_be_visible()
    assert option_at(page) == words[0]
    with page.expect_navigation():
        box.press("Enter")
    assert page.input_value("#q") == words[0]


def test_enter_searches_what_was_typed_where_nothing_was_chosen(page: Page) -> None:
    page.goto("/sources")
    page.locator("#q").press_sequentially("interop")
    expect(page.locator("#q-suggestions")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/search?q=interop")


def test_a_suggestion_can_be_clicked_and_leaving_the_box_closes_the_list(page: Page) -> None:
    page.goto("/sources")
    page.locator("#q").press_sequentially("interop")
    expect(page.locator("#q-suggestions")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.locator("#q-suggestions").is_hidden()
    page.locator("#q").fill("interope")
    with page.expect_navigation():
        page.locator("#q-suggestions [role=option]").first.click()
    assert page.url.endswith("/search?q=Interoperability")


def test_an_answer_that_was_overtaken_by_typing_is_not_shown(page: Page) -> None:
    asked: list[str] = []

    def slow(route: Route) -> None:
        asked.append(route.request.url)
        words = route.request.url.rpartition("=")[2]
        route.fulfill(json={"suggestions": [{"words": f"{words} it is", "kind": "topic", "note": "", "source": ""}]})

    page.route("**/api/v1/suggest*", slow)
    page.goto("/sources")
    page.locator("#q").press_sequentially("walrus", delay=20)
    expect(page.locator("#q-suggestions [role=option]")).to_have_text("walrus it is topic")
    assert len(asked) <= 2  # a pause in typing is waited for
    page.locator("#q").fill("")
    assert page.locator("#q-suggestions").is_hidden()


def test_no_suggestions_do_not_stop_the_search(page: Page) -> None:
    page.route("**/api/v1/suggest*", lambda route: route.fulfill(status=200, body="no JSON at all"))
    page.goto("/sources")
    page.locator("#q").press_sequentially("systems")
    page.wait_for_timeout(300)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "passages in" in page.inner_text("h1")


def test_filters_apply_themselves_and_the_focus_and_the_address_stay_true(page: Page) -> None:
    page.goto("/search?q=systems+OR+tablets&sort=newest")
    page.evaluate("window.kept = true")
    assert page.locator("#filters > button").is_hidden()
    before = page.inner_text("h1")
    box = page.locator("#filters input[name=publisher][value=HMIC]")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(".chips")).to_contain_text("Publisher: HMIC")
    assert page.evaluate("window.kept")  # the page was not left
    assert page.url.endswith("/search?q=systems+OR+tablets&sort=newest&publisher=HMIC")
    assert page.evaluate(f"{ACTIVE}.value") == "HMIC"
    assert page.inner_text("h1") != before
    expect(page.locator("#said")).to_have_text(f"{page.inner_text('h1')}, 1 filter in force")
    assert "publisher=HMIC" in page.get_attribute("link[type='application/atom+xml']", "href")
    assert page.input_value("header input[name=publisher]") == "HMIC"  # a new search keeps the filter
    page.reload()
    assert page.locator("#filters input[name=publisher][value=HMIC]").is_checked()


def test_back_and_forward_go_through_the_filters(page: Page) -> None:
    page.goto("/search?q=systems+OR+tablets")
    first = page.inner_text("h1")
    page.check("#filters input[name=publisher][value=HMIC]")
    expect(page.locator(".chip")).to_have_count(1)
    page.check("#filters input[name=publisher][value=HMCPSI]")
    expect(page.locator(".chip")).to_have_count(3)  # one takes off both
    page.go_back()
    expect(page.locator(".chip")).to_have_count(1)
    assert not page.locator("#filters input[name=publisher][value=HMCPSI]").is_checked()
    page.go_back()
    expect(page.locator("h1")).to_have_text(first)
    assert page.url.endswith("/search?q=systems+OR+tablets")
    page.go_forward()
    expect(page.locator(".chip")).to_have_count(1)


def test_a_chip_taken_off_leaves_the_focus_near(page: Page) -> None:
    page.goto("/search?q=systems&publisher=HMIC&topic=interoperability")
    page.locator("#chip-1").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(1)
    assert page.evaluate(f"{ACTIVE}.id") == "chip-1"
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    assert page.evaluate(f"{ACTIVE}.id") == "count"
    assert page.url.endswith("/search?q=systems")


def test_years_are_typed_and_a_wrong_one_is_told_before_it_is_sent(page: Page) -> None:
    page.goto("/search?q=systems+OR+tablets")
    page.fill("#year-from", "20x6")
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    assert "from=" not in page.url
    page.fill("#year-from", "2016")
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("From 2016")
    assert page.evaluate(f"{ACTIVE}.id") == "year-from"
    page.locator("summary:has-text('Numbers by year')").click()
    page.locator(".by-year a", has_text="2018").click()
    expect(page.locator(".chips")).to_contain_text("2018")
    assert page.url.endswith("from=2018&to=2018")


def test_an_answer_that_was_overtaken_is_dropped(page: Page) -> None:
    page.goto("/search?q=systems+OR+tablets")
    late: list[Route] = []
    page.route(
        "**/search?*publisher=HMIC",
        lambda route: late.append(route) if not late else route.continue_(),
    )
    page.check("#filters input[name=publisher][value=HMIC]")
    page.wait_for_timeout(100)
    page.uncheck("#filters input[name=publisher][value=HMIC]")
    expect(page.locator("#said")).to_contain_text("passages in")
    assert len(late) == 1
    assert page.locator(".chip").count() == 0
    assert page.locator("#found").get_attribute("aria-busy") is None


def test_where_fetching_fails_the_page_is_gone_to(page: Page) -> None:
    page.goto("/search?q=systems+OR+tablets")
    page.route("**/search?*publisher=HMIC", _only_pages)
    with page.expect_navigation():
        page.check("#filters input[name=publisher][value=HMIC]")
    assert "Publisher: HMIC" in page.inner_text(".chips")


def _only_pages(route: Route) -> None:
    if route.request.resource_type == "document":
        route.continue_()
    else:
        route.fulfill(status=200, body="not a page of results")


def test_more_of_a_document_opens_in_its_place(page: Page) -> None:
    page.goto("/search?q=systems+OR+keyed+OR+buy+OR+court&publisher=HMIC")
    more = page.locator("a[data-more]").first
    total = int(more.inner_text().split()[0].lstrip("+"))
    hits = page.locator(".hit").count()
    more.click()
    expect(page.locator(".hit")).to_have_count(hits + total)
    assert page.locator("a[data-more]").count() == 0
    assert page.evaluate(f"{ACTIVE}.closest('.hit') !== null")
    ids = page.evaluate("[...document.querySelectorAll('.hit')].map(hit => hit.id)")
    assert len(set(ids)) == len(ids)


def test_keys_lead_to_filters_and_to_passages_like_one(page: Page) -> None:
    page.goto("/search?q=keyed")
    page.keyboard.press("f")
    assert page.evaluate(f"{ACTIVE}.closest('#filters') !== null")
    page.evaluate(f"{ACTIVE}.blur()")
    page.goto("/search?q=%22talk+to+each+other%22")
    page.keyboard.press("m")
    assert page.text_content("#said") == "Step to a passage first, with j."
    while page.evaluate("!document.activeElement.closest('[data-step]')?.querySelector('a.similar')"):
        page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("m")
    assert "/similar/" in page.url


def test_without_scripts_nothing_is_missing(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server)
    page = context.new_page()
    page.goto("/search?q=systems+OR+tablets")
    assert page.get_attribute("#q", "role") is None
    page.check("#filters input[name=publisher][value=HMIC]")
    page.fill("#year-from", "2010")
    page.click("text=Apply filters")
    assert "publisher=HMIC&from=2010" in page.url
    page.click("text=From 2010 >> xpath=ancestor-or-self::a")
    assert "from=" not in page.url
    page.goto("/search?q=systems+OR+keyed+OR+buy+OR+court&publisher=HMIC")
    page.click("a[data-more]")
    assert "Only in: How case files travel" in page.inner_text(".chips")
    page.click("a.similar >> nth=0")
    assert "like this" in page.inner_text("h1").lower()
    context.close()
