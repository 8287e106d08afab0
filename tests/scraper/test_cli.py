"""The commands as people type them."""

import datetime as dt
import errno
import io
import json

import pytest
from click.testing import CliRunner
from rich.console import Console

from kb.domain.source.capture import Attempt, Outcome
from scraper.cli import main
from scraper.journal import alone
from scraper.progress import attempt_line


@pytest.fixture
def scraper(house, monkeypatch):
    monkeypatch.setenv("KB_CONTENT", str(house.settings.content[0]))
    monkeypatch.setenv("KB_HOME", str(house.settings.home))
    monkeypatch.setenv("KB_ALLOW_HOSTS", "127.0.0.1")
    monkeypatch.setenv("KB_CONTACT", "somebody@example.org")
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def test_run_reports_counts_and_ends_well(scraper, house, web, page):
    house.put("one", web.says("/1", page()))
    house.put("two", web.says("/2", "<h1>Human Verification</h1>", status=405))
    house.put("no-address")
    done = scraper("run")
    assert done.exit_code == 0, done.output
    assert "new" in done.stdout
    assert "blocked" in done.stdout
    assert "Human Verification" in done.stderr
    report = json.loads(scraper("run", "--json").stdout)
    assert report["counts"] == {"unchanged": 1, "blocked": 1}


def test_run_of_some(scraper, house, web, page):
    house.put("one", web.says("/1", page()))
    house.put("two", web.says("/2", page()))
    assert json.loads(scraper("run", "two", "--json").stdout)["attempts"][0]["source"] == "two"
    assert json.loads(scraper("run", "--due", "--json").stdout)["sources"] == 1
    assert json.loads(scraper("run", "--due", "--json").stdout)["sources"] == 0
    assert json.loads(scraper("run", "--publisher", "example inspectorate", "--json").stdout)["sources"] == 2
    assert json.loads(scraper("run", "--publisher", "nao", "--json").stdout)["sources"] == 0


def test_run_says_what_is_wrong_in_one_line(scraper, house, web):
    house.put("down", web.host + "/nothing")
    done = scraper("run")
    assert done.exit_code == 1
    assert "answered 404" in done.stderr
    unknown = scraper("run", "nope")
    assert unknown.exit_code == 2
    assert "there is no source 'nope'" in unknown.stderr


def test_reread_reads_known_bytes_again(scraper, house, web, page):
    house.put("one", web.says("/1", page()))
    scraper("run")
    path = house.sources / "one.md"
    path.write_text(path.read_text().replace("Finding 3.", "Finding three, as an older reader had it."))
    assert json.loads(scraper("run", "--json").stdout)["counts"] == {"unchanged": 1}
    assert json.loads(scraper("run", "--reread", "--json").stdout)["counts"] == {"changed": 1}
    assert "Finding 3." in house.get("one").body


def test_without_a_contact_it_asks_for_one(scraper, house, monkeypatch):
    monkeypatch.setenv("KB_CONTACT", "")
    assert "KB_CONTACT" in scraper("run").stderr


def test_two_runs_at_once_are_refused(scraper, house):
    with alone(house.settings.home / "scraper.lock"):
        done = scraper("run")
    assert done.exit_code == 1
    assert "another scraper run is going on" in done.stderr


def test_file_and_status(scraper, house, tmp_path, page):
    path = tmp_path / "saved page.html"
    path.write_text(page())
    done = scraper(
        "file", "my-report", path, "--publisher", "HMIC", "--published", "2016-04", "--licence", "OGL-UK-3.0"
    )
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("new")
    assert "a new entry was made" in done.stderr
    again = json.loads(scraper("file", "my-report", path, "--json").stdout)
    assert (again["outcome"], again["created"], again["written"]) == ("unchanged", False, False)
    house.put("waiting")
    house.put("fetchable", "https://www.gov.uk/x")
    rows = {row["source"]: row for row in json.loads(scraper("status", "--json").stdout)}
    assert rows["my-report"]["state"] == "filed by hand"
    assert rows["my-report"]["next"] == ""
    assert rows["waiting"]["next"] == "get the document and run: scraper file waiting PATH"
    assert rows["fetchable"]["next"] == "scraper run fetchable"
    assert "filed by hand" in scraper("status", "my-report").stdout


def test_status_tells_what_to_do_about_a_block(scraper, house, web):
    house.put("no", web.says("/", "<h1>Human Verification</h1>", status=405))
    scraper("run")
    (row,) = json.loads(scraper("status", "no", "--json").stdout)
    assert row["outcome"] == "blocked"
    assert row["next"] == "save the page or PDF in a browser and run: scraper file no PATH; or scraper archive no"


