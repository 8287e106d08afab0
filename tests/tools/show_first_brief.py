"""From an empty installation to a Word brief in one real browser run, without the terminal, clicks and pages counted.

    python tests/tools/show_first_brief.py [--pictures FOLDER]

It makes a new installation with one report and serves it as ``kb serve`` does. The first staff come in by the printed
link and invite a colleague; they write a call, upload its roll, open it, and take in ten answers from a spreadsheet.
From then on every click is counted: the call is closed, the answers are grouped, twelve passages become evidence, a
second person reviews them and agrees to the priorities, and the brief is taken as a Word file. Links are clicked,
never typed. Axe looks at each page. Leaves with 1 where it finds anything. The test beside it walks it too.
"""

import argparse
import csv
import io
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

import docx
from playwright.sync_api import Page, expect

from in_browser import chromium
from kb.content.files import write_item
from kb.domain.call.answer_form import ORGANISATION_KINDS
from made_up import REPORT
from walk_site import Walk, set_up, walk

MOST_CLICKS = 25
THEMES = {
    "Forces buy case systems together": (
        "Each force buys a case system of its own, so every licence costs more than it should",
        (
            "Forty invented forces bought forty invented case systems, each by a contract of its own.",
            "Where three forces bought a case system together, the price of each licence fell by a fifth.",
            "A force that buys its case system alone pays for the tender again.",
            "Buying a case system together took a year longer than buying alone.",
        ),
    ),
    "A statement is keyed once": (
        "The same statement is keyed twice, since records do not travel",
        (
            "Staff key in the same statement twice, since records do not travel.",
            "At one place a statement was keyed four times before it reached the court.",
            "Where records travel, a statement is keyed once, and fewer mistakes are found in it.",
            "An hour of each shift went on keying a statement again.",
        ),
    ),
    "Radios fail indoors": (
        "Radios fail inside large buildings, where they are needed most",
        (
            "Radios failed inside a third of the large buildings that were visited.",
            "Where a repeater stood, radios failed nowhere.",
            "Nobody keeps a list of buildings in which radios fail.",
            "Some carry telephones for places in which radios fail.",
        ),
    ),
}
"""Three issues: what members call each, why it matters to them, and four passages of the report that bear on it."""
KINDS = ORGANISATION_KINDS[:5]


def body() -> str:
    """Return the text of the report: twelve numbered paragraphs on the three issues, and three on others."""
    passages = [words for _, found in THEMES.values() for words in found]
    others = ["Gardens are kept well.", "Tea is free on Fridays.", "The lifts were painted in spring."]
    return (
        "## Findings\n\n" + "\n\n".join(f"**{n}.** {words}" for n, words in enumerate((*passages, *others), 1)) + "\n"
    )


def answers_sheet() -> bytes:
    """Return a spreadsheet with ten answers, each with two of the three issues."""
    out = io.StringIO()
    columns = ("organisation", "organisation_kind", "email", "consent", "priority_1", "why_1", "priority_2", "why_2")
    rows = csv.writer(out)
    rows.writerow(columns)
    titles = list(THEMES)
    for number in range(10):
        first, second = titles[number % 3], titles[(number + 1) % 3]
        whys = [THEMES[title][0] for title in (first, second)]
        name = f"Member {number + 1} Ltd"
        email = f"m{number + 1}@members.example"
        rows.writerow((name, KINDS[number % 5], email, "named", first, whys[0], second, whys[1]))
    return out.getvalue().encode()


@dataclass
class Hands:
    """Somebody of the staff at a page, whose clicks are counted once the count has begun.

    What is chosen from a list, ticked or pressed is a click; what is typed is none. A page is what the window shows
    after it.
    """

    page: Page
    tally: "Tally"

    def click(self, what: str) -> None:
        """Click on the first such thing."""
        self.tally.clicks += self.tally.counts
        self.page.locator(what).first.click()

    def select(self, what: str, label: str) -> None:
        """Choose from a list."""
        self.tally.clicks += self.tally.counts
        self.page.select_option(what, label=label)

    def follow(self, what: str, address: str) -> None:
        """Click on a link or a button that leads to another page."""
        with self.page.expect_navigation(url=address):
            self.click(what)
        self.tally.pages += self.tally.counts


@dataclass
class Tally:
    """Clicks and pages of all staff, counted from when ``counts`` is set."""

    counts: bool = False
    clicks: int = 0
    pages: int = 0
    so_far: list[tuple[str, int, int]] = field(default_factory=list)

    def note(self, what: str) -> None:
        """Remember how far the count is."""
        self.so_far.append((what, self.clicks, self.pages))


def content(home: Path) -> None:
    """Write the report; nothing else is there."""
    write_item(home / "content", replace(REPORT, body=body(), summary=""))


