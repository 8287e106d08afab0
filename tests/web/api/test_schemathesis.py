"""Schemathesis asks a real server whatever its description allows and what it forbids, and finds nothing."""

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from in_browser import served
from kb.bootstrap import knowledge_base
from kb.content.files import write_item
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.editorial.question import Question, QuestionKind
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation
from kb.domain.source.passage import Citation
from kb.web import create_app
from kb.web.api.operations import OPERATIONS

from ..conftest import BASE, THINGS

EXAMPLES = "25"
SEED = "20160923"
OF_AN_ACCOUNT = {"/collections/{id}"}
"""What nobody finds who has not signed in."""
AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
REVIEWED = (Turn(AT, "ann", ReviewState.IN_REVIEW), Turn(AT, "bea", ReviewState.REVIEWED))
ENTRY = Annotation("an-entry", Citation("joint-report"), "ann", AT, Audience.PUBLIC, turns=REVIEWED, body="Read it.")
QUESTION = Question("a-question", "Who counts?", QuestionKind.FACT, "Forces", "ann", AT, turns=REVIEWED)


@pytest.fixture
def worked_on(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A site with an entry, a question and a shared collection; its address, and the end of the collection's link."""
    for thing in (*THINGS, ENTRY, QUESTION):
        write_item(tmp_path / "content", thing)
    kb = knowledge_base({"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")})
    kb.index_sync.sync()
    held = kb.collections.collectable([("joint-report", "para-4.12")], Viewer())
    made = kb.collections.create("account:ann", "Read later", held)
    shared = kb.collections.share("account:ann", made.id, on=True).shared
    with served(lambda _: create_app(kb, BASE)) as address:
        yield address, shared


@pytest.mark.slow
def test_nothing_is_found(worked_on: tuple[str, str], tmp_path: Path) -> None:
    server, shared = worked_on
    command = (
        *(
            sys.executable,
            "-m",
            "schemathesis.cli",
            "run",
            f"{server}/api/v1/openapi.json",
            "--url",
            f"{server}/api/v1",
        ),
        *("--checks", "all", "--max-examples", EXAMPLES, "--seed", SEED, "--no-color", "--continue-on-failure"),
    )
    hooks = {
        "SCHEMATHESIS_HOOKS": "known_things",
        "SHARED_COLLECTION": shared,
        "PYTHONPATH": str(Path(__file__).parent),
    }
    ran = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, **hooks}, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert f"{len(OPERATIONS)} selected / {len(OPERATIONS)} total" in ran.stdout, ran.stdout
    missing = ran.stdout.partition("Missing test data")[2]
    assert set(re.findall(r"- GET (/\S+)$", missing, re.MULTILINE)) <= OF_AN_ACCOUNT, ran.stdout[-3000:]
