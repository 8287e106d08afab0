"""The whole call in one real browser run: from the first staff link to the ranking, each step with what was seen.

    python tests/tools/show_call.py [--pictures FOLDER] [--samples FOLDER]

It makes a new installation in a temporary folder, serves it as ``kb serve`` does, and walks: staff and a member set
up their sign-in; answers come by keyboard, without scripts, by mail, by spreadsheet, on behalf and late; staff open
and close the call and sort what came. Axe looks at each page. Leaves with 1 where it finds anything. The test beside
it runs the same walk.
"""

import argparse
import csv
import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext, Page

from in_browser import chromium, tab_to
from kb.content.files import write_item
from kb.domain.call.call import CallState
from made_up import REPORT, call_now
from walk_site import Walk, set_up, walk

MAILS = Path(__file__).parents[1] / "fixtures" / "mail"
BODY = "## Court systems\n\n**4.12.** The systems of courts and police do not talk to each other.\n"
CALL = "/calls/call-now"
FORM = f"{CALL}/answer"


def content(home: Path) -> None:
    """Write a report, the draft of a call that closes in three days, and its roll."""
    write_item(home / "content", replace(REPORT, body=BODY))
    now = datetime.now(UTC)
    opens = call_now(now).opens - timedelta(days=4000)  # the mails are of 2016
    write_item(home / "content", call_now(now, state=CallState.DRAFT, opens=opens))
    (home / "var/private/rolls").mkdir(parents=True)
    (home / "var/private/rolls/call-now.csv").write_text((MAILS / "roll.csv").read_text())


def staff_and_member(w: Walk) -> tuple[BrowserContext, BrowserContext]:
    """The first staff come in by the printed link, open the call, and invite a member, who sets a passphrase."""
    staff, member = w.person(), w.person()
    desk, hers = staff.new_page(), member.new_page()
    set_up(desk, w.first_link, "sam@association.example")
    w.saw("staff set a passphrase by the printed link", desk.inner_text(".who"))
    desk.goto(f"{CALL}/run")
    desk.check("#confirmed-open")
    desk.click("button:has-text('Open the call')")
    w.saw("the call is opened on its page", desk.inner_text("[role=status]"))
    w.look(desk, "run")
    desk.goto("/people")
    desk.fill("#email", "mia@member.example")
    desk.select_option("#role", "member")
    desk.fill("#organisation", "Member Systems Ltd")
    desk.fill("#kind", "large supplier")
    desk.click("text=Make the link")
    set_up(hers, desk.input_value("#link"))
    w.saw("a member is invited and sets a passphrase", hers.inner_text(".who"))
    return staff, member


def by_keyboard(w: Walk, page: Page) -> None:
    """The member answers with the keyboard only, gets a receipt, and changes the answer."""
    page.goto(CALL)
    w.look(page, "call", picture=True)
    page.goto(CALL)
    tab_to(page, "a.button.main")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FORM}")
    for key, title in (("a", "Second thing"), ("b", "Radios that work indoors")):
        tab_to(page, f"#title-{key}")
        page.keyboard.type(title)
    page.keyboard.press("Alt+ArrowUp")
    tab_to(page, "#slot-b summary")
    page.keyboard.press("Enter")
    tab_to(page, "#search-b")
    page.keyboard.type("talk to each other")
    page.keyboard.press("Enter")
    page.wait_for_selector("#slot-b button[value^=link]")
    tab_to(page, "#slot-b button[value^=link]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#slot-b button[value^=unlink]")
    w.look(page, "answer-form", picture=True)
    tab_to(page, "input[name=consent]")
    page.keyboard.press("ArrowDown")
    for button, then in (("review", "h1:has-text('Check your answer')"), ("send", ".reference")):
        tab_to(page, f"button[value={button}]")
        page.keyboard.press("Enter")
        page.wait_for_selector(then)
    w.saw("an answer by form, keyboard only: its receipt", page.inner_text(".reference"))
    w.look(page, "receipt", picture=True)
    page.click("a.button:has-text('Change the answer')")
    page.fill("#title-a", "Second thing, said better")
    page.click("button[value=review]")
    page.click("button[value=send]")
    w.saw("the answer is changed", found(r"Version 2[^\n.]*", page.inner_text("main")))


