"""Rules for findings: where a finding stands, and what its second reader saw."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content.catalogue import CatalogueLoader, FullCatalogue
from kb.domain.source.source import Finding, ReadingVerdict, SecondReading
from kb.services.checks.finding_rules import MOST_QUOTED, long_quotes, unplaced_findings, unseen_figures

from ..conftest import AUDIT


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> FullCatalogue:
    return CatalogueLoader([tmp_path_factory.mktemp("content")]).load()


def with_findings(catalogue: FullCatalogue, *findings: Finding) -> FullCatalogue:
    return replace(catalogue, sources={AUDIT.id: replace(AUDIT, findings=findings)})


def read_again(text: str, saw: str) -> Finding:
    return Finding(text, checked=SecondReading(dt.date(2026, 11, 30), "bea", ReadingVerdict.RIGHT, saw))


def test_a_finding_has_a_place_or_says_why_not(catalogue: FullCatalogue) -> None:
    sound = (Finding("a", pin="para 1"), Finding("b", page="2"), Finding("c", unpinned="one line of press"))
    assert list(unplaced_findings(with_findings(catalogue, *sound))) == []
    unsound = with_findings(catalogue, *sound, Finding("d"), Finding("e", pin="rec 1", unpinned="not seen"))
    assert [field for _, _, field, *_ in unplaced_findings(unsound)] == ["findings.4", "findings.5.unpinned"]


def test_a_finding_quotes_a_dozen_words_at_most(catalogue: FullCatalogue) -> None:
    sound = (Finding("a"), Finding("b", quote="word " * MOST_QUOTED))
    assert list(long_quotes(with_findings(catalogue, *sound))) == []
    unsound = with_findings(catalogue, *sound, Finding("c", quote="word " * (MOST_QUOTED + 1)))
    assert [field for _, _, field, *_ in long_quotes(unsound)] == ["findings.3.quote"]


def test_a_second_reader_saw_every_figure(catalogue: FullCatalogue) -> None:
    text = "In 2011 forces had 1,500 contracts worth £1.2 billion."
    sound = (
        Finding(text),
        read_again(text, "para 136 has 1500 contracts, 1.2bn, July 2011"),
        read_again("So it is.", "so it is"),
    )
    assert list(unseen_figures(with_findings(catalogue, *sound))) == []
    unsound = with_findings(catalogue, *sound, read_again(text, "1,500 contracts, £1.2 billion"))
    assert [(field, what) for _, _, field, what, _ in unseen_figures(unsound)] == [
        ("findings.4.checked.saw", "it does not have the figure 2011")
    ]


@given(numbers=st.lists(st.integers(0, 10**6), max_size=4), noted=st.lists(st.integers(0, 10**6), max_size=4))
def test_what_is_told_is_what_was_not_noted(catalogue: FullCatalogue, numbers: list[int], noted: list[int]) -> None:
    finding = read_again(" and ".join(f"{number:,} radios" for number in numbers) or "None.", f"saw {noted}")
    told = bool(list(unseen_figures(with_findings(catalogue, finding))))
    assert told is not (set(numbers) <= set(noted))
