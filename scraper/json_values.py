"""Typed access to foreign JSON: a value of another type counts as absent."""

import json
from collections.abc import Mapping
from typing import Any

from kb.domain.source.capture import Outcome
from scraper.extract import Body, Unreadable


def json_of(body: Body) -> Any:
    """Parse a JSON body; raise ``Unreadable`` (suspicious) where it is none."""
    try:
        return json.loads(body.content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(Outcome.SUSPICIOUS, "JSON was expected, and what came is none") from error


def mapping(value: Any, *path: str) -> Mapping[str, Any]:
    """Return the object at a path, an empty one where there is none."""
    found = _at(value, path)
    return found if isinstance(found, dict) else {}


def listed(value: Any, *path: str) -> list[Any]:
    """Return the array at a path, an empty one where there is none."""
    found = _at(value, path)
    return found if isinstance(found, list) else []


def text(value: Any, *path: str) -> str:
    """Return the string at a path, stripped; a number as its figures, and an empty string for anything else."""
    found = _at(value, path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found) if abs(found) < 10**15 else ""
    return found.encode("utf-8", "replace").decode().strip() if isinstance(found, str) else ""


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
