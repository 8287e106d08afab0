"""Documentation printed from code, set between markers in a Markdown file."""

import re
from collections.abc import Mapping

from kb.domain.errors import InvalidInput
from kb.storage.settings import SETTINGS


def filled(text: str, parts: Mapping[str, str]) -> str:
    """Return ``text`` with each part between its markers ``<!-- docs:NAME -->`` and ``<!-- /docs -->``.

    Raise ``InvalidInput`` where a part has no place, so that a renamed marker cannot go unseen.
    """
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- docs:{re.escape(name)} -->\n).*?(<!-- /docs -->)", re.DOTALL)
        text, count = pattern.subn(lambda match, part=part: f"{match[1]}{part.strip()}\n{match[2]}", text)  # type: ignore[misc]
        if count != 1:
            raise InvalidInput({name: f"the file has {count} places marked for it, not one"})
    return text


def settings_table() -> str:
    """Return the settings as a Markdown table."""
    rows = [f"| `{s.name}` | {f'`{s.default}`' if s.default else '–'} | {s.meaning} |" for s in SETTINGS]
    return "\n".join(["| variable | without it | what it does |", "| --- | --- | --- |", *rows])
