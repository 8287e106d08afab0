"""From a member's slot to the brief in one real browser run, each step with what was seen.

    python tests/tools/show_evidence.py [--pictures FOLDER]

It makes a new installation with one report, a call that has closed and two answers, serves it as ``kb serve`` does, and
walks: a slot becomes a priority; an analyst searches for evidence and pins three passages with stances; a second
person reviews them; a question is written and reviewed; the brief is downloaded as a Word file and, where LibreOffice
is, laid out in pages. Axe looks at each page. Leaves with 1 where it finds anything. The test beside it walks it too.
"""

import argparse
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

import pypdfium2
from playwright.sync_api import BrowserContext, Page

from in_browser import chromium
from in_office import laid_out, office_path
from kb.content.files import write_item
from kb.domain.call.call import Consent, Slot
from made_up import CALL, REPORT, answer
from walk_site import Walk, set_up, walk

BODY = """\
## Buying

<!-- page 7 -->

**2.1.** Forty invented forces bought forty invented case systems. Each wrote a contract of its own.

**2.2.** Where three forces bought together, the price of each licence fell by a fifth.

<!-- page 8 -->

**2.3.** Buying together took a year longer than buying alone, and one force left before the end.

## Exchange

**3.1.** Staff key in the same statement twice, since the systems do not talk to each other.
"""
QUESTION = "How many contracts for case systems end within a year of a neighbour’s?"
PINS = (
    ("para 2.1", "supports", "Forty contracts for one need."),
    ("para 2.2", "supports", "Joint buying was cheaper where it was tried."),
    ("para 2.3", "limits", "It was slower, and not every force stayed."),
)


def content(home: Path) -> None:
    """Write a report, a call that has closed, and two answers to it."""
    write_item(home / "content", replace(REPORT, body=BODY))
    write_item(home / "content", CALL)
    slot = Slot("Buy case systems together", "Forty contracts cost forty times the work.", QUESTION)
    write_item(home / "content", answer("apple", Consent.NAMED, slot, Slot("Radios indoors"), illustrative=True))
    write_item(home / "content", answer("birch", Consent.STAFF, Slot("Exit plans"), illustrative=True))


def people(w: Walk) -> tuple[BrowserContext, BrowserContext]:
    """The first staff come in by the printed link and invite an analyst."""
    staff, analyst = w.person(), w.person()
    desk, hers = staff.new_page(), analyst.new_page()
    set_up(desk, w.first_link, "sam@association.example")
    desk.goto("/people")
    desk.fill("#email", "ann@association.example")
    desk.select_option("#role", "analyst")
    desk.click("text=Make the link")
    set_up(hers, desk.input_value("#link"))
    w.saw("staff and an analyst have set passphrases", hers.inner_text(".who"))
    return staff, analyst


def a_priority(w: Walk, page: Page) -> str:
    """Staff make a priority of a member's slot, say what it is about, agree on it and publish it; return its page."""
    page.goto(f"/calls/{CALL.id}/triage")
    slot = page.locator("[data-step]", has_text="Buy case systems together").first
    slot.locator(".making summary").click()
    slot.locator(".making button").click()
    w.saw("a slot becomes a priority", page.inner_text(".triage-bar .said"))
    page.goto("/priorities/buy-case-systems-together/edit")
    page.fill("#situation", "Each force buys its own case system.")
    page.fill("#problem", "What one contract could do is paid for forty times.")
    page.select_option("#audience", "public")
    w.look(page, "words")
    page.click(".doings button[value=save]")
    w.saw("its words are written", page.inner_text("header .over"))
    return page.url


def agrees(w: Walk, page: Page, priority: str) -> None:
    """A second one of the staff, invited by the first, agrees to words that they did not write."""
    page.goto("/people")
    page.fill("#email", "bea@association.example")
    page.select_option("#role", "staff")
    page.click("text=Make the link")
    hers = w.person().new_page()
    set_up(hers, page.input_value("#link"))
    hers.goto(f"{priority}/edit")
    hers.select_option("#status", "agreed")
    hers.click(".doings button[value=save]")
    w.saw("somebody else agrees to its words", hers.inner_text("header .over"))


def pins(w: Walk, page: Page, priority: str) -> None:
    """The analyst searches for the priority, pins three passages with stances, and hands them in."""
    page.goto(priority)
    w.look(page, "priority")
    page.goto("/search?q=forces+buying+together+OR+bought&for=buy-case-systems-together")
    w.saw("the analyst searches for the priority", page.inner_text("h1"))
    w.look(page, "search-for-a-priority", picture=True)
    for place, stance, why in PINS:
        page.goto("/search?q=forces+buying+together+OR+bought&for=buy-case-systems-together")
        hit = page.locator(".hit", has_text=place).first
        page.goto(hit.locator("a", has_text="Use as evidence").get_attribute("href") or "")  # else a dialog opens
        page.check(f"input[name^=stance][value={stance}]")
        page.get_by_label("Strength of evidence").select_option("direct")
        page.fill("textarea[name^=why]", why)
        page.fill("#body", f"An entry on {place}.")
        page.select_option("#audience", "public")
        if place == PINS[0][0]:
            w.look(page, "annotation-form", picture=True)
        page.click("button[value=hand-in]")
        page.wait_for_url("**/annotations/**")
        w.saw(f"{place} is pinned: {stance}", page.inner_text("aside h2 >> nth=0"))
    refused = page.inner_text(".acting")
    w.saw("the analyst may not accept it herself", found(r"[^\n]*not by you[^\n]*", refused))


