"""Filing a saved document on a source's page, by those who may; read by the real scraper in a process of its own."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from kb.content.catalogue import load_catalogue
from kb.content.files import write_item
from kb.domain.account.account import Role
from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.source.source import Reference, Source, SourceKind
from kb.services.sources.filing import LARGEST
from kb.storage.audit.audit_log import AuditLog
from scraper.source_store import SCRAPER

TITLE = "Minutes of the public circle on keying files twice"
ONCE = (
    "<p>1.1 Forces key the same file twice, and nobody counts the hours that this takes them each week.</p>"
    "<p>1.2 The quadruply keyed file is the exception, but it has been seen in more than one place this year.</p>"
)
PAGE = (
    f"<!doctype html><html lang='en'><head><title>{TITLE}</title></head>"
    f"<body><main><h1>{TITLE}</h1>{ONCE}</main></body></html>"
)
OTHER = PAGE.replace(TITLE, "A ferry timetable for winter").replace("key the same file", "sail the same route")


def source(id: str, **more: Any) -> Source:
    facts: dict[str, Any] = {
        "title": TITLE,
        "publishers": ("Example Inspectorate",),
        "kind": SourceKind.OTHER,
        "licence": "OGL-UK-3.0",
        "summary": "What was said.",
    }
    return Source(id=id, **facts | more)


@pytest.fixture
def content(tmp_path):
    """A content root of this test's own, for it is written to."""
    folder = tmp_path / "content"
    for audience in Audience:
        write_item(folder, source(f"{audience}-circle", audience=audience))
    write_item(folder, source("other-circle"))
    return folder


def send(person, source: str, content: bytes, name: str = "search/saved.html"):
    path = f"/sources/{source}/file"
    token = person.page(path).find("input", attrs={"name": "csrf"})["value"]
    data = {"csrf": token, "document": (io.BytesIO(content), name)}
    return person.client.post(path, data=data, base_url=person.base, content_type="multipart/form-data")


def follow(person, sent) -> BeautifulSoup:
    """Follow where a form led, until a page stays."""
    while sent.status_code == 303:
        sent = person.get(_path(sent))
    assert sent.status_code == 200, sent.text
    return BeautifulSoup(sent.text, "html.parser")


def read(person, source: str, content: bytes, name: str = "saved.html") -> tuple[str, BeautifulSoup]:
    """Send a document and return the page that says what was read, when it was."""
    sent = send(person, source, content, name)
    assert sent.status_code == 303, sent.text
    at = _path(sent)
    person.kb.jobs.wait(at.rpartition("/")[2], 60)
    return at, person.page(at)


def decide(person, at: str, word: str):
    page = person.page(at)
    form = next(form for form in page.find_all("form", action=at))
    sent = person.post(at, csrf=form.find("input", attrs={"name": "csrf"})["value"], do=word)
    if sent.status_code == 303 and "/jobs/" in _path(sent):
        person.kb.jobs.wait(_path(sent).rpartition("/")[2], 60)
    return sent


def _path(sent) -> str:
    parts = urlsplit(sent.headers["Location"])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def stored(content: Path, id: str) -> Source:
    return load_catalogue([content]).sources[id]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.STAFF])
def test_a_saved_page_is_shown_and_becomes_the_text_when_that_is_said(visit, content, role: Role) -> None:
    person = visit().join(role)
    assert person.page("/sources/public-circle").find("a", href="/sources/public-circle/file")
    at, page = read(person, "public-circle", PAGE.encode())
    assert "2 numbered paragraphs" in page.text
    assert "nobody counts the hours" in page.find("blockquote").text
    assert page.find(role="alert") is None
    assert not stored(content, "public-circle").body  # nothing was changed yet
    done = follow(person, decide(person, at, "take"))
    assert "Text taken in" in done.find(role="status").text
    page = person.page("/sources/public-circle?filed=new")
    assert "this is its text now" in page.find("p", role="status").text
    assert page.find(id="para-1.2")
    assert "decided on already" in person.page(at).text
    _, again = read(person, "public-circle", PAGE.encode())
    assert "Nothing to do: this very file is what the text was read from." in again.text
    assert again.find("button", value="take") is None


def test_the_wrong_file_is_told_at_each_step_and_can_be_taken_back(visit, content) -> None:
    person = visit().join(Role.STAFF)
    first, _ = read(person, "public-circle", PAGE.encode())
    decide(person, first, "take")
    before = stored(content, "public-circle")
    at, page = read(person, "public-circle", OTHER.encode(), "ferry.html")
    told = page.find(role="alert").text
    assert "This may be the wrong document." in told
    assert f"Its title is “A ferry timetable for winter”. This source is “{TITLE}”." in told
    assert page.find("tr", class_="differs").find("th").text == "Title"
    assert page.find("button", value="take") is None
    refused = decide(person, at, "take")  # a form of one's own making
    assert refused.status_code == 422
    assert "It may be another document" in refused.text
    assert stored(content, "public-circle") == before
    decide(person, at, "anyway")
    taken = stored(content, "public-circle")
    assert "sail the same route" in taken.body
    assert taken.title == TITLE  # what people wrote is never written over
    page = person.page("/sources/public-circle")
    off = page.find("form", action="/sources/public-circle/take-off")
    sent = person.send(page, off["action"])
    assert "taken off again" in follow(person, sent).find("p", role="status").text
    now = stored(content, "public-circle")
    assert (now.body, now.captured) == (before.body, before.captured)
    assert now.changes == taken.changes + 1
    assert (
        "text of this source is another"
        in follow(
            person, person.post(off["action"], csrf=off.find("input")["value"], sha256=taken.captured.sha256)
        ).text
    )
    every = AuditLog(person.kb.settings.home).acts()
    acts = [act.what for act in every if act.file == "sources/public-circle.md" and act.who != SCRAPER]
    assert acts == ["file a document", "file a document", "take a document off"]


