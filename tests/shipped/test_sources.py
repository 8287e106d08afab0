"""What holds for every source: how it is known, by which words it is told, and that it is one document."""

import re
from collections import Counter

import pytest

from kb.content.catalogue import Catalogue
from kb.domain.source.source import Source, SourceKind

OGL = {"HMIC", "HMICFRS", "HMCPSI", "Home Office", "HMCTS", "CMA"}
PARLIAMENT = {
    "Home Affairs Committee",
    "Public Accounts Committee",
    "Justice Committee",
    "Justice and Home Affairs Committee (Lords)",
}
RESERVED = {
    "techUK",
    "Reform",
    "Police Foundation",
    "PUBLIC",
    "CIPS",
    "UKAuthority",
    "Government Computing",
    "wired-gov",
}

CHECKED_LICENCE = {
    "nao-2013-police-procurement",
    "hmic-2017-state-of-policing-2016",
    "cma-2023-mobile-radio-network-services",
    "home-office-policing-productivity-review",
    "home-office-nledp-accounting-officer-assessment",
    "hmcts-2023-response-to-nao-on-courts-reform",
}
"""Entries whose public licence was seen: the NAO's PDFs of 2013-14, HMIC's of 2016-18, and GOV.UK's own pages."""

MARKS = {
    "cjji-2016-delivering-justice-in-a-digital-age": {"aliases", "licence"},
    "hac-2016-hc-23-college-of-policing": {"address", "aliases", "licence"},
    "hmic-2016-state-of-policing-2015": {"other_dates", "address", "licence"},
    "nao-2013-police-procurement": {"address"},
    "nao-2016-efficiency-in-the-criminal-justice-system": {"reference", "address"},
    "pac-2016-hc-72-efficiency-in-the-criminal-justice-system": {"address"},
    "justice-2018-hc-859-disclosure-of-evidence": {"published"},
    "nao-2021-national-law-enforcement-data-programme": {"published"},
    "nao-2023-emergency-services-network": {"published"},
    "techuk-2016-call-tech-priorities-for-hmic": {"address", "aliases"},
}
"""Facts known only by inference or memory; whoever verifies one takes it out of the file and of this table."""


@pytest.mark.parametrize("id", sorted(MARKS))
def test_facts_from_inference_or_memory_are_marked(catalogue: Catalogue, id: str) -> None:
    assert MARKS[id] - set(catalogue.sources[id].unverified) == set()


def test_licence_follows_the_publisher(source: Source) -> None:
    lead = source.publishers[0]
    if lead in OGL:
        assert source.licence == "OGL-UK-3.0"
    elif lead in PARLIAMENT:
        assert source.licence == "OPL-UK-3.0"
    elif lead == "NAO":
        assert source.licence == "NAO"
    elif lead in RESERVED:
        assert source.licence == "all-rights-reserved"


def test_a_public_licence_that_was_not_seen_on_the_document_is_marked(source: Source) -> None:
    if source.terms.full_text:
        assert ("licence" in source.unverified) is (source.id not in CHECKED_LICENCE)


def test_a_committee_report_that_is_said_to_build_on_an_audit_says_that_this_is_inferred(source: Source) -> None:
    if source.publishers == ("Public Accounts Committee",) and source.derives_from:
        assert "derives_from" in source.unverified


INFERRED = re.compile(
    r"inspectorates\.gov\.uk/(hmic/|hmicfrs/)?publications/|/press-releases/|nao\.org\.uk/report/|\d02\.htm|/\d+\.pdf$"
)
"""Addresses worked out from how a site names or moved its pages, none of which was seen in full."""

SEEN_ALL_THE_SAME = {"lords-jhac-2022-hl-180-technology-rules"}


def test_addresses_worked_out_from_a_pattern_are_marked(source: Source) -> None:
    if source.id in SEEN_ALL_THE_SAME:
        return
    assert "address" in source.unverified or not INFERRED.search(source.address)
    assert "aliases" in source.unverified or not any(INFERRED.search(alias) for alias in source.aliases)


def test_no_field_is_marked_that_is_empty(source: Source) -> None:
    empty = [name for name in source.unverified if not getattr(source, name.partition(".")[0])]
    assert empty == []


def test_summary_is_two_to_five_sentences_and_news_may_have_one(source: Source) -> None:
    sentences = len(re.findall(r"[.?!]”?(?: |$)", source.summary))
    assert (1 if source.kind is SourceKind.NEWS else 2) <= sentences <= 5


def test_all_but_news_pages_have_findings_of_our_own(source: Source) -> None:
    assert source.findings or source.kind is SourceKind.NEWS
    assert all(finding.text != finding.quote for finding in source.findings)


def test_notes_say_why_a_field_is_unverified(source: Source) -> None:
    assert bool(source.notes) or not source.unverified


def test_titles_tell_documents_apart_within_one_publisher(catalogue: Catalogue) -> None:
    told = Counter((s.heading.casefold(), s.publishers[0]) for s in catalogue.sources.values())
    assert [key for key, count in told.items() if count > 1] == []


def test_house_session_and_number_name_one_paper(catalogue: Catalogue) -> None:
    papers = [s.reference for s in catalogue.sources.values() if s.reference and s.reference.number]
    assert all(paper.session and paper.house for paper in papers)
    keys = Counter((paper.house, paper.session, paper.number) for paper in papers)
    assert [key for key, count in keys.items() if count > 1] == []
    assert len(papers) >= 15


def test_no_two_sources_share_an_address_or_an_isbn(catalogue: Catalogue) -> None:
    sources = catalogue.sources.values()
    told = [{a.rstrip("/").partition("://")[2].removeprefix("www.") for a in s.addresses} for s in sources]
    isbns = Counter(s.reference.isbn for s in sources if s.reference and s.reference.isbn)
    addresses = Counter(address for one in told for address in one)
    assert [a for a, count in (addresses + isbns).items() if count > 1] == []


def test_an_address_is_written_out(source: Source) -> None:
    assert not any("…" in a or "..." in a for a in source.addresses)
