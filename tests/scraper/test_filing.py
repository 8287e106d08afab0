"""Filing by hand ends as fetching does, and says clearly what it cannot take."""

import json
import os
from pathlib import Path

import pytest

from kb.domain.dates import PartialDate
from kb.domain.source.capture import Outcome
from kb.domain.source.source import SourceKind
from scraper.captures import Captures
from scraper.filing import FilingError

PUBLISHED_BY = {"publishers": ("Example Inspectorate",), "licence": "OGL-UK-3.0"}


@pytest.fixture
def saved(tmp_path, page):
    def save(content=None, name="report.html"):
        path = tmp_path / name
        path.write_bytes(
            (page() if content is None else content).encode() if not isinstance(content, bytes) else content
        )
        return path

    return save


def test_an_entry_is_made_where_there_is_none(house, saved):
    filed = house.file("how-forces-buy", saved(), **PUBLISHED_BY)
    source = house.get("how-forces-buy")
    assert filed.created
    assert filed.attempt.outcome is Outcome.NEW
    assert source.title == "How forces buy"
    assert source.captured is not None
    assert source.captured.address == "file:report.html"
    assert "**12.** Force 0" in source.body


def test_what_a_person_says_goes_before_what_the_document_says(house, saved):
    house.file(
        "x",
        saved(),
        title="Our title",
        published=PartialDate(2016, 4),
        kind=SourceKind.AUDIT,
        address="https://www.example.org/r#top",
        **PUBLISHED_BY,
    )
    source = house.get("x")
    assert (source.title, str(source.published), source.kind) == ("Our title", "2016-04", SourceKind.AUDIT)
    assert source.address == "https://www.example.org/r"


def test_filing_for_an_entry_that_a_site_refuses(house, web, page, saved):
    house.put("blocked", web.says("/r", "<title>Just a moment...</title>", status=403), notes="StoredBody by people.")
    assert house.gather("blocked").outcome is Outcome.BLOCKED
    filed = house.file("blocked", saved())
    assert not filed.created
    source = house.get("blocked")
    assert source.notes == "StoredBody by people."
    assert source.title == "The blocked report"
    assert "**12.**" in source.body
    assert house.gather("blocked").outcome is Outcome.BLOCKED
    assert house.get("blocked") == source


def test_fetched_and_filed_end_the_same(house, web, page, saved):
    house.put("fetched", web.says("/r", page()))
    house.put("filed", "https://www.example.org/r")
    house.gather("fetched")
    house.file("filed", saved())
    assert house.get("fetched").body == house.get("filed").body


def test_the_same_file_again_is_unchanged_and_says_so(house, saved):
    path = saved()
    first = house.file("x", path, **PUBLISHED_BY)
    again = house.file("x", path)
    assert again.attempt.outcome is Outcome.UNCHANGED
    assert "this very file" in again.attempt.detail
    assert again.attempt.warc == first.attempt.warc


def test_a_worse_file_is_refused_and_taken_anyway_when_told(house, saved, page):
    house.file("x", saved(), **PUBLISHED_BY)
    before = house.get("x")
    worse = saved(page(4), "worse.html")
    refused = house.file("x", worse)
    assert refused.attempt.outcome is Outcome.SUSPICIOUS
    assert not refused.written
    assert house.get("x") == before
    taken = house.file("x", worse, anyway=True)
    assert taken.attempt.outcome is Outcome.CHANGED
    assert "accepted by hand although it is much shorter" in taken.attempt.detail
    assert "**5.**" not in house.get("x").body


def test_a_saved_challenge_page_is_no_document_even_anyway(house, saved):
    path = saved("<html><title>Just a moment...</title><body>Please wait</body></html>")
    filed = house.file("x", path, anyway=True, **PUBLISHED_BY)
    assert filed.attempt.outcome is Outcome.BLOCKED
    assert "save it again" in filed.attempt.detail
    assert not (house.sources / "x.md").exists()


def test_a_broken_pdf_is_kept_and_its_error_told(house, saved, clock):
    content = b"%PDF-1.7\nnot much of a PDF"
    filed = house.file("x", saved(content, "r.pdf"), **PUBLISHED_BY)
    assert filed.attempt.outcome in (Outcome.FAILED, Outcome.SUSPICIOUS)
    assert filed.attempt.detail
    kept = Captures(house.settings.home / "captures", clock.now, lambda: "x")
    assert kept.read(filed.attempt.sha256) == content
    assert not (house.sources / "x.md").exists()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "empty.pdf", "is empty"),
        (b"  \n ", "blank.html", "is empty"),
        (b"PK\x03\x04word/document.xml", "report.docx", "Word, spreadsheet or zip"),
        (b"bplist00junk", "page.webarchive", "web archive"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n", "page.mhtml", "web archive"),
        (b"only words", "notes.txt", "notes.txt is not a PDF or a web page"),
    ],
)
def test_what_cannot_be_filed_is_said_in_words(house, saved, content, name, said):
    with pytest.raises(FilingError, match=said):
        house.file("x", saved(content, name), **PUBLISHED_BY)
    assert not (house.sources / "x.md").exists()


