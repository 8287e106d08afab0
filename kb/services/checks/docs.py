"""Reference pages printed from code, set between markers in the Markdown files of ``kb/docs``."""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from kb.content.format_docs import markdown_table
from kb.domain.errors import InvalidInput
from kb.domain.query.grammar import GRAMMAR
from kb.storage.settings import SETTINGS


def filled(text: str, parts: Mapping[str, str]) -> str:
    """Return ``text`` with each part between its markers ``<!-- docs:NAME -->`` and ``<!-- /docs -->``.

    Raise ``InvalidInput`` where a part has no place, so that a renamed marker cannot go unseen.
    """
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- docs:{re.escape(name)} -->\n).*?(<!-- /docs -->)", re.DOTALL)
        text, count = pattern.subn(partial(_between, part), text)
        if count != 1:
            raise InvalidInput({name: f"the file has {count} places marked for it, not one"})
    return text


def _between(part: str, markers: re.Match[str]) -> str:
    return f"{markers[1]}{part.strip()}\n{markers[2]}"


def settings_table() -> str:
    """Return the settings as a Markdown table."""
    rows = [(f"`{s.name}`", f"`{s.default}`" if s.default else "–", s.meaning) for s in SETTINGS]
    return markdown_table(("variable", "without it", "what it does"), rows)


def grammar_table() -> str:
    """Return the search grammar as a Markdown table."""
    rows = [(f"`{r.form}`", r.means, f"`{r.example}` finds {r.example_means}") for r in GRAMMAR]
    return markdown_table(("form", "means", "example"), rows)


def decisions_table(folder: Path) -> str:
    """Return the index of the decisions in ``folder`` as a Markdown table: number and title of each."""
    rows = [
        (f"[{path.name[:4]}]({path.name})", _title(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("[0-9]*.md"))
    ]
    return markdown_table(("number", "decision"), rows)


def _title(text: str) -> str:
    """Return the title of a decision without the number that may stand before it."""
    return re.sub(r"^#\s*(?:\d{4}\s+)?", "", text.split("\n", 1)[0])
