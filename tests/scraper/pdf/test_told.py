"""What was found out while a PDF was read reaches the people who use it."""

import pytest

from kb.domain.source.capture import Outcome
from scraper.filing import FilingError
from scraper.pdf import publisher
from scraper.status import status_rows


@pytest.fixture
def saved(paper, filler, tmp_path):
    """Return a saved PDF with two paragraphs that claim one number."""
    p = paper().heading("Of counters and their queues", 20)
    for n in (1, 2, 3, 4, 4, 5, 6, 7):
        p.text(filler(), f"{n}.", hang=24)
    path = tmp_path / "counters.pdf"
    path.write_bytes(p.bytes())
    return path


def test_numbers_in_doubt_reach_the_outcome_the_entry_and_the_status(house, saved) -> None:
    filed = house.file("counters", saved, title="Of counters", publishers=("HMIC",), licence="OGL-UK-3.0")
    assert (filed.attempt.outcome, filed.attempt.detail) == (Outcome.NEW, "1 number in doubt, page 1")
    source = house.get("counters")
    assert source.captured is not None
    assert source.captured.doubts == ("1 number in doubt, page 1",)
    assert source.captured.completeness.startswith("100.0% of the words on its pages are in the text")
    (row,) = status_rows([source], {"counters": filed.attempt})
    assert row.next == "look at it: 1 number in doubt, page 1"
    assert row.as_json()["doubts"] == ["1 number in doubt, page 1"]


def test_who_published_a_new_document_is_asked_before_the_whole_is_read(house, saved, monkeypatch) -> None:
    def read(content: bytes) -> None:
        raise AssertionError("it was read whole")

    monkeypatch.setattr(publisher, "read_pdf", read)
    with pytest.raises(FilingError, match="--publisher"):
        house.file("counters", saved, title="Of counters")
