"""Exports: the same knowledge base out of them, and nothing mixed; that nothing leaks is held in test_leaks."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.codec import load
from kb.content.files import write_item
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt
from kb.domain.errors import InvalidInput
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source, SourceKind
from kb.web import create_app

BASE = "https://kb.example"


def empty(folder: Path) -> KnowledgeBase:
    return knowledge_base({"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")})


def taken_in(kb: KnowledgeBase, tmp_path: Path, reader: Audience) -> KnowledgeBase:
    made = kb.export.export(tmp_path / "e.zip", replace(reader_as(reader), id="ann"))
    assert made.size == (tmp_path / "e.zip").stat().st_size
    other = empty(tmp_path / "other")
    manifest = other.export.take_in(tmp_path / "e.zip")
    assert (manifest.audience, len(manifest.files)) == (reader.value, made.files)
    other.index_sync.sync()
    return other


def test_an_import_gives_the_same_pages_searches_and_audit_log(
    kb: KnowledgeBase, tmp_path: Path, pages: tuple[str, ...], client
) -> None:
    other = taken_in(kb, tmp_path, Audience.STAFF)
    again = create_app(other, BASE).test_client()
    asked = [*pages, "/api/v1/search?q=systems&limit=50", "/api/v1/sources", "/search.atom?q=systems"]
    for path in asked:
        assert again.get(path).text == client.get(path).text, path
    assert other.audit_check.verify() == kb.audit_check.verify()
    logs = [one.settings.home.joinpath("audit.jsonl").read_bytes() for one in (kb, other)]
    assert logs[0] == logs[1] != b""
    assert not list(other.settings.home.glob(".import-*"))


def test_what_others_take_away_is_sound_and_gives_them_the_same_search(
    kb: KnowledgeBase, tmp_path: Path, client
) -> None:
    other = taken_in(kb, tmp_path, Audience.PUBLIC)
    before = {(p.field, p.what) for p in kb.checker.check().problems}
    assert {(p.field, p.what) for p in other.checker.check().problems} <= before
    again = create_app(other, BASE).test_client()
    path = "/api/v1/search?q=systems&limit=50"
    assert again.get(path).get_json() == client.get(path).get_json()
    assert not (other.settings.home / "audit.jsonl").exists()


def test_an_import_never_mixes(kb: KnowledgeBase, tmp_path: Path) -> None:
    kb.export.export(tmp_path / "e.zip", replace(reader_as(Audience.STAFF), id="ann"))
    other = empty(tmp_path / "other")
    (tmp_path / "other/content/sources").mkdir(parents=True)
    (tmp_path / "other/content/sources/mine.md").write_text("mine")
    with pytest.raises(InvalidInput, match="has files already"):
        other.export.take_in(tmp_path / "e.zip")
    assert [path.name for path in (tmp_path / "other").rglob("*.md")] == ["mine.md"]
    third = empty(tmp_path / "third")
    (tmp_path / "third/var").mkdir(parents=True)
    (tmp_path / "third/var/audit.jsonl").write_text("{}\n")
    with pytest.raises(InvalidInput, match="there already"):
        third.export.take_in(tmp_path / "e.zip")


def test_an_import_deletes_nothing_that_it_did_not_bring(kb: KnowledgeBase, tmp_path: Path) -> None:
    """A folder without Markdown is no empty folder: it may be the wrong one, with somebody's work in it."""
    kb.export.export(tmp_path / "e.zip", replace(reader_as(Audience.STAFF), id="ann"))
    other = empty(tmp_path / "other")
    (tmp_path / "other/content/.git").mkdir(parents=True)
    theirs = [tmp_path / "other/content/thesis.odt", tmp_path / "other/content/.git/HEAD"]
    for path in theirs:
        path.write_text("theirs")
    with pytest.raises(InvalidInput, match="has files already"):
        other.export.take_in(tmp_path / "e.zip")
    assert [path.read_text() for path in theirs] == ["theirs", "theirs"]


