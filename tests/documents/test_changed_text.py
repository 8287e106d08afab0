"""What becomes of citations when a text changes, on a short report in our own words.

``tests/tools/show_changes.py`` prints the same for a real one.
"""

import pytest

from changed_text import CHANGES, tally
from kb.documents.passages import passages_of

REPORT = passages_of(
    """
## What we looked at

We asked nine forces what they had bought in three years, and with whom. Two did not know.

**1.** Each force buys radios, laptops and software for itself. Nobody could tell what that costs all together.

**2.** “Buying together” is praised by everybody – and done by few. Of nine forces, three had bought anything jointly.

**3.** Officers key the same names into four systems. A sergeant showed us how: it took her eleven minutes.

**4.** The courts’ system does not take files from the police’s. Clerks print them and scan them again.

**5.** Standards exist. They are not kept, because nobody checks them, and no contract asks for them.

**6.** One contract ran for fifteen years. When it ended, the supplier owned the format of the data.

**7.** Each force has its own board. None of the boards has met another one.

## Conclusions

**Conclusion 1.** Each force has its own board. None of the boards has met another one.

**Conclusion 2.** What is bought once by many costs less than what is bought often by each.

**Recommendation 1.** Every force should publish what it buys, from whom, and for how much.

**Recommendation 2.** Contracts should say that data can be taken out in an open format, without a fee.
"""
)
SEEDS = range(4)
HARMLESS = ("nothing", "re-flowed as from another PDF", "one put first, all renumbered", "neighbours swapped")


@pytest.mark.parametrize("name", CHANGES)
def test_no_citation_is_ever_put_where_it_was_not_read(name: str) -> None:
    for seed in SEEDS:
        found = tally(REPORT, CHANGES[name], seed)
        found.pop("typed")  # a label that was typed may be that of a paragraph put in, which says the same again
        assert {sort: told.wrong for sort, told in found.items()} == dict.fromkeys(found, 0)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_leaves_the_words_alone_sends_nothing_to_a_person(name: str) -> None:
    for seed in SEEDS:
        found = tally(REPORT, CHANGES[name], seed)
        found.pop("typed")
        assert {sort: told.right for sort, told in found.items()} == dict.fromkeys(found, len(REPORT))


def test_what_is_deleted_is_gone_or_near_to_it() -> None:
    found = tally(REPORT, CHANGES["deleted (1 in 5)"], 1)
    assert all(told.needed for told in found.values())