def form_without_scripts(w: Walk, page: Page, address: str, organisation: str, title: str) -> str:
    """Fill in the whole form in a browser without scripts; return what the receipt says."""
    page.goto(address)
    page.fill("#organisation", organisation)
    page.select_option("#organisation_kind", "charity")
    page.fill("#title-a", "Second thing")
    page.fill("#title-b", title)
    page.click("#slot-b button[value='up:b']")
    page.click("#slot-b summary")
    page.fill("#search-b", "talk to each other")
    page.click("#slot-b button[value='search:b']")
    page.click("#slot-b button[value^=link]")
    page.check("#consent-named")
    page.click("button[value=review]")
    page.click("button[value=send]")
    return page.inner_text("main")


def by_link_and_on_behalf(w: Walk, staff: BrowserContext) -> None:
    """A member with an invitation's link answers without scripts; staff enter an answer for another."""
    rows = list(csv.DictReader(io.StringIO(w.kb("call", "invite", "call-now").stdout.lstrip("\ufeff"))))
    plain = w.person(java_script_enabled=False)
    said = form_without_scripts(w, plain.new_page(), rows[-1]["link"], rows[-1]["organisation"], "Exit plans")
    w.saw("the whole form without scripts, by an invitation’s link", found(r"Your answer has been received", said))
    plain.close()
    page = staff.new_page()
    said = form_without_scripts(w, page, f"{FORM}?for=member", "Tiny Telephone Ltd", "Radios in lifts")
    w.saw("staff enter an answer on behalf of a member", found(r"[^\n]*has been received[^\n]*", said))
    page.close()


def by_mail_and_sheet(w: Walk, samples: Path | None) -> None:
    """Mails of many programs are taken in; a sheet with three wrong rows is told whole and then taken in part."""
    mails = sorted(MAILS.glob("*.eml"))[::2] + (sorted(samples.glob("mail/*.eml")) if samples else [])
    taken = json.loads(w.kb("inputs", "import", *map(str, mails), "--call", "call-now", "--json").stdout)
    outcomes = [one["outcome"] for one in taken]
    assert len(outcomes) == len(mails)
    told = ", ".join(f"{outcomes.count(what)} {what}" for what in dict.fromkeys(outcomes))
    w.saw(f"{len(mails)} mails are taken in", told)
    head = w.kb("inputs", "template", "--call", "call-now").stdout.lstrip("\ufeff").strip().split(",")
    rows = [
        {"organisation": "Sheet One", "organisation_kind": "charity", "consent": "named", "priority_1": "Radios"},
        {"organisation": "", "organisation_kind": "charity", "priority_1": "Nobody’s"},
        {"organisation": "Sheet Three", "organisation_kind": "wizard", "priority_1": "Spells"},
        {"organisation": "Sheet Four", "organisation_kind": "charity", "priority_1": ""},
        {"organisation": "Sheet Five", "organisation_kind": "consultancy", "consent": "named", "priority_1": "Skills"},
    ]
    sheet = w.home / "answers.csv"
    with sheet.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, head)
        writer.writeheader()
        writer.writerows(rows)
    before = answers(w)
    wrong = w.kb("inputs", "import", str(sheet), "--call", "call-now", "--json", code=2)
    problems = json.loads(wrong.stdout)["problems"]
    assert len(problems) == 3, problems
    assert answers(w) == before
    w.saw(
        "a sheet with three wrong rows: nothing is taken in",
        "; ".join(f"{place}: {what.splitlines()[0][:60]}" for place, what in problems.items()),
    )
    w.kb("inputs", "import", str(sheet), "--call", "call-now", "--valid-only", code=1)  # the wrong rows are told again
    assert answers(w) == before + 2
    w.saw("the same with --valid-only", f"{answers(w) - before} answers more")


def answers(w: Walk) -> int:
    """Return how many answers count."""
    return int(json.loads(w.kb("call", "status", "call-now", "--json").stdout)["answers"])