def prepared(w: Walk) -> tuple[Page, Page]:
    """The first staff set up, invite a colleague, write a call, upload its roll, open it and take in ten answers."""
    sam, bea = w.person().new_page(), w.person().new_page()
    set_up(sam, w.first_link, "sam@association.example")
    sam.click("text=People")
    sam.fill("#email", "bea@association.example")
    sam.select_option("#role", "staff")
    sam.click("text=Make the link")
    set_up(bea, sam.input_value("#link"))
    w.saw("two of the staff have set passphrases", bea.inner_text(".who"))
    sam.click("nav >> text=Calls for input")
    w.look(sam, "calls", picture=True)
    sam.click("main >> text=New call")
    sam.fill("#title", "Tech priorities, 2027")
    sam.fill("#question", "What are your top priorities for the inspectorate?")
    sam.fill("#opens", "2020-01-10T09:00")
    sam.fill("#closes", "2099-02-10T17:00")
    w.look(sam, "call-form", picture=True)
    sam.click("button.main:not(.away):visible >> nth=-1")
    sam.wait_for_url("**/run?done=made")
    sam.click("main >> text=Who has answered")
    w.look(sam, "roll-empty", picture=True)
    sam.click("text=Upload a roll")
    roll = "name,email,organisation,kind\n" + "".join(
        f"Person {n},m{n}@members.example,Member {n} Ltd,{KINDS[(n - 1) % 5]}\n" for n in range(1, 13)
    )
    sam.set_input_files("#roll", {"name": "roll.csv", "mimeType": "text/csv", "buffer": roll.encode()})
    sam.click("text=Look at it first")
    expect(sam.locator("#found")).to_have_text("12 members in the file")
    w.look(sam, "roll-preview", picture=True)
    sam.click("text=Save this roll")
    w.saw("the roll is uploaded and looked over", sam.inner_text("main p.quiet >> nth=0"))
    w.look(sam, "roll", picture=True)
    sam.click(".over a")
    sam.check("#confirmed-open")
    sam.click("button:has-text('Open the call')")
    w.saw("the call is written and opened", sam.inner_text("[role=status]"))
    sam.click("text=Take answers in from files")
    sheet = {"name": "answers.csv", "mimeType": "text/csv", "buffer": answers_sheet()}
    sam.set_input_files("#files", sheet)
    sam.click("text=Take these in")
    w.saw("ten answers are taken in", sam.inner_text("#taken ~ [role=status]"))
    sam.click(".over a")
    return sam, bea


def closed_and_grouped(w: Walk, hands: Hands) -> None:
    """The call is closed, and the answers are grouped into three priorities."""
    hands.follow("text=Run this call", "**/run")
    hands.click("#confirmed-close")
    hands.follow("button:has-text('Close the call')", "**/run?done=close")
    hands.follow("text=Group the answers", "**/triage")
    hands.follow("text=Group those that belong together", "**/matches")
    w.look(hands.page, "matches", picture=True)
    hands.follow("text=Group those ticked", "**/triage?done=*")
    expect(hands.page.locator(".progress label")).to_have_text("20 of 20 choices grouped")
    w.saw("the answers are grouped", hands.page.inner_text(".progress label"))
    w.look(hands.page, "triage", picture=True)
    hands.tally.note("call closed, answers grouped")


def evidence(w: Walk, hands: Hands) -> None:
    """Twelve passages become evidence for the three priorities."""
    hands.follow("text=Look for evidence for", "**/evidence")
    for number in range(3):
        page = hands.page
        for _ in range(60):  # the index learns of a new text within a second, on an idle machine
            if page.locator(".picking li").count() >= 4:
                break
            page.wait_for_timeout(1000)
            page.reload()
        if number == 0:
            w.look(page, "picking", picture=True)
        title = page.inner_text(".over a")
        found = {words[:30] for words in page.locator(".picking .snippet").all_inner_texts()}
        assert found == {words[:30] for words in THEMES[title][1]}, found
        hands.click("text=Tick all 4")
        hands.click(".stances input[value=supports]")
        hands.select("#strength", "direct: the source found it itself")
        if number < 2:
            hands.follow("button[value=next]", "**/evidence?made=4")
        else:
            hands.follow("button[value=hand-in]", "**/evidence?made=4")
        w.saw(f"evidence for “{title}”", page.inner_text("[role=status] >> nth=0"))
    hands.tally.note("twelve passages taken as evidence")


def agreed(w: Walk, hands: Hands) -> bytes:
    """A second person reviews the evidence, agrees to the priorities, and takes the brief as a Word file."""
    page = hands.page
    hands.follow(".who a[href='/desk']", "**/desk")
    hands.follow("text=Read them and review several", "**/review")
    w.look(page, "review", picture=True)
    hands.follow("text=Mark as reviewed, and go on", "**/agree?reviewed=12")
    w.saw("a second person reviews the evidence", page.inner_text("[role=status] >> nth=0"))
    w.look(page, "agree", picture=True)
    hands.follow("text=Agree, and open the brief", "**/brief?audience=staff")
    w.saw("a second person agrees", page.inner_text("h1"))
    w.look(page, "brief", picture=True)
    with page.expect_download() as waiting:
        hands.click(".doings a.main[download]")
    made = waiting.value.path().read_bytes()
    hands.tally.note("evidence reviewed, priorities agreed, brief taken")
    return made


def whole_way(w: Walk) -> Tally:
    """Walk from nothing to the Word file."""
    sam, bea = prepared(w)
    tally = Tally(counts=True)
    closed_and_grouped(w, Hands(sam, tally))
    evidence(w, Hands(sam, tally))
    word = agreed(w, Hands(bea, tally))
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(word)).paragraphs)
    for title, (_, passages) in THEMES.items():
        assert title in text, title
        for words in passages:
            assert words.rstrip(".") in text, words
    w.saw("the brief as a Word file", f"{len(word):,} bytes, with three priorities and twelve passages")
    for what, clicks, pages in tally.so_far:
        w.saw(f"so far: {what}", f"{clicks} clicks, {pages} pages")
    return tally


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
            tally = whole_way(w)
            print(f"\nfrom ten answers to the Word file: {tally.clicks} clicks of staff, {tally.pages} pages")
            print(f"axe looked at {w.looked_at} pages, in light and dark: {len(w.faults)} faults")
            print("\n".join(w.faults))
            raise SystemExit(1 if w.faults or tally.clicks > MOST_CLICKS else 0)


if __name__ == "__main__":
    main()
