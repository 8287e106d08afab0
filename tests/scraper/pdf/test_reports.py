"""Real reports whose numbered paragraphs were counted by hand: floors under what is read of them."""

import json
import os
from pathlib import Path

import pytest

from reading_score import Score, count_paragraphs, markdown_words, runs, share, simple_words
from scraper.pdf import read_pdf

SAMPLES = os.environ.get("KB_SAMPLES", "")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="KB_SAMPLES is not set: no real reports to read")
REPORTS = Path(SAMPLES) / "reports"
EXPECTED = json.loads((REPORTS / "expected.json").read_text()) if SAMPLES else {}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_numbered_paragraph_under_its_number_and_on_its_page(name: str) -> None:
    score = Score(name)
    count_paragraphs(score, read_pdf((REPORTS / name).read_bytes()).blocks, EXPECTED[name]["paragraphs"])
    assert (score.wrong, score.faults) == (0, [])
    assert score.right == score.on_page == len(EXPECTED[name]["paragraphs"])


@pytest.mark.parametrize(
    ("name", "recall", "precision"),
    [
        ("commons-hc-802-2016-17-response.pdf", 0.94, 0.98),
        ("moj-evaluation-strategy-printed-page.pdf", 0.98, 0.98),
        ("response-covid-module-2.pdf", 0.94, 0.97),
        ("response-cp-1478-space-economy.pdf", 0.94, 0.95),
    ],
)
def test_words_of_a_plain_extraction_are_there_in_their_order(name: str, recall: float, precision: float) -> None:
    ours = runs(markdown_words(read_pdf((REPORTS / name).read_bytes()).blocks))
    theirs = runs(simple_words(REPORTS / name)[0])
    assert share(theirs, ours) >= recall
    assert share(ours, theirs) >= precision