def closing(w: Walk, staff: BrowserContext) -> None:
    """Staff see who has not answered, close the call on its page; what comes then is marked late."""
    page = staff.new_page()
    page.goto(f"{CALL}/roll")
    w.saw("the roll", page.inner_text("main p.quiet >> nth=0").split(".")[0])
    w.look(page, "roll")
    stranger = w.person(java_script_enabled=False)
    theirs = stranger.new_page()
    theirs.goto(CALL)
    assert "Answers are sealed" in theirs.inner_text("aside")
    w.saw("until it closes, a visitor sees", "answers are sealed")
    page.goto(f"{CALL}/run")
    page.check("#confirmed-close")
    page.click("button:has-text('Close the call')")
    w.saw("the call is closed on its page", page.inner_text("[role=status]"))
    said = form_without_scripts(w, theirs, FORM, "Late & Co", "Radios, late")
    w.saw("an answer after that", found(r"[^\n.]*\blate\b[^\n.]*", said))
    assert json.loads(w.kb("call", "status", "call-now", "--json").stdout)["late"] == 1
    stranger.close()


def triage(w: Walk, staff: BrowserContext) -> None:
    """Staff sort in the browser: new, group, split, merge, undo."""
    page = staff.new_page()
    page.goto("/desk")
    w.saw("the desk", page.inner_text(".lead"))
    w.look(page, "desk", picture=True)
    page.goto(f"{CALL}/triage")
    said: list[str] = []
    for title in ("Radios", "Contracts"):
        slot = page.locator("[data-step]").first
        slot.locator(".making summary").click()
        slot.locator(".making input[name=title]").fill(title)
        slot.locator(".making button").click()
        said.append(page.inner_text(".triage-bar .said"))
    for _ in range(2):
        slot = page.locator("[data-step]").first
        slot.locator(".other select").select_option(label="Radios")
        slot.locator(".other button").click()
        said.append(page.inner_text(".triage-bar .said"))
    page.locator("#card-radios summary").click()
    page.locator("#card-radios input[type=checkbox]").last.check()
    page.fill("#split-radios", "Split off radios")
    page.click("#card-radios button:has-text('Split off')")
    said.append(page.inner_text(".triage-bar .said"))
    page.locator("#card-split-off-radios summary").click()
    page.select_option("#merge-split-off-radios", label="Contracts")
    page.click("#card-split-off-radios button:has-text('Merge')")
    said.append(page.inner_text(".triage-bar .said"))
    w.look(page, "triage", picture=True)
    page.goto(f"{CALL}/triage")
    page.click(".undo-last button")
    said.append(page.inner_text(".triage-bar .said"))
    for act, what in zip(("new", "new", "group", "group", "split", "merge", "undo"), said, strict=True):
        w.saw(f"triage: {act}", what)
    page.goto(f"{CALL}/ranking")
    w.saw("the ranking", page.inner_text("table tbody tr >> nth=0"))
    w.look(page, "ranking", picture=True)
    w.kb("audit", "verify")
    w.saw("kb audit verify", "whole")


def found(pattern: str, text: str) -> str:
    """Return what a page says where it says it; fail where it does not."""
    match = re.search(pattern, text)
    assert match is not None, (pattern, text)
    return match[0].strip()


def whole_call(w: Walk, samples: Path | None) -> None:
    """Walk the call from its beginning to its ranking."""
    staff, member = staff_and_member(w)
    by_keyboard(w, member.new_page())
    by_link_and_on_behalf(w, staff)
    by_mail_and_sheet(w, samples)
    closing(w, staff)
    triage(w, staff)


def main() -> None:
    """Walk, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pictures", type=Path, help="a folder for the pictures")
    parser.add_argument("--samples", type=Path, default=os.environ.get("KB_SAMPLES") or None)
    options = parser.parse_args()
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        content(Path(folder))
        with walk(Path(folder), browser, options.pictures) as w:
            print("| step | seen |\n| --- | --- |")
            whole_call(w, options.samples and Path(options.samples))
            print(f"\naxe looked at {w.looked_at} pages, in light and dark: {len(w.faults)} faults")
            print("\n".join(w.faults))
            raise SystemExit(1 if w.faults else 0)


if __name__ == "__main__":
    main()
