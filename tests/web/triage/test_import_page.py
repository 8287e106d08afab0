"""Files that staff send: what became of each is told, and a spreadsheet with a wrong row is not taken in by half."""

import io
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from people import BASE, Person

IMPORT = "/calls/call/triage/import"
HARD = Path(__file__).parents[2] / "fixtures" / "hard_mail"
HEAD = "organisation,organisation_kind,received,priority_1\n"
GOOD, BAD = "New Ltd,charity,2016-09-14 10:00,One list\n", "Bad Ltd,no kind,2016-09-14 10:00,Two lists\n"


def send(person: Person, *files: tuple[str, bytes], **typed: str) -> TestResponse:
    token = person.get(IMPORT).select_one("input[name=csrf]")["value"]
    data = {"csrf": token, "files": [(io.BytesIO(content), name) for name, content in files], **typed}
    return person.client.post(IMPORT, base_url=BASE, data=data, content_type="multipart/form-data")


def inputs(site) -> int:
    return len(list((site.kb.settings.private / "inputs" / "call").glob("*.md")))


@pytest.mark.parametrize("name", ["member", "analyst"])
def test_files_are_taken_from_staff_only(site, name: str) -> None:
    site.person(name).get(IMPORT, 403)


def test_a_mail_that_is_not_certain_waits_and_the_page_leads_to_it(site, staff) -> None:
    before = inputs(site)
    answer = send(staff, ("footnote.eml", (HARD / "docx-footnote.eml").read_bytes()))
    assert answer.status_code == 200
    assert "footnote.eml</a>: waits for you to read it" in answer.text
    assert "it has notes" in answer.text
    assert inputs(site) == before + 1
    address = answer.text.partition('<a href="/calls/call/triage/waiting/')[2].partition('"')[0]
    page = staff.get(f"/calls/call/triage/waiting/{address}")
    assert "Not for interview rooms." in page.select_one(".original").text
    assert page.select_one("form.put-right") is not None


def test_nothing_of_a_spreadsheet_is_taken_in_while_a_row_is_wrong(site, staff) -> None:
    before = inputs(site)
    sheet = ("answers.csv", (HEAD + GOOD + BAD).encode())
    refused = send(staff, sheet)
    assert refused.status_code == 422
    assert "answers.csv, row 3" in refused.text
    assert inputs(site) == before
    taken = send(staff, sheet, valid_only="yes")
    assert taken.status_code == 200
    assert "answers.csv, row 2: taken in" in taken.text
    assert "answers.csv, row 3: not taken in" in taken.text
    assert inputs(site) == before + 1


def test_a_file_of_another_kind_waits_with_what_to_ask_for(staff) -> None:
    answer = send(staff, ("answer.pages", b"PK\x03\x04 of Apple"))
    assert "Apple" in answer.text
    assert "ask for it as Word" in answer.text


def test_no_file_at_all_is_told(staff) -> None:
    assert send(staff).status_code == 422


def test_a_call_that_is_not_there_takes_nothing(staff) -> None:
    staff.get("/calls/elsewhere/triage/import", 404)