def test_missing_files_and_folders_are_said_in_words(house, tmp_path):
    with pytest.raises(FilingError, match="there is no file"):
        house.file("x", tmp_path / "nothing.pdf", **PUBLISHED_BY)
    with pytest.raises(FilingError, match="is a folder"):
        house.file("x", tmp_path, **PUBLISHED_BY)
    with pytest.raises(FilingError, match="cannot be an id"):
        house.file("../x", tmp_path / "a.pdf", **PUBLISHED_BY)
    with pytest.raises(FilingError, match="no reader 'telepathy'"):
        house.file("x", tmp_path / "a.pdf", reader="telepathy", **PUBLISHED_BY)


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read(house, saved):
    path = saved()
    path.chmod(0)
    with pytest.raises(FilingError, match="cannot be read"):
        house.file("x", path, **PUBLISHED_BY)


def test_who_published_it_must_be_known(house, saved):
    with pytest.raises(FilingError, match="--publisher"):
        house.file("x", saved())


def test_an_entry_with_problems_is_not_written_over(house, saved):
    house.sources.mkdir(parents=True)
    (house.sources / "x.md").write_text("---\ntitle: [broken\n---\nprecious words\n")
    with pytest.raises(FilingError, match="has problems"):
        house.file("x", saved(), **PUBLISHED_BY)
    assert "precious words" in (house.sources / "x.md").read_text()


def test_a_url_for_an_entry_with_another_address_becomes_an_alias(house, saved):
    house.put("x", "https://www.example.org/r")
    house.file("x", saved(), address="https://mirror.example.org/r")
    assert house.get("x").address == "https://www.example.org/r"
    assert house.get("x").aliases == ("https://mirror.example.org/r",)


def test_a_file_with_no_licence_known_goes_to_the_private_root(house, saved):
    house.file("x", saved(), publishers=("Example",))
    assert house.get("x").body == ""
    assert "**12.**" in (house.settings.private / "texts" / "x.md").read_text()


def test_what_a_person_says_is_written_also_where_the_file_is_known(house, saved):
    path = saved()
    house.file("x", path, **PUBLISHED_BY)
    body = house.get("x").body
    filed = house.file("x", path, title="A better title", address="https://www.example.org/r")
    assert filed.attempt.outcome is Outcome.UNCHANGED
    assert "what you say of it was written" in filed.attempt.detail
    source = house.get("x")
    assert (source.title, source.address, source.body) == ("A better title", "https://www.example.org/r", body)


def test_a_known_file_is_read_anew_by_another_reader(house, saved):
    body = "".join(f"<p>{n}. Force {n} told us that its radios do not link to those of the next.</p>" for n in range(9))
    lead = "<p>The press office of the force is open on weekdays.</p>"
    path = saved(f"<html><title>T</title><main>{lead}<div class=govspeak>{body}</div></main></html>")
    house.file("x", path, **PUBLISHED_BY)
    before = house.get("x").body
    filed = house.file("x", path, reader="govuk")
    assert "this very file" not in filed.attempt.detail
    assert "press office" in before
    assert "press office" not in house.get("x").body


def test_a_licence_that_is_given_later_brings_the_text_out(house, saved):
    path = saved()
    house.file("x", path, publishers=("Example",))
    assert house.get("x").body == ""
    assert house.file("x", path, licence="OGL-UK-3.0").written
    assert "**12.**" in house.get("x").body
    assert house.file("x", path, licence="all-rights-reserved").written
    assert house.get("x").body == ""
    assert "**12.**" in (house.settings.private / "texts" / "x.md").read_text()


def test_json_without_a_reader_is_asked_whose_it_is(house, saved):
    with pytest.raises(FilingError, match=r"say whose with --reader \(govuk, "):
        house.file("x", saved('{"title": "A paper"}', "paper.json"), **PUBLISHED_BY)


def test_a_pipe_or_a_device_is_no_document(house, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FilingError, match="no ordinary file"):
        house.file("x", tmp_path / "pipe", **PUBLISHED_BY)


SAMPLES = os.environ.get("KB_SAMPLES", "")
needs_samples = pytest.mark.skipif(not SAMPLES, reason="KB_SAMPLES is not set: no real files at hand")


@needs_samples
def test_json_of_an_api_is_read_by_its_publisher(house):
    path = Path(SAMPLES) / "govuk" / "html_publication__best-practice-HC-paper.json"
    filed = house.file("paper", path, reader="govuk")
    assert filed.attempt.outcome is Outcome.NEW, filed.attempt.detail
    source = house.get("paper")
    assert source.licence == "OGL-UK-3.0"
    assert source.title == " ".join(json.loads(path.read_text())["title"].split())
    assert len(source.body) > 50_000


@needs_samples
def test_the_committee_report_of_the_samples(house):
    path = Path(SAMPLES) / "parliament" / "hc179-2016-17-report.pdf"
    filed = house.file(
        "hc179",
        path,
        publishers=("Environmental Audit Committee",),
        licence="OPL-UK-3.0",
        address="https://publications.parliament.uk/pa/cm201617/cmselect/cmenvaud/179/179.pdf",
    )
    assert filed.attempt.outcome is Outcome.NEW, filed.attempt.detail
    body = house.get("hc179").body
    assert all(f"**{number}.** " in body for number in range(1, 74))
    assert house.file("hc179", path).attempt.outcome is Outcome.UNCHANGED
