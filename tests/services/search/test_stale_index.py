"""While the index is behind the files, what was hidden meanwhile is in no answer of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.files import write_item
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.query.search_query import SearchQuery
from kb.domain.source.source import Source, SourceKind

SAID = "**1.** Radios are bought alone, and radios do not talk.\n"


def report(number: int) -> Source:
    return Source(
        f"report-{number}",
        f"Report {number} on radios",
        ("NAO",),
        SourceKind.AUDIT,
        licence="OGL-UK-3.0",
        body=f"{SAID}\n**2.** Number {number}.\n",
    )


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    """Return a knowledge base whose second report was made staff-only after the index was last written."""
    for number in (1, 2, 3):
        write_item(tmp_path / "content", report(number))
    made = knowledge_base({"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")})
    made.index_sync.sync()
    assert len(made.search.search(SearchQuery("radios"), Viewer()).result.groups) == 3
    write_item(tmp_path / "content", replace(report(2), audience=Audience.STAFF))
    made.checker.check()  # looks at the files, and leaves the index as it is
    return made


def test_a_search_leaves_it_out_and_counts_what_is_shown(kb: KnowledgeBase) -> None:
    found = kb.search.search(SearchQuery("radios"), Viewer()).result
    assert {group.source for group in found.groups} == {"report-1", "report-3"}
    assert (found.sources, found.facets) == (2, ())
    assert found.passages == sum(group.total for group in found.groups)
    staff = kb.search.search(SearchQuery("radios"), reader_as(Audience.STAFF)).result
    assert len(staff.groups) == 3


def test_similar_passages_and_suggestions_leave_it_out(kb: KnowledgeBase) -> None:
    alike = kb.similar_passages.grouped("report-1", "para-1", Viewer())
    assert {group.source for group in alike.groups} == {"report-3"}
    assert {one.source.id for one in kb.similar_passages.listed("report-1", "para-1", Viewer())} == {"report-3"}
    assert "Report 2 on radios" not in {one.words for one in kb.suggestions.suggest("report", Viewer())}