def test_file_tells_mistakes_in_one_line(scraper, house, tmp_path):
    for words, said, code in [
        (("file", "x", tmp_path / "no.pdf"), "there is no file", 1),
        (("file", "x"), "Missing argument", 2),
        (("file", "x", tmp_path, "--published", "April"), "write 2016, 2016-04", 2),
        (("status", "nope"), "there is no source 'nope'", 2),
        (("accept", "nope"), "there is no proposal 'nope'", 1),
        (("discover", "--publisher", "pdf"), "no publisher 'pdf' can be asked", 2),
    ]:
        done = scraper(*words)
        assert done.exit_code == code, (words, done.output)
        assert said in done.stderr
        assert "Traceback" not in done.output


def test_a_suspicious_file_says_how_to_take_it_anyway(scraper, house, tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<html><title>A stump</title><main><p>Hardly any words at all in this one.</p></main></html>")
    done = scraper("file", "x", path, "--publisher", "HMIC")
    assert done.exit_code == 1
    assert "--anyway" in done.stderr


def test_a_hostile_page_cannot_steer_the_terminal():
    hostile = "\x1b[31m[bold red]gone[/] \x07 \x9b2J \u202e"
    line = attempt_line(Attempt("evil", "", dt.datetime(2026, 11, 20, tzinfo=dt.UTC), Outcome.FAILED, hostile))
    out = io.StringIO()
    Console(file=out, force_terminal=True, width=200).print(line, highlight=False, soft_wrap=True)
    shown = out.getvalue()
    assert "[bold red]gone[/]" in shown
    assert not {"\x07", "\x9b", "\u202e"} & set(shown)
    assert "\x1b[31m[" not in shown


def test_broken_content_files_are_told_and_the_rest_runs(scraper, house, web, page):
    house.put("one", web.says("/1", page()))
    (house.sources / "bad.md").write_text("---\ntitle: [x\n---\n")
    done = scraper("run")
    assert done.exit_code == 0
    assert "1 content files have problems" in done.stderr


def test_slips_of_the_pen_are_told_with_what_was_meant(scraper, house):
    house.put("hac-2016-hc-23", "https://www.gov.uk/x")
    (house.sources / "broken.md").write_text("---\ntitle: [\n---\n")
    for words, said in [
        (("run", "hac-2016-hc-32"), "did you mean `hac-2016-hc-23`?"),
        (("status", "../x"), "scraper status lists them"),
        (("run", "broken"), "has problems: run kb check"),
        (("run", "--publisher", "Example Inspectorat"), "did you mean `Example Inspectorate`?"),
        (("run", "--publisher", "telepathy"), "there are: committee-html,"),
    ]:
        done = scraper(*words)
        assert (done.exit_code, said in " ".join(done.stderr.split())) == (2, True), done.stderr


def test_a_run_with_nothing_to_do_says_so(scraper, house):
    done = scraper("run")
    assert done.exit_code == 0
    assert "no source is to be fetched" in done.stderr


def test_status_cuts_nothing_off_that_a_person_would_copy(scraper, house, monkeypatch):
    monkeypatch.delenv("COLUMNS")
    id = "a-report-with-a-name-of-more-than-forty-letters-in-all"
    house.put(id)
    assert f"scraper file {id} PATH" in scraper("status").stdout


def test_filing_says_where_a_text_went_that_may_not_be_shown(scraper, house, tmp_path, page):
    path = tmp_path / "a.html"
    path.write_text(page())
    done = scraper("file", "x", path, "--publisher", "HMIC")
    assert str(house.settings.private / "texts" / "x.md") in done.stderr
    assert "unknown" in done.stderr


def test_filing_says_what_is_safe_and_what_to_do(scraper, house, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 torn")
    done = scraper("file", "x", path, "--publisher", "HMIC")
    assert done.exit_code == 1
    assert "no source was changed" in done.stderr
    assert "save it again" in done.stderr
    assert "--anyway" not in done.stderr


def test_a_full_disk_is_told_in_a_sentence(scraper, house, monkeypatch):
    house.put("one")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/some/file")

    monkeypatch.setattr("scraper.discovery.command.open_source_store", full)
    result = scraper("accept", "one")
    assert result.exit_code == 1
    assert "the disk is full" in result.stderr
    assert result.exc_info is None or result.exc_info[0] is SystemExit
