"""Markdown made to hold a page up: 200,000 characters of each seed are rendered within 200 ms of the processor's time.

Run with ``-s`` to see what each took. The readers of documents' own Markdown are linear too, and have a second.
"""

import sys
import time
from collections.abc import Callable

import pytest

from kb.documents.markdown.dialect import read
from kb.documents.markdown.html import InlineHtml, safe_html
from kb.documents.markdown.inline import plain
from kb.documents.passages import passages_of

LENGTH = 200_000
SEEDS = (
    *("[", "[a](", "![", "[a][", "[[", "\n#", "=\n", "a\n=", "a\n-", "``a`", "* * *\n", "> ", "1. ", "*a_", "\n> "),
    *("<ul><li>", "<ol><li>a", "<!--", '<a b="', "<b", "<a ", "<a/", "a<", "<div\n", "[a]: b\n", "\n\n- a\n", "  \n"),
    *("[^1]", "[^", "_", "__", "***", "`", "~~", "\\", "&", "&#", "\n|", "a|b\n-|-\n", "\n1. ", "\n    ", "\n```\n"),
)
READERS: dict[str, tuple[Callable[[str], object], float]] = {
    "safe_html": (safe_html, 0.2),
    "inline": (InlineHtml(["para-1"]), 1),
    "plain": (plain, 1),
    "read": (read, 1),
    "passages_of": (passages_of, 2),
}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_seed_holds_a_page_up(seed: str) -> None:
    text = (seed * LENGTH)[:LENGTH]
    for name, (reader, limit) in READERS.items():
        took = []
        for _ in range(3):  # a busy machine is slower now and then, also by the processor's own clock
            began = time.process_time()
            reader(text)
            took.append(time.process_time() - began)
            if took[-1] < limit:
                break
        assert min(took) < limit, (name, took)
        sys.stdout.write(f"{name} {seed!r}: {min(took) * 1000:.0f} ms\n")
