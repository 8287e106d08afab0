"""What a full or broken disk, or a held database, is told as, at the terminal and on a page: never a traceback."""

import errno
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.bootstrap import knowledge_base
from kb.cli import main
from kb.cli.errors import EXIT_CODES
from kb.domain.errors import StorageFailed
from kb.storage.database import DatabaseMismatch
from kb.storage.failures import storage_failure
from kb.web import create_app
from kb.web.access import PUBLIC

FAILURES = (
    (OSError(errno.ENOSPC, "No space left on device", "/secret/place.md"), "the disk is full"),
    (OSError(errno.EIO, "Input/output error"), "the disk does not read or write"),
    (PermissionError(errno.EACCES, "Permission denied", "/secret/place.md"), "may not be read or written"),
    (sqlite3.OperationalError("database is locked"), "held by another process"),
    (sqlite3.OperationalError("database or disk is full"), "the disk is full"),
    (sqlite3.OperationalError("attempt to write a readonly database"), "may not be read or written"),
    (sqlite3.DatabaseError("file is not a database"), "the database is damaged"),
    (DatabaseMismatch(Path("/secret/kb.sqlite3"), "migration 9 is from a newer version"), "from a newer version"),
)


@pytest.mark.parametrize(("error", "told"), FAILURES)
def test_it_is_told_in_words_on_a_page_without_saying_where(tmp_path: Path, error: Exception, told: str) -> None:
    made = knowledge_base({"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")})
    app = create_app(made, "https://kb.example")

    @app.extensions["routes"].get("/broken", needs=PUBLIC)
    def broken() -> str:
        raise error

    response = app.test_client().get("/broken")
    assert response.status_code == 503
    assert told in response.text
    assert "secret" not in response.text


@pytest.mark.parametrize(("error", "told"), FAILURES)
def test_it_is_a_line_at_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    made = knowledge_base({"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")})

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(type(made.accounts), "all", fail)
    result = CliRunner().invoke(main, ["user", "list"], obj=made)
    assert result.exit_code == EXIT_CODES[StorageFailed]
    assert told in result.stderr
    assert result.stderr.startswith("kb: ")


@pytest.mark.parametrize("error", [OSError("of some other sort"), sqlite3.OperationalError("near SELEKT")])
def test_what_is_no_failure_of_the_disk_stays_what_it_is(error: Exception) -> None:
    assert storage_failure(error) is None
