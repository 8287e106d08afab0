"""Every publisher has examples, and every example in the common form comes out as expected.

A publisher without a folder of examples fails here: nobody adds a reader that was never shown a page.
"""

import dataclasses
import importlib
import inspect
import json
import os
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import scraper
from kb.documents.markdown import dialect as form
from scraper.extract import Body, Extract, Publisher, Unreadable

HERE = Path(__file__).parent


def publishers() -> dict[str, Publisher]:
    """Find every reader in the scraper by what it can do, so that none can be forgotten in a list."""
    found: dict[str, Publisher] = {}
    for module in pkgutil.walk_packages(scraper.__path__, "scraper."):
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            is_reader = all(callable(getattr(kind, verb, None)) for verb in ("recognises", "entry", "wants", "read"))
            if is_reader and kind.__module__ == module.name and isinstance(getattr(kind, "name", None), str):
                found[kind.name] = kind()
    return found


ELSEWHERE = {"pdf"}  # its pages are made anew by the tests of its own folder
PUBLISHERS = publishers()
CASES = sorted(HERE.glob("*/*/example.json"))


def folder_of(name: str) -> Path:
    return HERE / name.replace("-", "_")


def test_publishers_are_found() -> None:
    assert {"govuk", "html", "hmicfrs", "hmicfrs-register", "nao"} <= set(PUBLISHERS)


@pytest.mark.parametrize("name", sorted(set(PUBLISHERS) - ELSEWHERE))
def test_a_publisher_has_examples(name: str) -> None:
    examples = list(folder_of(name).glob("**/expected*.md"))
    assert examples, f"put pages of {name} and the expected Markdown into {folder_of(name).relative_to(HERE.parent)}/"


@pytest.mark.parametrize("path", CASES, ids=lambda path: "-".join(path.parts[-3:-1]))
def test_example(
    path: Path,
    serve_case: Callable[[Path], dict[str, Any]],
    bodies_of: Callable[[Publisher, str], tuple[Body, ...]],
    site: Any,
) -> None:
    case = serve_case(path.parent)
    publisher = PUBLISHERS[str(case["reader"])]
    bodies = bodies_of(publisher, str(case["address"]))
    if "unreadable" in case:
        with pytest.raises(Unreadable) as problem:
            publisher.read(bodies)
        told = {
            "outcome": problem.value.outcome.value,
            "detail": problem.value.detail,
            "location": problem.value.location,
        }
        assert told == {"location": "", **case["unreadable"]}
        return
    extract = publisher.read(bodies)
    expected = path.parent / "expected.md"
    markdown = form.write(extract.blocks)
    if os.environ.get("KB_WRITE_EXPECTED"):  # for a person to read before it is committed
        write_expected(path, markdown, facts(extract), site.host)
        case["facts"] = facts(extract)
    assert markdown == expected.read_text(encoding="utf-8").replace("{{host}}", site.host)
    assert facts(extract) == case["facts"], json.dumps(facts(extract), ensure_ascii=False)
    assert form.read(markdown) == extract.blocks


def write_expected(path: Path, markdown: str, stated: dict[str, object], host: str) -> None:
    (path.parent / "expected.md").write_text(markdown.replace(host, "{{host}}"), encoding="utf-8")
    example = json.loads(path.read_text(encoding="utf-8"))
    example["facts"] = json.loads(json.dumps(stated).replace(host, "{{host}}"))
    path.write_text(json.dumps(example, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def facts(extract: Extract) -> dict[str, object]:
    """Return what an extract says besides its text, empty facts left out."""
    reference = dataclasses.asdict(extract.reference) if extract.reference else {}
    stated = {
        "title": extract.title,
        "published": str(extract.published or ""),
        "publishers": list(extract.publishers),
        "kind": extract.kind.value if extract.kind else "",
        "reference": {name: value for name, value in reference.items() if value},
        "licence": extract.licence,
        "aliases": list(extract.aliases),
        "archived": list(extract.archived),
        "withdrawn": extract.withdrawn,
    }
    return {name: value for name, value in stated.items() if value}