def test_the_only_text_is_taken_off_and_the_state_is_as_it_was(visit, content) -> None:
    person = visit().join(Role.ANALYST)
    at, _ = read(person, "public-circle", PAGE.encode())
    decide(person, at, "take")
    page = person.page("/sources/public-circle")
    assert "Filed by hand" in page.text
    person.send(page, "/sources/public-circle/take-off")
    now = stored(content, "public-circle")
    assert (now.body, now.captured, now.summary) == ("", None, "What was said.")
    assert "Not fetched yet" in person.page("/sources/public-circle").text
    at, page = read(person, "public-circle", PAGE.encode())
    assert page.find("button", value="take")  # it can be filed again


def test_what_people_wrote_after_a_document_was_filed_stays_when_it_is_taken_off(visit, content) -> None:
    person = visit().join(Role.STAFF)
    at, _ = read(person, "public-circle", PAGE.encode())
    decide(person, at, "take")
    path = content / "sources" / "public-circle.md"
    path.write_text(path.read_text().replace("What was said.", "What was really said."))
    person.send(person.page("/sources/public-circle"), "/sources/public-circle/take-off")
    assert stored(content, "public-circle").summary == "What was really said."


def test_printed_facts_that_contradict_and_the_same_file_elsewhere_are_told(visit, content) -> None:
    numbered = source("numbered", reference=Reference("HC 23", "2016-17"), published=PartialDate.parse("2016-07"))
    write_item(content, numbered)
    person = visit().join(Role.STAFF)
    at, _ = read(person, "other-circle", PAGE.encode())
    decide(person, at, "take")
    _, page = read(person, "public-circle", PAGE.encode())
    told = page.find(role="alert")
    assert "This very file is the text of another source already." in told.text
    assert told.find("a", href="/sources/other-circle")
    assert page.find("button", value="anyway")
    write_item(content, replace(stored(content, "other-circle"), audience=Audience.STAFF))
    analyst = visit().join(Role.ANALYST)
    analyst.kb.index_sync.sync()  # looks at the files now; the site looks at what others change once a second
    at, page = read(analyst, "public-circle", PAGE.encode())
    assert page.find(role="alert").find("a") is None  # a source that they may not see is not named


def test_a_file_is_thrown_away(visit, content) -> None:
    person = visit().join(Role.ANALYST)
    at, _ = read(person, "public-circle", PAGE.encode())
    assert "thrown away" in follow(person, decide(person, at, "discard")).find("p", role="status").text
    assert not stored(content, "public-circle").body
    assert person.post(at, csrf=_token(person), do="take").status_code == 422


def _token(person) -> str:
    return person.page("/sources/public-circle/file").find("input", attrs={"name": "csrf"})["value"]


def test_what_is_no_document_is_told_by_its_name_and_changes_nothing(visit, content) -> None:
    person = visit().join(Role.STAFF)
    assert "not empty" in send(person, "public-circle", b"").text
    for content_, name, words in (
        (b"MZ\x90", "x.exe", "x.exe is not a PDF or a web page"),
        (b"PK\x03\x04word", "report.docx", "report.docx is a Word, spreadsheet or zip file"),
        (b"%PDF-1.7 broken", "broken.pdf", "broken.pdf could not be read"),
        (b"<html><head><title>Just a moment...</title></head><body></body></html>", "moment.html", "not the document"),
    ):
        _, page = read(person, "public-circle", content_, name)
        assert words in page.find(role="status").text
        assert "Nothing was changed" in page.text
        assert page.find("button", value="take") is None
        assert str(content.parent) not in page.text
    assert not stored(content, "public-circle").body


def test_a_document_may_be_larger_than_other_forms_and_the_limit_is_told(visit) -> None:
    person = visit().join(Role.STAFF)
    large = b"MZ" + bytes(17 << 20)
    _, page = read(person, "public-circle", large, "large.bin")
    assert "large.bin is not a PDF" in page.text
    sent = send(person, "public-circle", bytes(LARGEST + (2 << 20)))
    assert sent.status_code == 413
    assert "larger than 65 MB" in sent.text
    token = _token(person)
    assert person.post("/saved", csrf=token, q="x" * (17 << 20)).status_code == 413


def test_nobody_else_may_and_what_is_hidden_is_not_there(visit) -> None:
    stranger = visit()
    assert stranger.page("/sources/public-circle").find("a", href="/sources/public-circle/file") is None
    assert stranger.get("/sources/public-circle/file").status_code == 303
    member = visit().join(Role.MEMBER)
    assert member.get("/sources/public-circle/file").status_code == 403
    analyst = visit().join(Role.ANALYST)
    assert analyst.get("/sources/staff-circle/file").status_code == 404
    assert analyst.get("/sources/nosuch/file").status_code == 404
    staff = visit().join(Role.STAFF)
    at, _ = read(staff, "public-circle", PAGE.encode())
    assert analyst.get(at).status_code == 404  # somebody else's file
    assert analyst.get(f"/jobs/{at.rpartition('/')[2]}").status_code == 404
