"""The vocabulary as staff write it: one topic or acronym at a time, each change with the version before it."""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.content.items import AcronymList, TopicList
from kb.content.repository import Stored
from kb.content.versions import versions_of
from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.form_data import FormData, FormErrors
from kb.domain.ids import ids_from
from kb.domain.vocabulary import Acronym, Topic
from kb.services.library.content_writer import ContentConflict, ContentWriter, tidy
from kb.services.library.library import Library

LONGEST_LINE, LONGEST_TEXT, MOST_LINES = 200, 4_000, 100
WordList = TopicList | AcronymList
Word = Topic | Acronym


class WordKind(StrEnum):
    """The two lists of the vocabulary; the value is the id of its file."""

    TOPICS = "topics"
    ACRONYMS = "acronyms"


@dataclass(frozen=True)
class ShownWord:
    """A word of a list, and the digest by which a form says which state of it was shown."""

    word: Word
    digest: str


class VocabularyEditor:
    """Adds, changes and removes topics and acronyms; safe to share between threads and processes."""

    def __init__(self, library: Library, writer: ContentWriter, now: Callable[[], dt.datetime]) -> None:
        """``writer`` writes new files where the content is that everybody may see."""
        self._library, self._writer, self._now = library, writer, now

    def words(self, kind: WordKind) -> tuple[Word, ...]:
        """Return the words of a list, as its file has them."""
        stored = self._stored(kind)
        return words_of(stored.item) if stored else ()

    def word(self, kind: WordKind, key: str) -> ShownWord:
        """Return one word; raise ``NotFound``."""
        for one in self.words(kind):
            if key_of(one) == key:
                return ShownWord(one, _digest(one))
        raise NotFound(kind.value, key)

    def save(self, kind: WordKind, key: str, form: FormData, seen: str, viewer: Viewer) -> Word:
        """Change a word, or add one where ``key`` is empty.

        Raises ``InvalidInput`` by field, ``ContentConflict`` where somebody changed the word since it was shown.
        """
        stored = self._stored(kind)
        words = list(words_of(stored.item)) if stored else []
        at = next((at for at, one in enumerate(words) if key and key_of(one) == key), -1)
        if key and at < 0:
            raise NotFound(kind.value, key)
        made = word_with(kind, words[at] if at >= 0 else None, form, words)
        if any(key_of(one) == key_of(made) for place, one in enumerate(words) if place != at):
            raise InvalidInput({"short": "There is another one of this name already."})
        if at < 0:
            words.append(made)
        else:
            if stored is not None and not (len(seen) >= 12 and _digest(words[at]).startswith(seen)):
                words[at] = made
                raise ContentConflict(stored, _with(stored.item, words))
            words[at] = made
        self._write(kind, stored, words, viewer, "add a word" if not key else "edit a word")
        return made

    def remove(self, kind: WordKind, key: str, viewer: Viewer) -> None:
        """Take a word out; raise ``InvalidInput`` where something has it as its topic."""
        self.word(kind, key)
        used = self.uses(kind, key)
        if used:
            have = "source or priority has" if used == 1 else "sources and priorities have"
            raise InvalidInput({"remove": f"In use: {used} {have} this topic. Take it off first."})
        stored = self._stored(kind)
        words = [one for one in self.words(kind) if key_of(one) != key]
        if not words:
            raise InvalidInput({"remove": "This is the only one. Change it instead."})
        self._write(kind, stored, words, viewer, "remove a word")

    def uses(self, kind: WordKind, key: str) -> int:
        """Return how many sources and priorities have a topic."""
        if kind is WordKind.ACRONYMS:
            return 0
        full = self._library.snapshot(fresh=True).catalogue
        topics = (*(one.topics for one in full.sources.values()), *(one.topics for one in full.priorities.values()))
        return sum(key in one for one in topics)

    def versions(self, kind: WordKind) -> tuple[WordList, ...]:
        """Return every version of a list, the first one first."""
        stored = self._stored(kind)
        return versions_of(stored.item, stored.path) if stored else ()

    def _stored(self, kind: WordKind) -> Stored[WordList] | None:
        try:
            if kind is WordKind.TOPICS:
                return self._writer.read(TopicList, kind.value)
            return self._writer.read(AcronymList, kind.value)
        except NotFound:
            return None

    def _write(
        self, kind: WordKind, stored: Stored[WordList] | None, words: Sequence[Word], viewer: Viewer, act: str
    ) -> None:
        if stored is None:
            blank = TopicList(kind.value, ()) if kind is WordKind.TOPICS else AcronymList(kind.value, ())
            self._writer.create(tidy(_with(blank, words)), viewer, act)
            return
        new = tidy(_with(stored.item, words))
        if new == stored.item:
            return
        changed = self._now().replace(microsecond=0)
        self._writer.save(stored, replace(new, changes=stored.item.changes + 1, changed=changed), viewer, act)


def words_of(stored: WordList) -> tuple[Word, ...]:
    """Return the words of a list."""
    return stored.topics if isinstance(stored, TopicList) else stored.acronyms


def key_of(word: Word) -> str:
    """Return what a word is known by in its list."""
    return word.id if isinstance(word, Topic) else word.short


def form_of(stored: WordList, key: str) -> FormData:
    """Return a word of a list as its form shows it; nothing where the list has none of that name."""
    found = next((one for one in words_of(stored) if key_of(one) == key), None)
    return form_of_word(found) if found else {}


def form_of_word(word: Word) -> FormData:
    """Return a word as its form shows it."""
    if isinstance(word, Topic):
        return {"name": (word.name,), "definition": (word.definition.strip(),), "terms": ("\n".join(word.terms),)}
    return {
        "short": (word.short,),
        "expansions": ("\n".join(word.expansions),),
        "also": ("\n".join(word.also),),
        "note": (word.note.strip(),),
    }


def word_with(kind: WordKind, now: Word | None, form: FormData, others: Sequence[Word]) -> Word:
    """Return a word as a form has it; raise ``InvalidInput`` with everything that is wrong."""
    errors = FormErrors()
    made: Word
    if kind is WordKind.TOPICS:
        name = errors.line(form, "name", LONGEST_LINE, needed="Write the name as it is shown.")
        definition = errors.text(form, "definition", LONGEST_TEXT, needed="Say what belongs under it.")
        terms = errors.lines(form, "terms", MOST_LINES, longest=LONGEST_LINE)
        taken = {key_of(one) for one in others}
        id = key_of(now) if now else next((id for id in ids_from(name or "topic") if id not in taken), "topic")
        made = Topic(id, name, definition, terms)
    else:
        short = errors.line(form, "short", LONGEST_LINE, needed="Write the short form.")
        expansions = errors.lines(
            form, "expansions", MOST_LINES, longest=LONGEST_LINE, needed="Write what it stands for, one a line."
        )
        also = errors.lines(form, "also", MOST_LINES, longest=LONGEST_LINE)
        made = Acronym(short, expansions, also, errors.text(form, "note", LONGEST_TEXT))
    errors.raise_any()
    return made


def _with(stored: WordList, words: Sequence[Word]) -> WordList:
    if isinstance(stored, TopicList):
        return replace(stored, topics=tuple(one for one in words if isinstance(one, Topic)))
    return replace(stored, acronyms=tuple(one for one in words if isinstance(one, Acronym)))


def _digest(word: Word) -> str:
    return hashlib.sha256(repr(word).encode()).hexdigest()
