"""Files that cost work: made once, not too many by one visitor, and told in words where one cannot be made."""

import io
import logging
import zipfile
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from brief_world import WORLD
from kb.documents.brief import word
from kb.documents.humanize import LONDON
from kb.domain.priority.priority import Priority
from kb.services.accounts import rate_limit as throttling
from kb.storage import pandoc
from made_up import CALL
from people import BASE, PASSPHRASE, Site, mould_of, site_from

WORD = f"/calls/{CALL.id}/brief.docx"
DAYS = [f"{WORD}?as-of=2016-10-{day:02}" for day in (6, 7, 8, 9)]


@pytest.fixture(scope="module")
def mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("mould") / "mould"
    return folder, mould_of(folder, WORLD)


@pytest.fixture
def site(mould: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site of one's own, on which a person may have two files made, and an address three."""
    monkeypatch.setattr(throttling, "MOST_BY_PERSON", 2)
    monkeypatch.setattr(throttling, "MOST_BY_ADDRESS", 3)
    return site_from(*mould, tmp_path / "site")


def get(site: Site, path: str, name: str = "", address: str = "192.0.2.1") -> TestResponse:
    return site.person(name).client.get(path, base_url=BASE, environ_base={"REMOTE_ADDR": address})


def export(site: Site, name: str = "", address: str = "192.0.2.1") -> TestResponse:
    person = site.person(name)
    form = person.get("/export").select_one("form[action='/export.zip']")
    data = {"csrf": form.select_one("[name=csrf]")["value"]}
    return person.client.post("/export.zip", base_url=BASE, data=data, environ_base={"REMOTE_ADDR": address})


def test_a_word_file_is_made_once_however_often_it_is_asked_for(site: Site) -> None:
    assert {get(site, WORD).data for _ in range(5)} == {get(site, WORD, "member").data}


def test_nobody_has_many_files_made_in_a_short_time(site: Site) -> None:
    assert [get(site, path).status_code for path in DAYS] == [200, 200, 429, 429]
    told = get(site, DAYS[2])
    until = parsedate_to_datetime(told.headers["Retry-After"])
    assert f"{until.astimezone(LONDON):%H:%M}" in told.text
    assert "You have had many files made in a short time" in told.text
    assert [get(site, path).status_code for path in DAYS[:2]] == [200, 200], "what is made stays"
    assert get(site, f"/calls/{CALL.id}/brief.md?as-of=2016-10-08").status_code == 200
    assert export(site).status_code == 429
    assert get(site, DAYS[2], address="192.0.2.2").status_code == 200


def test_an_address_may_have_more_than_a_person_but_not_without_end(site: Site) -> None:
    assert [get(site, path, "member").status_code for path in DAYS[:3]] == [200, 200, 429]
    assert [get(site, path, "analyst").status_code for path in DAYS[2:]] == [200, 429]
    assert [get(site, path, "member", "192.0.2.2").status_code for path in DAYS[3:]] == [429]


def test_who_had_many_files_made_can_still_sign_in(site: Site) -> None:
    for path in DAYS:
        get(site, path)
    assert site.kb.sign_in.sign_in("member@example.org", PASSPHRASE, "192.0.2.1").token


def test_a_zip_is_made_once_until_something_in_it_changes(site: Site) -> None:
    first = export(site).data
    assert {export(site).data for _ in range(4)} == {first}
    site.put(Priority("new", "A new one", "It is new.", call=CALL.id))
    with zipfile.ZipFile(io.BytesIO(export(site).data)) as archive:
        assert "content/priorities/new.md" in archive.namelist()
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert "content/priorities/new.md" not in archive.namelist()


def test_the_log_names_everybody_with_an_account_who_took_a_zip(site: Site) -> None:
    for name in ("member", "member", "staff", ""):
        assert export(site, name, f"192.0.2.{len(name)}").status_code == 200
    log = (site.kb.settings.home / "audit.jsonl").read_text()
    assert [log.count(f'"for": "{audience}"') for audience in ("members", "staff", "public")] == [2, 1, 0]


@pytest.mark.parametrize(
    ("program", "logged"),
    [
        ("#!/bin/sh\necho 'out of memory' >&2\nexit 251\n", "it left with 251, and said: out of memory"),
        ("#!/bin/sh\nexec sleep 60\n", "it was stopped after 0.2 seconds"),
        ("no program", "it could not be started"),
    ],
)
def test_a_word_file_that_cannot_be_made_is_told_in_words_and_logged(
    site: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    program: str,
    logged: str,
) -> None:
    path = tmp_path / "pandoc"
    path.write_text(program)
    path.chmod(0o755)
    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR, "kb.web"):
        broken.setattr(word, "pandoc_path", lambda: str(path))
        broken.setattr(pandoc, "SECONDS", 0.2)
        response = get(site, WORD)
    assert response.status_code == 503
    for said in ("could not be made this time", "Nothing is lost", "Markdown"):
        assert said in response.text
    (item,) = caplog.records
    assert logged in item.getMessage()
    assert WORD in item.getMessage()
    assert item.exc_info is None
    assert get(site, WORD).status_code == 200, "what went wrong once is not kept"
