"""Topics and acronyms in a list, and the fields of the form in which one is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from kb.domain.form_data import FormData
from kb.domain.vocabulary import Acronym, Topic
from kb.services.sources.vocabulary import Word, WordKind, key_of
from kb.web.editorial.entry_form import FormField, line, text
from kb.web.layout.frame import Frame, Link

HOME = "/vocabulary"
HEADINGS = {WordKind.TOPICS: "Topics", WordKind.ACRONYMS: "Acronyms"}


@dataclass(frozen=True)
class WordGroup:
    """A list of words: where a new one is written, and each word with what it means."""

    id: str
    heading: str
    add: Link
    words: tuple[Link, ...]


@dataclass(frozen=True)
class VocabularyPage:
    """The two lists."""

    template: ClassVar[str] = "sources/vocabulary.html"
    frame: Frame
    csrf: str
    told: str
    groups: tuple[WordGroup, ...]


def vocabulary_page(
    frame: Frame, csrf: str, topics: Sequence[Word], acronyms: Sequence[Word], told: str
) -> VocabularyPage:
    """Make the page."""
    groups = (_group(WordKind.TOPICS, "Add a topic", topics), _group(WordKind.ACRONYMS, "Add an acronym", acronyms))
    return VocabularyPage(frame, csrf, told, groups)


def word_address(kind: WordKind, key: str) -> str:
    """Return the address of a word's form."""
    return f"{HOME}/{kind.value}/{quote(key, safe='')}"


def word_fields(kind: WordKind, form: FormData) -> tuple[FormField, ...]:
    """Make the fields of a word."""
    if kind is WordKind.TOPICS:
        return (
            line(form, "name", "Name", needed=True),
            text(form, "definition", "What belongs under it", rows=3, needed=True),
            text(form, "terms", "Other words people use for it", hint="One a line. Searches offer the topic for them."),
        )
    return (
        line(form, "short", "Short form", needed=True),
        text(form, "expansions", "What it stands for", hint="One a line.", rows=2, needed=True),
        text(form, "also", "Also known as", hint="Later or looser names that mean the same in a search, one a line."),
        text(form, "note", "Anything to know about it", rows=2),
    )


def _group(kind: WordKind, add: str, words: Sequence[Word]) -> WordGroup:
    links = tuple(Link(_shown(word), word_address(kind, key_of(word)), _meaning(word)) for word in words)
    return WordGroup(kind.value, HEADINGS[kind], Link(add, f"{HOME}/{kind.value}"), links)


def _shown(word: Word) -> str:
    return word.name if isinstance(word, Topic) else word.short


def _meaning(word: Word) -> str:
    return "; ".join((*word.expansions, *word.also)) if isinstance(word, Acronym) else word.definition
