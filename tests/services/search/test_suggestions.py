"""Suggestions while typing: what the catalogue and the index have, the kinds mixed."""

from pathlib import Path

import pytest

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.files import write_item
from kb.content.items import AcronymList, TopicList
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.source.source import Source, SourceKind
from kb.domain.vocabulary import Acronym, Topic

SAID = "**1.** Open standards for police 3, open markets 2.\n"


def source(number: int, audience: Audience, body: str) -> Source:
    return Source(
        f"{audience.value}-{number}",
        f"Police report {number}",
        ("NAO",),
        SourceKind.AUDIT,
        audience=audience,
        licence="OGL-UK-3.0",
        body=body,
    )


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder: Path = tmp_path_factory.mktemp("suggest")
    things = [source(n, Audience.PUBLIC, SAID) for n in range(4)]
    things += [source(n, Audience.STAFF, "**1.** Police zanzibar contract.\n") for n in range(3)]
    names = tuple(Acronym(f"P{letter}", (f"police {letter}",)) for letter in "ABCDE")
    topics = TopicList("topics", (Topic("open-markets", "Open markets", "Many may sell."),))
    for thing in (*things, topics, AcronymList("acronyms", names)):
        write_item(folder / "content", thing)
    made = knowledge_base({"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")})
    made.index_sync.sync()
    return made


def told(kb: KnowledgeBase, typed: str, reader: Audience = Audience.PUBLIC) -> list[tuple[str, str, str]]:
    return [(s.words, s.kind.value, s.note) for s in kb.suggestions.suggest(typed, reader_as(reader))]


def test_a_phrase_says_how_many_documents_have_it_and_is_no_topic_again(kb: KnowledgeBase) -> None:
    assert told(kb, "open") == [
        ("Open markets", "topic", "Many may sell."),
        ("open standards for police", "phrase", "in 4 documents"),
    ]


def test_many_acronyms_leave_room_for_phrases_and_titles(kb: KnowledgeBase) -> None:
    kinds = [kind for _, kind, _ in told(kb, "police")]
    assert kinds == ["acronym"] * 2 + ["title"] * 3 + ["phrase"] + ["acronym"] * 2
    assert len(kb.suggestions.suggest("police", reader_as(Audience.PUBLIC), limit=3)) == 3


def test_a_phrase_of_staff_is_for_staff(kb: KnowledgeBase) -> None:
    assert ("police zanzibar contract", "phrase", "in 3 documents") in told(kb, "police z", Audience.STAFF)
    assert told(kb, "police z") == told(kb, "zanz") == []


def test_without_an_index_the_catalogue_suggests(kb: KnowledgeBase, tmp_path: Path) -> None:
    content = str(kb.settings.roots[0])
    bare = knowledge_base({"KB_CONTENT": content, "KB_HOME": str(tmp_path)})
    assert [kind for _, kind, _ in told(bare, "police")].count("title") == 3
    assert told(bare, "open") == [("Open markets", "topic", "Many may sell.")]
