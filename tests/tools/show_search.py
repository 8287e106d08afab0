"""The search page in each of its states over the shipped content, in a real browser: pictures, and what axe finds.

    python tests/tools/show_search.py [--pictures FOLDER]

It serves a copy of the content as ``kb serve`` does, and goes through the states: before a search, results, a typing
error, nothing found, a broken query, many filters, sorted, explained, suggestions while typing, saved, and more. Each
is looked at wide and narrow, in light and dark. Leaves with 1 where axe finds anything, where a page scrolls
sideways, or where a page does not say what it should. The test beside it goes through the states too.
"""

import argparse
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

from playwright.sync_api import Page

from in_browser import chromium
from walk_site import Walk, walk

CONTENT = Path(__file__).parents[2] / "content"
FILTERS = "publisher=NAO&publisher=Public+Accounts+Committee&topic=value-for-money&from=2013&to=2023&kind=audit+report"


@dataclass(frozen=True)
class State:
    """A state of the page: its name, where it is, and words that it has to show, part of the page by part."""

    name: str
    path: str
    shows: tuple[tuple[str, str], ...]


STATES = (
    State("before", "/search", (("main", "To try"), ("main", "how to search"))),
    State(
        "results",
        "/search?q=systems+do+not+talk+to+each+other",
        (("h1", "passage"), (".results .source >> nth=0", "Delivering Justice in a Digital Age"), ("#filters", "Year")),
    ),
    State("acronym", "/search?q=CPS", ((".asides", "Also searched: Crown Prosecution Service"), (".asides", "off"))),
    State("acronym-off", "/search?q=CPS&off=CPS", ((".asides", "Only CPS as typed"),)),
    State("typo", "/search?q=disclosre+of+evidence", ((".mean", "Did you mean disclosure of evidence"),)),
    State(
        "nothing",
        "/search?q=submarines",
        (
            ("h1", "Nothing found"),
            (".nothing", "documents were searched"),
            (".unread", "could be searched only by our"),
        ),
    ),
    State(
        "nothing-with-filters",
        "/search?q=Airwave&publisher=Reform",
        (("h1", "Nothing found"), (".nothing", "What would find something")),
    ),
    State("broken", "/search?q=%28police+year%3Aabc+AND", ((".told >> nth=0", "bracket"), ("h1", "passage"))),
    State("filters", f"/search?q=network+OR+courts&{FILTERS}", ((".chips", "Remove all filters"), (".chips", "NAO"))),
    State("newest", "/search?q=procurement&sort=newest", ((".sorts a[aria-current=true]", "Newest"),)),
    State("second-page", "/search?q=police&page=2", ((".pager", "Previous"),)),
    State("explained", "/search?q=joint+procurement&explain=1", ((".why-scored >> nth=0", "Scored"),)),
    State("help", "/help/search", (("h1", "search"),)),
)


def states(w: Walk) -> None:
    """Look at every state that an address leads to."""
    page = w.person().new_page()
    for state in STATES:
        page.goto(state.path)
        missing = [words for where, words in state.shows if words not in page.inner_text(where)]
        w.faults += [f"{state.name} does not say: {words}" for words in missing]
        w.saw(state.name, page.inner_text("h1"))
        w.look(page, state.name, picture=True)


def by_hand(w: Walk) -> None:
    """Look at the states that only hands lead to: suggestions, similar passages, a saved search."""
    page = w.person().new_page()
    page.goto("/search?q=police")
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("interop")
    page.locator("#q-suggestions [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    w.saw("suggestions", page.inner_text("#q-suggestions"))
    _look_while_open(w, page, "suggestions")
    page.goto("/search?q=systems+do+not+talk+to+each+other")
    page.locator("a.similar").first.click()
    w.saw("similar", page.inner_text("h1"))
    w.look(page, "similar", picture=True)
    page.goto("/search?q=network+code")
    page.click(".sorts a:has-text('Save')")
    page.fill("input[name=name]", "The network code")
    w.look(page, "save", picture=True)
    page.locator("main button").first.click()
    w.saw("saved", page.inner_text("main"))
    w.look(page, "saved", picture=True)


def _look_while_open(w: Walk, page: Page, name: str) -> None:
    if w.pictures:
        page.screenshot(path=f"{w.pictures}/{name}-1280-light.png")
    w.faults += [f"{name}: {fault}" for fault in w.axe.faults(page)]
    w.looked_at += 1


def main() -> None:
    """Go through the states, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pictures", type=Path, help="a folder for the pictures")
    options = parser.parse_args()
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        shutil.copytree(CONTENT, Path(folder) / "content")
        with walk(Path(folder), browser, options.pictures) as w:
            print("| state | seen |\n| --- | --- |")
            states(w)
            by_hand(w)
            print(f"\naxe looked at {w.looked_at} pages, in light and dark: {len(w.faults)} faults")
            print("\n".join(w.faults))
            raise SystemExit(1 if w.faults else 0)


if __name__ == "__main__":
    main()
