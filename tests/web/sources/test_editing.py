"""Sources as staff write them: added by address or file, edited, retired, gone back to; conflicts merged."""

import datetime as dt
import io
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from kb.content.versions import versions_of
from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.source.source import Finding, ReadingVerdict, Reference, SecondReading, Source
from people import BASE, Person, Site
from web_server import Web


@pytest.fixture
def staff(site: Site) -> Person:
    return site.person("staff")


def to(sent) -> str:
    assert sent.status_code == 303, sent.text
    return urlsplit(sent.headers["Location"]).path


def save(person: Person, at: str, status: int = 303, **typed: str | list[str]):
    form = person.get(at).find("form", class_="entry-form")
    sent = person.send(form, form.find_all("button")[-1], **typed)
    assert sent.status_code == status, sent.text
    return sent


def stored(site: Site, id: str) -> Source:
    return site.catalogue.sources[id]


def test_a_source_is_added_by_its_address_with_the_facts_that_were_found(
    site: Site, staff: Person, web: Web, make_page, press, ended
) -> None:
    address = web.says("/new-report", make_page("How forces buy radios"))
    at = press(staff, "/sources/new", "/sources/new", "address", address=address)
    page = ended(site, staff, at)
    assert "8 numbered paragraphs" in page.text
    form = page.find("form", class_="entry-form")
    assert form.find("input", id="title")["value"] == "How forces buy radios"
    assert form.find("input", id="address")["value"] == address
    assert "how-forces-buy-radios" not in site.catalogue.sources  # nothing is added yet
    sent = staff.send(form, form.find_all("button")[-1], publishers="")
    assert sent.status_code == 422
    assert "Say who published it" in sent.text
    sent = staff.send(form, form.find_all("button")[-1], publishers="HMICFRS", licence="OGL-UK-3.0")
    log = ended(site, staff, to(sent))
    assert "1 text taken in" in log.text
    made = stored(site, "how-forces-buy-radios")
    assert (made.publishers, made.licence, bool(made.body)) == (("HMICFRS",), "OGL-UK-3.0", True)
    assert (site.folder / "content" / "sources" / "how-forces-buy-radios.md").is_file()
    again = staff.send(form, form.find_all("button")[-1], publishers="HMICFRS")
    assert again.status_code == 422
    assert "This is the address of “How forces buy radios” already." in again.text


def test_what_cannot_be_read_at_an_address_is_told(site: Site, staff: Person, web: Web, press, ended) -> None:
    at = press(staff, "/sources/new", "/sources/new", "address", address=web.says("/no", "no", status=403))
    page = ended(site, staff, at)
    assert "could not be read" in page.find("p", role="status").text
    assert "Nothing was added." in page.text
    form = staff.get("/sources/new").find("form", action="/sources/new")
    assert "beginning with https" in staff.send(form, form.find("button"), address="javascript:alert(1)").text
    private = press(staff, "/sources/new", "/sources/new", "address", address="http://10.0.0.1/")
    assert "could not be read" in ended(site, staff, private).find("p", role="status").text


def test_a_source_is_added_by_a_file(site: Site, staff: Person, make_page, ended) -> None:
    form = staff.get("/sources/new").find("form", action="/sources/new/file")
    token = form.find("input", attrs={"name": "csrf"})["value"]
    document = (io.BytesIO(make_page("A saved report").encode()), "saved.html")
    sent = staff.client.post(
        form["action"], base_url=BASE, data={"csrf": token, "document": document}, content_type="multipart/form-data"
    )
    page = ended(site, staff, to(sent))
    made = page.find("form", class_="entry-form")
    sent = staff.send(made, made.find_all("button")[-1], publishers="NAO", licence="OGL-UK-3.0")
    assert "Text taken in" in ended(site, staff, to(sent)).text
    assert stored(site, "a-saved-report").body
    assert "no longer kept here" in staff.get(made["action"]).text


def test_a_source_is_added_without_a_document(site: Site, staff: Person) -> None:
    save(staff, "/sources/new/by-hand", title="New", publishers="NAO", audience="staff")
    (made,) = (one for one in site.catalogue.sources.values() if one.title == "New")
    assert made.id != "new"
    assert made.audience is Audience.STAFF
    assert (site.folder / "var" / "private" / "sources" / f"{made.id}.md").is_file()


