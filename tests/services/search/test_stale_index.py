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


SECRET = "zebrafinch"


@pytest.mark.parametrize("how", ["made staff-only", "taken out", "said otherwise", "no longer shown in full"])
def test_nothing_that_an_index_answers_tells_a_word_that_is_hidden_by_now(tmp_path: Path, how: str) -> None:
    """Ask every service that asks the index, for the word itself, words near it, and words beside it."""
    said = f"{SECRET} tablets are bought alone, and {SECRET} tablets do not talk."
    for number in (2, 4, 5):
        write_item(tmp_path / "content", replace(report(number), body=f"**1.** {said}\n"))
    for number in (1, 3):
        write_item(tmp_path / "content", report(number))
    kb = knowledge_base({"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")})
    kb.index_sync.sync()
    assert SECRET in everything_told(kb)
    for number in (2, 4, 5):
        if how == "made staff-only":
            write_item(tmp_path / "content", replace(report(number), audience=Audience.STAFF, body=said))
        elif how == "taken out":
            next((tmp_path / "content").glob(f"**/report-{number}.md")).unlink()
        elif how == "said otherwise":
            write_item(tmp_path / "content", replace(report(number), body="**1.** Radios do not talk.\n"))
        else:
            write_item(tmp_path / "content", replace(report(number), body=said, licence="all-rights-reserved"))
    kb.checker.check()
    assert SECRET not in everything_told(kb)
    approximate = kb.search.search(SearchQuery("radios"), Viewer()).result
    assert approximate.approximate
    assert {group.source for group in approximate.groups} == {"report-1", "report-3"}
    kb.index_sync.sync()
    assert SECRET not in everything_told(kb)
    assert not kb.search.search(SearchQuery("radios"), Viewer()).result.approximate


def everything_told(kb: KnowledgeBase) -> str:
    """Return all that a newcomer is told, but for the words that they typed themselves."""
    told: list[object] = []
    for text in (SECRET, "zebrafinhc", "tablets radios", "zebraf*", "tablets NOT radios", "talk", "tablets buzz"):
        result = kb.search.search(SearchQuery(text), Viewer()).result
        told += [result.groups, result.facets, result.also_searched, result.did_you_mean, result.alternatives]
    told += [kb.suggestions.suggest(typed, Viewer()) for typed in ("zebr", "tablets", "do not")]
    told += [kb.similar_passages.grouped("report-1", "para-1", Viewer())]
    return repr(told).replace(f"text='{SECRET}'", "")
