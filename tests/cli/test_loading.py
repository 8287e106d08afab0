"""What a command loads: a law in modules, since time says more of the machine than of us."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from kb.cli.main import main

MODULES = "import sys, json, atexit; atexit.register(lambda: print('\\n' + json.dumps(sorted(sys.modules))));"


def loaded_by(folder: Path, *words: str) -> set[str]:
    """Return the modules that a command has loaded by its end, in a process of its own."""
    code = f"{MODULES} from kb.cli import main; main()"
    environment = {**os.environ, "KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")}
    done = subprocess.run([sys.executable, "-c", code, *words], env=environment, capture_output=True, check=True)
    return set(json.loads(done.stdout.decode().splitlines()[-1]))


def below(modules: set[str], *names: str) -> list[str]:
    return sorted(m for m in modules if any(m == name or m.startswith(f"{name}.") for name in names))


@pytest.mark.usefixtures("content")
def test_help_loads_no_service_and_no_library_but_that_of_the_terminal(tmp_path: Path) -> None:
    for words in (["--help"], ["--version"]):
        modules = loaded_by(tmp_path, *words)
        assert below(modules, "kb.services", "kb.index", "kb.content", "kb.documents", "kb.parsing", "kb.web") == []
        assert below(modules, "numpy", "whoosh", "rich", "yaml", "markdown", "scraper") == []


@pytest.mark.usefixtures("content")
def test_a_search_loads_what_a_search_needs(tmp_path: Path) -> None:
    loaded_by(tmp_path, "index", "sync")
    modules = loaded_by(tmp_path, "search", "keyed", "twice")
    assert below(modules, "kb.bootstrap", "kb.web", "scraper", "kb.services.brief", "kb.services.calls") == []
    assert below(modules, "openpyxl", "lxml", "bs4", "flask", "httpx", "docx", "argon2", "markdown") == []
    assert len(below(modules, "kb")) < 200


def test_the_list_says_of_each_command_what_the_command_says() -> None:
    context = click.Context(main)
    for name, place in main.places.items():
        command = main.get_command(context, name)
        assert command is not None
        assert place.words == command.get_short_help_str(limit=80), name
        assert command.name == name
