import markdown

from kb.documents.citations.citations import citation_markdown, citation_text, place
from kb.domain.dates import PartialDate
from kb.domain.source.passage import Passage, PassageKind
from kb.domain.source.source import Reference, Source, SourceKind

BASE = "https://kb.example/"
PAPER = Source(
    "hac-99",
    "Buying *apart*",
    ("Home Affairs Committee",),
    SourceKind.COMMITTEE,
    PartialDate(2016, 7, 9),
    reference=Reference("HC 99", "2016-17", "commons", "Fourth Report"),
)
REPORT = Source("joint-1", "Joined up", ("HMCPSI", "HMIC"), SourceKind.INSPECTION, PartialDate(2016, 4))
PARA = Passage("para-4.12", PassageKind.PARAGRAPH, "Words.", "para 4.12", "23")


def test_a_commons_paper_is_cited_by_session_and_number() -> None:
    assert citation_text(PAPER, PARA, BASE) == (
        "Home Affairs Committee, Buying *apart* (HC 2016–17, 99) para 4.12, p 23 "
        "<https://kb.example/sources/hac-99#para-4.12>"
    )


def test_any_other_document_is_cited_by_date() -> None:
    assert citation_text(REPORT, None, BASE) == (
        "HMCPSI and HMIC, Joined up (April 2016) <https://kb.example/sources/joint-1>"
    )


def test_a_document_without_a_date_says_so() -> None:
    undated = Source("x", "Untold", (), SourceKind.OTHER)
    assert citation_text(undated, None, BASE) == "Untold (no date) <https://kb.example/sources/x>"


def test_the_markdown_form_links_the_title_and_escapes_it() -> None:
    text = citation_markdown(PAPER, PARA, BASE)
    assert text == (
        r"Home Affairs Committee, [*Buying \*apart\**](https://kb.example/sources/hac-99#para-4.12) "
        "(HC 2016–17, 99) para 4.12, p 23"
    )
    assert 'href="https://kb.example/sources/hac-99#para-4.12"' in markdown.markdown(text)


def test_a_finding_is_cited_at_the_place_it_is_pinned_to() -> None:
    pinned = Passage("finding-2", PassageKind.FINDING, "Ours.", "finding 2 (para 134)", "61")
    assert place(pinned) == "para 134, p 61"
    assert place(Passage("finding-1", PassageKind.FINDING, "Ours.", "finding 1")) == ""
    assert place(Passage("finding-1", PassageKind.FINDING, "Ours.", "finding 1 (p 47)", "47")) == "p 47"


def test_the_lords_cite_the_other_way_round() -> None:
    lords = Source("l", "T", ("L",), SourceKind.COMMITTEE, reference=Reference("HL 5", "2021-22", "lords"))
    assert "(2021–22, HL 5)" in citation_text(lords, None, BASE)
