from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from kb.content.files import write_item
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.editorial.question import Advice, AdviceKind, Question, QuestionKind
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, EvidenceLink, Strength
from kb.domain.priority.priority import Stance
from kb.domain.query.search_query import Filters, SearchQuery
from kb.domain.source.passage import Citation
from kb.index.whoosh.engine import WhooshEngine
from kb.services.library.index_sync import IndexSync
from kb.services.library.library import Library
from kb.services.library.source_states import States
from kb.services.search.search import SearchService
from kb.storage.capture_log import CaptureLog

from ..conftest import AT, PRIORITY

LibraryOf = Callable[[Iterable[Path]], Library]
Search = Callable[..., list[str]]

REVIEWED = (Turn(AT, "ann", ReviewState.IN_REVIEW), Turn(AT, "bob", ReviewState.REVIEWED))
HIDDEN = replace(PRIORITY, id="hidden", title="A quokka priority", evidence=(), slots=(), audience=Audience.STAFF)
OPEN_ENTRY = Annotation(
    id="keyed",
    citation=Citation("joint", exact="Files are keyed twice.", label="para 1"),
    author="ann",
    made=AT,
    audience=Audience.PUBLIC,
    tags=("double keying",),
    links=(
        EvidenceLink("one-record", Stance.LIMITS, Strength.ANECDOTAL, "A bandicoot said it."),
        EvidenceLink("hidden", Stance.CONTRADICTS, Strength.DIRECT, "A numbat denied it."),
    ),
    turns=REVIEWED,
    body="Two bodies key the same wombat.\n",
)
DRAFT_ENTRY = replace(OPEN_ENTRY, id="drafted", turns=(), links=(), tags=("unripe",), body="A wombat, not checked.\n")
RETIRED_ENTRY = replace(
    DRAFT_ENTRY, id="dropped", turns=(Turn(AT, "ann", ReviewState.RETIRED),), body="A wombat of old.\n"
)
QUESTION = Question(
    id="who-counts",
    text="Who counts the platypus?",
    kind=QuestionKind.FACT,
    asked_of="the chief constable",
    author="editors",
    made=AT,
    priorities=("one-record", "hidden"),
    turns=REVIEWED,
)
ADVICE = Advice(
    id="buy-one",
    title="Buy one echidna",
    kind=AdviceKind.GUIDANCE,
    what="Ask the neighbours first.",
    for_whom="forces",
    author="ann",
    made=AT,
    priorities=("one-record",),
)


@pytest.fixture
def search(roots: tuple[Path, Path], library_of: LibraryOf, tmp_path: Path) -> Search:
    """Index a small world with entries; return what gives the documents found, by type and id."""
    for thing in (HIDDEN, OPEN_ENTRY, DRAFT_ENTRY, RETIRED_ENTRY, QUESTION, ADVICE):
        write_item(roots[0], thing)
    library = library_of(roots)
    index = WhooshEngine(tmp_path / "index", clock=lambda: AT)
    IndexSync(library, index).sync()
    searching = SearchService(library, index, States(CaptureLog(tmp_path)))

    def found(words: str, reader: Audience = Audience.PUBLIC, **chosen: str) -> list[str]:
        filters = Filters(chosen=tuple((facet, (value,)) for facet, value in chosen.items()))
        result = searching.search(SearchQuery(words, filters=filters), reader_as(reader)).result
        return sorted(f"{group.doc_type}/{group.source}" for group in result.groups)

    return found


def test_a_reviewed_entry_is_found_by_its_audience_and_others_by_staff(search: Search) -> None:
    assert search("wombat") == ["annotation/keyed"]
    assert search("wombat", Audience.MEMBERS) == ["annotation/keyed"]
    assert search("wombat", Audience.STAFF) == ["annotation/drafted", "annotation/keyed"]


def test_why_it_bears_on_a_priority_is_found_where_the_priority_may_be_known(search: Search) -> None:
    assert search("bandicoot") == ["annotation/keyed"]
    assert search("numbat", Audience.STAFF) == []
    assert search("quokka") == []


def test_entries_are_found_by_stance_tag_and_author(search: Search) -> None:
    assert search("stance:limits") == ["annotation/keyed", "source/joint"]
    assert search("wombat stance:limits") == ["annotation/keyed"]
    assert search("wombat -stance:limits", Audience.STAFF) == ["annotation/drafted"]
    assert search("stance:contradicts", Audience.STAFF) == []
    assert search('tag:"double keying"') == ["annotation/keyed"]
    assert search("tag:unripe") == []
    assert search("tag:unripe", Audience.STAFF) == ["annotation/drafted"]
    assert search("author:analyst wombat") == ["annotation/keyed"]
    assert search("author:editors") == ["question/who-counts"]
    assert search("author:NAO") == ["source/audit"]


def test_whose_account_wrote_an_entry_is_for_staff_to_search(search: Search) -> None:
    assert search("author:ann") == search("author:bob") == []
    assert search("author:ann", Audience.STAFF) == ["advice/buy-one", "annotation/drafted"]


def test_entries_are_counted_by_kind_stance_and_priority(search: Search) -> None:
    assert search("", kind="annotation") == ["annotation/keyed"]
    assert search("keyed OR wombat", stance="limits") == ["annotation/keyed", "source/joint"]
    assert "annotation/keyed" in search("", priority="one-record")
    assert search("", priority="hidden") == []


def test_questions_and_advice_are_documents(search: Search) -> None:
    assert search("platypus") == ["question/who-counts"]
    assert search("echidna") == []
    assert search("echidna", Audience.STAFF) == ["advice/buy-one"]
