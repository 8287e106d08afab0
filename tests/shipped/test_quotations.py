"""Quotations: short, attributed, and only those that were seen. Everything else is in our own words."""

import re

import pytest

from kb.content.catalogue import Catalogue
from kb.domain.source.source import Source

SEEN = (
    "national level the police governance arrangements for implementing the various digital initiatives are too "
    "complicated and need to be simplified",
    "do not talk to each other, wasting resources when material has to be reinput and not providing full "
    "value for money",
    "reduce the difficulties of transferring material to the CPS",
    "It is astonishing, not just that forces cannot agree common standards for procurement, but that such a situation "
    "arises in the first place.",
    "It is self-evident that equipment should be standardised across policing because it could reduce purchasing and "
    "training costs and increase interoperability when forces work together.",
    "in too many respects forces continue to purchase different equipment and applications with the consequence that "
    "there is only limited ability for one force's systems to link effectively to another's.",
    "weak and aging",
    "If the present rate of improvement in police technology continues, the police in 2020 will be even further behind "
    "offenders and the needs of the public.",
    "5,000 staff working on 2,000 different ICT systems",
    "not currently delivering value for money",
    "now a systemic problem",
    "clearly inefficient",
    "It is now imperative that forces agree consistent standards on how they can share systems and data…",
    "frustratingly slow",
    "the wider ICT industry",
    "closes on 23 September 2016",
    "by COP Thursday 23 September",
    "if you were HMIC, what would you be focussing on when inspecting forces?",
    "1st Report of Session 2021-22 - published 30 March 2022 - HL Paper 180",
    "12 Sep 2016 06:16 PM",
    "HM Courts and Tribunals Services",
    "Published on: 1 December 2022",
    "STATE OF PO / LICIN / G",
    "Her Majesty’s Inspector of Constabulary",
)
"""Every quotation that was seen somewhere; a new one goes in here with the entry that uses it."""

QUOTED = re.compile(r"“([^”]+)”")


def words_of_ours(source: Source) -> str:
    """Return everything that people wrote about a source."""
    return " ".join((source.summary, source.notes, *(finding.text for finding in source.findings)))


def test_each_quotation_was_seen_and_is_short(source: Source) -> None:
    for finding in source.findings:
        if finding.quote:
            assert finding.quote in SEEN
            assert len(finding.quote.split()) <= 60


def test_longer_words_in_quotation_marks_were_seen_too(source: Source) -> None:
    for quoted in QUOTED.findall(words_of_ours(source)):
        assert len(quoted.split()) < 5 or quoted in SEEN


def test_no_stretch_of_a_quotation_stands_unmarked_in_our_words(source: Source) -> None:
    ours = QUOTED.sub(" ", words_of_ours(source)).casefold()
    for quote in SEEN:
        words = quote.casefold().split()
        for start in range(len(words) - 7):
            assert " ".join(words[start : start + 8]) not in ours


@pytest.mark.parametrize("quote", [quote for quote in SEEN if len(quote.split()) > 9 and "Report of" not in quote])
def test_each_longer_quotation_is_in_use(catalogue: Catalogue, quote: str) -> None:
    used = [f.quote for s in catalogue.sources.values() for f in s.findings]
    assert quote in used


def test_words_seen_second_hand_say_where(catalogue: Catalogue) -> None:
    for id in (
        "cjji-2016-delivering-justice-in-a-digital-age",
        "hac-2016-hc-23-college-of-policing",
        "hmic-2016-state-of-policing-2015",
    ):
        assert all(finding.via for finding in catalogue.sources[id].findings)


def test_clearly_inefficient_is_not_put_into_the_committees_mouth(catalogue: Catalogue) -> None:
    report = catalogue.sources["hac-2016-hc-23-college-of-policing"]
    assert all("clearly inefficient" not in finding.quote + finding.text for finding in report.findings)
    assert not any(finding.pin for finding in report.findings)
    assert "only in press" in report.notes
