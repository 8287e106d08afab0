"""A real server, a real Chromium and the accessibility checker, for tests and for scripts that show pages.

Folders of tests make fixtures of these (``tests/web/conftest.py`` has the common ones); scripts use them as they are.
"""

import importlib.util
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

WIDE, NARROW = (1280, 900), (320, 700)
"""Sizes in pixels; a window of 1280 px zoomed to 400 % has the width of the narrow one."""

_VIOLATIONS = """async (rules) => {
  const found = await axe.run(document, {resultTypes: ["violations"], ...(rules && {runOnly: rules})});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(" | "));
}"""


def chromium_path() -> str | None:
    """Return where Chromium is; None where this machine has none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium. It holds the thread's event loop as long as it lives."""
    expect.set_options(timeout=30_000)  # as long as all else may take: a busy machine is no defect
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield made
        made.close()


@contextmanager
def served(site: Callable[[str], Flask]) -> Iterator[str]:
    """Serve a site on a port of its own, in a thread; ``site`` makes it for its address, which is given."""
    made = make_server("127.0.0.1", 0, Flask("not yet"), threaded=True)
    address = f"http://127.0.0.1:{made.server_port}"
    made.app = site(address)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield address
    made.shutdown()
    thread.join()
    made.server_close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, and see that focus is visible on the way.

    On a busy machine a page once took no key at all that was meant for it, so it is brought to the front and given
    a second round from its beginning; what is not reached by then is told with all that had the focus.
    """
    page.wait_for_selector(selector, state="attached")
    way: list[str] = []
    for _ in range(2):
        page.bring_to_front()
        for _ in range(120):
            page.keyboard.press("Tab")
            at = page.evaluate(
                """selector => {
                  const at = document.activeElement, box = at.getBoundingClientRect();
                  const told = at.outerHTML.slice(0, 60);
                  if (at.tabIndex >= 0 && at !== document.body && getComputedStyle(at).outlineStyle === "none")
                    return "unseen: " + told;
                  return at.matches(selector) ? "there" : box.width > 0 ? "on the way: " + told : "hidden: " + told;
                }""",
                selector,
            )
            if at == "there":
                return
            assert at.startswith("on the way")
            way.append(at)
        page.evaluate("document.activeElement.blur()")
    raise AssertionError(f"the keyboard does not get to {selector}: {way}")


class Axe:
    """The accessibility checker, from the package that carries it."""

    def __init__(self) -> None:
        spec = importlib.util.find_spec("axe_playwright_python")
        assert spec is not None
        assert spec.origin is not None
        self._script = (Path(spec.origin).parent / "axe.min.js").read_text()

    def faults(self, page: Page, *rules: str) -> list[str]:
        """Return what it finds on a page as it stands, by all rules or by those named: each with where it is."""
        if not page.evaluate("'axe' in window"):
            page.evaluate(self._script)
        found: list[str] = page.evaluate(_VIOLATIONS, list(rules) or None)
        return found

    def faults_opened(self, page: Page) -> list[str]:
        """Return what it finds with every part of the page opened, and whether the page scrolls sideways."""
        page.wait_for_function("document.readyState === 'complete'")  # a click may just have led there
        size = page.viewport_size
        sideways = size is not None and page.evaluate("document.documentElement.scrollWidth") > size["width"]
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        return ["scrolls sideways"] * sideways + self.faults(page)

    def faults_by_day_and_night(self, page: Page) -> list[str]:
        """Return the same of a page in light colours, and what is too faint in dark ones."""
        faults = self.faults_opened(page)
        page.emulate_media(color_scheme="dark")
        faults += [f"in the dark: {fault}" for fault in self.faults(page, "color-contrast")]
        page.emulate_media(color_scheme="light")
        return faults
