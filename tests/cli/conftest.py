import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.bootstrap import knowledge_base
from kb.cli import main

JOINT = """---
title: A joint look at case files
publishers:
  - HMCPSI
  - HMIC
kind: inspection report
published: '2016-04-13'
licence: OGL-UK-3.0
summary: How case files move between two bodies.
audience: public
---

## Files

<!-- page 5 -->

**1.** Files are keyed twice.

**2.** The systems do not talk to each other ([Paragraph 1](#para-1)).
"""

Run = Callable[..., Result]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content root with one source of two paragraphs on page 5."""
    folder = tmp_path / "content" / "sources"
    folder.mkdir(parents=True)
    (folder / "joint.md").write_text(JOINT)
    return tmp_path / "content"


@pytest.fixture
def run(tmp_path: Path, content: Path) -> Run:
    """Run ``kb`` with the given words over the content, as a terminal would."""
    environment = {"KB_CONTENT": str(content), "KB_HOME": str(tmp_path / "var")}

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(main, list(words), obj=knowledge_base(environment), catch_exceptions=False)

    return invoke


@pytest.fixture
def run_json(run: Run) -> Callable[..., Any]:
    """Run ``kb`` with ``--json`` and give back what it printed."""

    def invoke(*words: str) -> Any:
        result = run(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return invoke