def test_every_field_is_edited_and_the_version_before_is_kept_and_restored(
    site: Site, staff: Person, make_source
) -> None:
    site.put(
        make_source(
            "full",
            "https://example.org/full",
            reference=Reference("HC 1", "2016-17"),
            findings=(Finding("Radios differ.", pin="para 3", topics=()), Finding("Nobody counts.")),
            unverified=("published", "licence"),
            summary="As it was.",
        )
    )
    before = stored(site, "full")
    save(staff, "/sources/full/edit")
    assert stored(site, "full") == before  # a form that was not touched changes nothing
    save(
        staff,
        "/sources/full/edit",
        title="The whole report",
        published="2016-04",
        number="HC 2",
        other_dates="2016-06-29: ordered to be printed",
        summary="As it is.",
        unverified=["licence"],
        **{"finding-1-text": "", "finding-1-pin": "", "finding-3-text": "They buy alone.", "finding-3-pin": "rec 1"},
    )
    now = stored(site, "full")
    assert (now.title, now.published, now.summary) == ("The whole report", PartialDate.parse("2016-04"), "As it is.")
    assert now.reference == Reference("HC 2", "2016-17")
    assert now.unverified == ("licence",)
    assert [(one.text, one.pin) for one in now.findings] == [("Nobody counts.", ""), ("They buy alone.", "rec 1")]
    assert (now.changes, now.id) == (1, "full")
    versions = staff.get("/sources/full/versions")
    assert "As it was." in versions.text
    restore = versions.find("a", href="/sources/full/edit?version=1")
    save(staff, restore["href"])
    back = stored(site, "full")
    assert (back.title, back.summary, back.changes) == (before.title, before.summary, 2)
    assert len(versions_of(back, site.folder / "content" / "sources" / "full.md")) == 3


def test_a_finding_keeps_its_second_reading_until_what_was_read_again_changes(
    site: Site, staff: Person, make_source
) -> None:
    day = dt.date(2026, 11, 30)
    reading = SecondReading(day, "second-editor", ReadingVerdict.RIGHT, "para 3 says so, and 12 of them")
    finding = Finding(
        "Radios differ in 12 forces.",
        pin="para 3",
        via="https://example.org/full/3",
        date=PartialDate.parse("2016-04"),
        checked=reading,
    )
    site.put(make_source("full", "https://example.org/full", findings=(finding, replace(finding, text="More."))))
    save(staff, "/sources/full/edit", title="Another", **{"finding-2-date": "2017", "finding-2-unpinned": "why not"})
    first, second = stored(site, "full").findings
    assert first == finding
    assert (second.date, second.unpinned, second.checked) == (PartialDate.parse("2017"), "why not", None)
    told = save(staff, "/sources/full/edit", 422, **{"finding-1-via": "a press report", "finding-2-date": "last year"})
    assert "Write addresses with https:// at the beginning." in told.text
    assert "Write the date as 2016" in told.text
    assert stored(site, "full").findings == (first, second)


def test_what_is_wrong_is_told_by_field_and_nothing_typed_is_lost(staff: Person) -> None:
    sent = save(
        staff,
        "/sources/plain/edit",
        422,
        title="",
        published="soon",
        address="ftp://x",
        derives_from="nosuch",
        summary="Typed.",
    )
    for words in ("Write the title", "Write the date as", "https://", "no other source “nosuch”", "Typed."):
        assert words in sent.text


def test_two_who_edit_different_fields_both_keep_theirs(site: Site, staff: Person) -> None:
    bea = site.person("bea")
    one, other = (p.get("/sources/plain/edit").find("form", class_="entry-form") for p in (staff, bea))
    assert staff.send(one, one.find_all("button")[-1], summary="Ann's words.").status_code == 303
    sent = bea.send(other, other.find_all("button")[-1], notes="Bea's note.")
    assert sent.status_code == 409
    assert "Save both changes" in sent.text


def test_a_licence_that_forbids_moves_the_text_out_of_sight_and_back(
    site: Site, staff: Person, web: Web, make_source, make_page, press, ended
) -> None:
    site.put(make_source("one", web.says("/one", make_page("The one report"))))
    ended(site, staff, press(staff, "/sources/one", "/gathering/fetch", "chosen"))
    body = stored(site, "one").body
    save(staff, "/sources/one/edit", licence="all-rights-reserved")
    assert stored(site, "one").body == ""
    assert site.catalogue.texts["one"].body == body
    assert site.person("").get("/sources/one").find(id="para-3") is None
    assert staff.get("/sources/one").find(id="para-3")
    save(staff, "/sources/one/edit", licence="OGL-UK-3.0")
    assert stored(site, "one").body == body
    assert site.catalogue.texts["one"].body == ""


def test_a_retired_source_is_seen_by_staff_alone_and_not_fetched(
    site: Site, staff: Person, web: Web, make_source, make_page, press
) -> None:
    site.put(make_source("old", web.says("/old", make_page("The old report"))))
    assert site.person("").get("/sources/old")
    press(staff, "/sources/old", "/sources/old/retire", "retire", why="Replaced by a later edition.")
    site.person("").get("/sources/old", 404)
    site.person("analyst").get("/sources/old", 404)
    page = staff.get("/sources/old")
    assert "Retired: Replaced by a later edition." in page.text
    assert page.find("form", action="/gathering/fetch") is None
    assert "old" not in [box["value"] for box in staff.get("/gathering").select("input[name=sources]")]
    press(staff, "/sources/old", "/sources/old/retire", "use")
    assert site.person("").get("/sources/old")
    assert stored(site, "old").changes == 2


def test_only_staff_write_sources(site: Site) -> None:
    analyst = site.person("analyst")
    for path in ("/sources/new", "/sources/plain/edit", "/sources/plain/versions"):
        analyst.get(path, 403)
    assert analyst.get("/sources/plain").find("a", href="/sources/plain/edit") is None
