"""Gathering in a real browser: progress that comes by itself, by keyboard, and a wrong file that is taken back."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from in_browser import NARROW, Axe, served, tab_to
from kb.web import create_app
from people import Site
from web_server import Web


@pytest.mark.parametrize("scripts", [True, False])
def test_a_run_is_followed_and_a_wrong_file_is_taken_back(
    site: Site, web: Web, make_source, make_page, browser: Browser, axe: Axe, tmp_path: Path, scripts: bool
) -> None:
    for name in ("one", "two"):
        site.put(make_source(name, web.says(f"/{name}", make_page(f"The {name} report"), wait=1.0)))
    wrong = tmp_path / "ferries.html"
    wrong.write_text(make_page("A ferry timetable for winter").replace("radios", "ferries"))
    with served(lambda address: create_app(site.kb, address)) as address:
        context = browser.new_context(base_url=address, java_script_enabled=scripts)
        context.add_cookies([{"name": "kb-session", "value": site.tokens["staff"], "url": address}])
        page = context.new_page()
        page.goto("/gathering")
        if scripts:
            assert axe.faults_by_day_and_night(page) == []
            tab_to(page, "button[value=due]")
            page.keyboard.press("Enter")
        else:
            page.get_by_role("button", name="Fetch all that are due").click()
        expect(page.get_by_text("Going on.")).to_be_visible()
        if scripts:
            page.evaluate("window.here = true")
        expect(page.locator("#job").get_by_text("Done. 2 text taken in.")).to_be_visible(timeout=60_000)
        if scripts:
            assert page.evaluate("window.here")  # the page was not loaded anew
            assert axe.faults_by_day_and_night(page) == []
        page.goto("/sources/one/file")
        page.set_input_files("input[type=file]", wrong)
        page.get_by_role("button", name="Read this document").click()
        expect(page.get_by_role("alert")).to_contain_text("This may be the wrong document.", timeout=60_000)
        if scripts:
            assert axe.faults_by_day_and_night(page) == []
            page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
            assert axe.faults_opened(page) == []
        page.get_by_role("button", name="Use it all the same").click()
        page.get_by_role("link", name="Read it").click(timeout=60_000)
        expect(page.get_by_text("Filed: the text has changed")).to_be_visible()
        page.get_by_text("Take this file off again").click()
        page.get_by_role("button", name="Take it off").click()
        expect(page.get_by_text("The document was taken off again.")).to_be_visible()
        context.close()
    now = site.catalogue.sources["one"]
    assert now.captured is not None
    assert now.captured.address == f"{web.host}/one"
