"""Passages of two reports beside each other, by the telling words that they share."""

from hypothesis import given
from hypothesis import strategies as st

from kb.domain.source.passage import Passage, PassageKind
from kb.services.evidence.report_alignment import aligned_passages


def report(*texts: str) -> list[Passage]:
    return [Passage(f"p-{n}", PassageKind.PARAGRAPH, label=f"para {n}", text=text) for n, text in enumerate(texts)]


def pairs(first: list[Passage], second: list[Passage]) -> list[tuple[str, str]]:
    return [(one.first.label, one.second.label) for one in aligned_passages(first, second)]


RADIOS = "Forces should buy their radios together."
COURTS = "Court systems key the material of police files twice."


def test_each_passage_stands_beside_the_likest_in_the_order_of_the_first() -> None:
    first = report(COURTS, "Nothing of the sort is said elsewhere.", RADIOS)
    second = report("Buying radios together saves forces money.", "Clerks key police material into systems twice.")
    assert pairs(first, second) == [("para 0", "para 1"), ("para 2", "para 0")]


def test_the_shared_words_are_told_as_both_write_them() -> None:
    (one,) = aligned_passages(report(RADIOS), report("Buying radios together saves forces money."))
    assert one.words == {"forces", "buy", "buying", "radios", "together"}


def test_words_that_say_nothing_and_single_words_put_nothing_together() -> None:
    assert pairs(report("It is what they have and will do."), report("It is what they have and will do.")) == []
    assert pairs(report("Radios cost too much."), report("Radios were delivered late.")) == []


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    common = [f"Police forces spend money on thing {n}." for n in range(9)]
    first = report("Police forces spend money on Airwave masts in Cumbria.")
    second = report(*common, "Airwave masts in Cumbria were dear for police.")
    assert pairs(first, second) == [("para 0", "para 9")]


@given(st.lists(st.sampled_from([RADIOS, COURTS, "Masts stand in Cumbria for Airwave."]), max_size=6))
def test_a_report_beside_itself_has_every_passage_beside_its_own_words_once(texts: list[str]) -> None:
    found = aligned_passages(report(*texts), report(*texts))
    assert [(one.first.text, one.first.id) for one in found] == [(text, f"p-{n}") for n, text in enumerate(texts)]
    assert all(one.first.text == one.second.text for one in found)
    assert len({one.second.id for one in found}) == len(texts)
