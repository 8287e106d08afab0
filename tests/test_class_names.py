"""A class name stands for one thing in the whole tree: whoever searches for it finds it.

Names with an underscore are private to their module, where nobody searches for them.
"""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_no_class_name_stands_for_two_things() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for folder in ("kb", "scraper"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places[node.name].append(path.relative_to(ROOT).as_posix())
    assert len(places) > 500, "the tree was not found"
    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert twice == {}