def reviews(w: Walk, page: Page) -> None:
    """A second person accepts the three from the desk."""
    page.goto("/desk")
    w.look(page, "desk", picture=True)
    page.goto("/annotations?state=in+review")
    addresses = [link.get_attribute("href") for link in page.locator("main a[href^='/annotations/']").all()]
    for address in dict.fromkeys(address for address in addresses if address and "." not in address):
        page.goto(address)
        page.click("button:has-text('Mark as reviewed')")
        page.wait_for_selector("aside h2:has-text('Reviewed')")
        w.saw("a second person reviews", page.inner_text("h1"))
    w.look(page, "annotation", picture=True)


def question(w: Walk, writer: Page, reviewer: Page) -> None:
    """Staff write the member's question as an inspector would ask it; the analyst reviews it."""
    writer.goto("/questions/new?priority=buy-case-systems-together")
    writer.fill("#text", "Which case system contracts end within a year of each other, and who has compared them?")
    writer.select_option("#kind", "fact")
    writer.fill("#asked_of", "each force")
    writer.fill("#look_at", "Contract registers\nMinutes of procurement boards")
    writer.fill("#good_answer", "A register with end dates, and a decision that was taken from it.")
    writer.check("input[name=raised] >> nth=0")
    w.look(writer, "question-form", picture=True)
    writer.click(".doings button[value=save]")
    writer.click("button:has-text('Hand it in')")
    writer.wait_for_selector("header .over:has-text('Waits for review')")
    w.saw("a question is written and handed in", writer.inner_text("header .over"))
    reviewer.goto(writer.url.partition("?")[0])
    reviewer.click("button:has-text('Mark it as reviewed')")
    reviewer.wait_for_selector("header .over:has-text('Reviewed')")
    w.saw("a second person reviews the question", reviewer.inner_text("header .over"))


def brief(w: Walk, page: Page) -> None:
    """The brief as a page and as a Word file, and the Word file in pages."""
    page.goto(f"/calls/{CALL.id}/brief")
    text = page.inner_text("main")
    for place, _, why in PINS:
        assert place in text, place
        assert why in text, why
    assert "Which case system contracts end within a year" in text
    assert "Exit plans" not in page.context.request.get(f"/calls/{CALL.id}/brief.md?audience=public").text()
    w.saw("the brief", found(r"[^\n]*priorit[^\n]*", text))
    w.look(page, "brief", picture=True)
    word = page.context.request.get(f"/calls/{CALL.id}/brief.docx?audience=public")
    assert word.status == 200
    w.saw("the brief as a Word file", f"{len(word.body()):,} bytes")
    if office_path() is None:
        w.saw("its pages", "not laid out: there is no LibreOffice here")
        return
    pages = laid_out(word.body(), w.home)
    everything = "\n".join(pages.texts)
    assert "para 2.2" in everything
    w.saw("its pages, laid out by LibreOffice", f"{len(pages.texts)}")
    with pypdfium2.PdfDocument(pages.path) as document:
        for number in range(len(document) if w.pictures else 0):
            document[number].render(scale=1.2).to_pil().save(f"{w.pictures}/word-{number + 1}.png")


def found(pattern: str, text: str) -> str:
    """Return what a page says where it says it; fail where it does not."""
    match = re.search(pattern, text)
    assert match is not None, (pattern, text)
    return match[0].strip()


def whole_way(w: Walk) -> None:
    """Walk from the slot to the Word file."""
    staff, analyst = people(w)
    sam, ann = staff.new_page(), analyst.new_page()
    priority = a_priority(w, sam)
    agrees(w, sam, priority)
    pins(w, ann, priority)
    reviews(w, sam)
    question(w, sam, ann)
    sam.goto("/coverage")
    w.saw("coverage", sam.inner_text("main table tbody tr >> nth=0"))
    w.look(sam, "coverage", picture=True)
    brief(w, sam)
    w.kb("audit", "verify")
    w.saw("kb audit verify", "whole")


def main() -> None:
    """Walk, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pictures", type=Path, help="a folder for the pictures")
    options = parser.parse_args()
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        content(Path(folder))
        with walk(Path(folder), browser, options.pictures) as w:
            print("| step | seen |\n| --- | --- |")
            whole_way(w)
            print(f"\naxe looked at {w.looked_at} pages, in light and dark: {len(w.faults)} faults")
            print("\n".join(w.faults))
            raise SystemExit(1 if w.faults else 0)


if __name__ == "__main__":
    main()