def test_an_import_goes_into_folders_that_lie_elsewhere(kb: KnowledgeBase, tmp_path: Path) -> None:
    """What a container mounts, or a link leads to, stays where it is and gets the files."""
    kb.export.export(tmp_path / "e.zip", replace(reader_as(Audience.STAFF), id="ann"))
    other = empty(tmp_path / "other")
    for name in ("content", "var/private"):
        (tmp_path / "volume" / name).mkdir(parents=True)
        (tmp_path / "other" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "other" / name).symlink_to(tmp_path / "volume" / name)
    other.export.take_in(tmp_path / "e.zip")
    assert (tmp_path / "volume/content/sources/joint-report.md").is_file()
    assert other.checker.check().files == kb.checker.check().files > 1


def test_what_others_take_away_has_no_status_that_rests_on_a_hidden_source(kb: KnowledgeBase, tmp_path: Path) -> None:
    content = kb.settings.content[0]
    hidden = Source(
        "hidden", "Hidden", ("Somebody",), SourceKind.AUDIT, licence="OGL-UK-3.0", audience=Audience.MEMBERS
    )
    made = StatusAt(PartialDate(2014), Status.MADE, source="joint-report")
    told = StatusAt(PartialDate(2017, 8, 30), Status.REJECTED, "They say why not.", "hidden")
    followed = Recommendation("followed", "Do it.", Citation("joint-report"), ("forces",), (made, told))
    for thing in (hidden, followed):
        write_item(content, thing)
    for reader, expected in (
        (Audience.PUBLIC, (made,)),
        (Audience.MEMBERS, (made, told)),
        (Audience.STAFF, (made, told)),
    ):
        kb.export.export(tmp_path / "e.zip", replace(reader_as(reader), id="ann"))
        with zipfile.ZipFile(tmp_path / "e.zip") as archive:
            data = archive.read("content/recommendations/followed.md")
        kept, problems = load("recommendation", "followed", data)
        assert isinstance(kept, Recommendation)
        assert (kept.statuses, tuple(problems)) == (expected, ())


def test_what_is_no_export_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "e.zip").write_bytes(b"PK not really")
    other = empty(tmp_path / "other")
    (tmp_path / "other/var").mkdir(parents=True)
    with pytest.raises(InvalidInput, match="not a zip file"):
        other.export.take_in(tmp_path / "e.zip")
    assert list((tmp_path / "other").rglob("*")) == [tmp_path / "other/var"]


def test_accounts_and_captures_are_for_staff(kb: KnowledgeBase, tmp_path: Path) -> None:
    for wanted in ({"captures": True}, {"accounts": True}):
        with pytest.raises(InvalidInput):
            kb.export.export(tmp_path / "e.zip", replace(reader_as(Audience.MEMBERS), id="ann"), **wanted)
    kb.export.export(tmp_path / "e.zip", replace(reader_as(Audience.STAFF), id="ann"), accounts=True, captures=True)
    other = empty(tmp_path / "other")
    other.export.take_in(tmp_path / "e.zip", accounts=True)
    assert [account.email for account in other.accounts.all()] == [account.email for account in kb.accounts.all()]


def test_a_visitor_downloads_what_is_public(client, soup, kb: KnowledgeBase) -> None:
    page = soup("/export")
    form = page.select_one("form[action='/export.zip']")
    token = form.select_one("[name=csrf]")["value"]
    assert client.post("/export.zip").status_code == 403
    response = client.post("/export.zip", data={"csrf": token})
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        names = archive.namelist()
        everything = json.loads(archive.read("tables/kb.json"))
    assert "content/sources/joint-report.md" in names
    assert not [name for name in names if name.startswith(("private", "audit")) or name.endswith(".gz")]
    assert {"sources", "passages", "priorities", "evidence", "answers"} == everything.keys()


def test_an_import_that_was_cut_short_is_finished_at_the_next_start(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb.export.export(tmp_path / "e.zip", replace(reader_as(Audience.STAFF), id="ann"))
    other = empty(tmp_path / "other")

    def cut_short(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("kb.services.export.export._put", cut_short)
        with pytest.raises(KeyboardInterrupt):
            other.export.take_in(tmp_path / "e.zip")
    assert not (tmp_path / "other/content").exists()
    with pytest.raises(InvalidInput, match="is finished now"):
        other.export.take_in(tmp_path / "e.zip")
    other.recover()
    files = {path.name for path in (tmp_path / "other/content/sources").iterdir()}
    assert files == {path.name for path in (kb.settings.content[0] / "sources").iterdir()}
    assert list((tmp_path / "other/var").glob(".import-*")) == []
