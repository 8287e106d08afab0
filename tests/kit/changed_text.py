"""A text as it may come back when its source changes, and what becomes of citations of it.

Every passage remembers which passages of the text before it is made of, so that it can be told whether a citation
was put where it belongs. The changes are made by chance with a seed: the same each time.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.documents.anchoring import Ground, Resolution, hash_of
from kb.documents.citations.quoting import quote_of
from kb.domain.evidence.annotation import Verdict
from kb.domain.source.passage import Citation, Passage, PassageKind

SHARE = 0.2
"""How many of the passages a change touches, unless it touches all."""


NUMBERED = (PassageKind.PARAGRAPH, PassageKind.CONCLUSION, PassageKind.RECOMMENDATION)


@dataclass(frozen=True)
class Row:
    """A passage with the numbers of those before the change that it is made of (none: it is new)."""

    passage: Passage
    origin: tuple[int, ...] = ()


Rows = list[Row]
Change = Callable[[random.Random, Rows], Rows]


def rows_of(passages: Sequence[Passage]) -> Rows:
    """Return a text before any change."""
    return [Row(passage, (at,)) for at, passage in enumerate(passages)]


def renumbered(rows: Rows) -> Rows:
    """Number what is numbered anew, each sort from 1, as a new edition would; paragraphs keep a chapter's number."""
    numbers: Counter[str] = Counter()
    made: Rows = []
    for at, row in enumerate(rows):
        passage = row.passage
        stem = passage.label.rpartition(" ")[0]
        if passage.kind not in NUMBERED:
            made.append(replace(row, passage=replace(passage, id=f"text-{at}")))
            continue
        numbers[stem] += 1
        named = replace(passage, id=f"{stem}-{numbers[stem]}", label=f"{stem} {numbers[stem]}")
        made.append(replace(row, passage=named))
    return made


def same(_: random.Random, rows: Rows) -> Rows:
    """Change nothing but numbers, to those that the text has as it is counted here."""
    return list(rows)


def inserted(chance: random.Random, rows: Rows) -> Rows:
    """Put paragraphs in, made of sentences of others: they say what the text says, somewhere else."""
    made: Rows = []
    for row in rows:
        if chance.random() < SHARE:
            sentences = [chance.choice(_sentences(chance.choice(rows).passage.text)) for _ in range(2)]
            label = row.passage.label if row.passage.kind in NUMBERED else ""  # no two have one number
            made.append(Row(replace(row.passage, text=" ".join(sentences), label=label)))
        made.append(row)
    return made


def one_first(chance: random.Random, rows: Rows) -> Rows:
    """Put one paragraph before all others, so that every number is another's."""
    numbered = next(row.passage for row in rows if row.passage.label)
    return [Row(replace(numbered, text="This edition has a paragraph that the one before it had not.")), *rows]


def deleted(chance: random.Random, rows: Rows) -> Rows:
    """Leave paragraphs out."""
    return [row for row in rows if chance.random() >= SHARE]


def reworded(share_of_words: float) -> Change:
    """Return the change of so many of the words of half the passages (one at least) to words of the text."""

    def change(chance: random.Random, rows: Rows) -> Rows:
        words = [word for row in rows for word in row.passage.text.split()]
        return [_reworded(chance, row, words, share_of_words) if chance.random() < 0.5 else row for row in rows]

    return change


def _reworded(chance: random.Random, row: Row, words: list[str], share: float) -> Row:
    own = row.passage.text.split()
    for at in chance.sample(range(len(own)), max(1, int(len(own) * share))):
        own[at] = chance.choice(words)
    return replace(row, passage=replace(row.passage, text=" ".join(own)))


def swapped(chance: random.Random, rows: Rows) -> Rows:
    """Let neighbours change places, unless they say the same word for word: that would change nothing."""
    made = list(rows)
    for at in range(0, len(made) - 1, 2):
        if chance.random() < SHARE * 2 and made[at].passage.text != made[at + 1].passage.text:
            made[at], made[at + 1] = made[at + 1], made[at]
    return made


def split(chance: random.Random, rows: Rows) -> Rows:
    """Break paragraphs in two between sentences."""
    made: Rows = []
    for row in rows:
        sentences = _sentences(row.passage.text)
        if len(sentences) < 2 or chance.random() >= SHARE:
            made.append(row)
            continue
        cut = chance.randrange(1, len(sentences))
        for part in (sentences[:cut], sentences[cut:]):
            made.append(replace(row, passage=replace(row.passage, text=" ".join(part))))
    return made


def joined(chance: random.Random, rows: Rows) -> Rows:
    """Make one paragraph of two."""
    made: Rows = []
    for row in rows:
        if made and chance.random() < SHARE and row.passage.kind is made[-1].passage.kind:
            before = made.pop()
            text = f"{before.passage.text} {row.passage.text}"
            made.append(Row(replace(before.passage, text=text), (*before.origin, *row.origin)))
        else:
            made.append(row)
    return made


def reflowed(chance: random.Random, rows: Rows) -> Rows:
    """Set the text anew as another PDF would: quotation marks, dashes, ligatures, words divided at line ends."""
    return [replace(row, passage=replace(row.passage, text=_reflowed(chance, row.passage.text))) for row in rows]


def _reflowed(chance: random.Random, text: str) -> str:
    marks = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
    text = text.translate(marks).replace("fi", "ﬁ").replace("ffl", "ﬄ")
    made = []
    for word in text.split():
        divided = word
        if len(word) > 6 and word.isalpha() and chance.random() < 0.1:
            cut = chance.randrange(2, len(word) - 2)
            divided = f"{word[:cut]}{chance.choice(['-', chr(0xAD)])}\n{word[cut:]}"
        made.append(divided + chance.choice(["", "", "", " ", "\n"]))
    return " ".join(made)


def all_at_once(chance: random.Random, rows: Rows) -> Rows:
    """Make every change, one after the other."""
    for change in (inserted, deleted, reworded(0.05), swapped, split, joined, reflowed):
        rows = change(chance, rows)
    return rows


CHANGES: Mapping[str, Change] = {
    "nothing": same,
    "re-flowed as from another PDF": reflowed,
    "one put first, all renumbered": one_first,
    "paragraphs put in": inserted,
    "neighbours swapped": swapped,
    "paragraphs split": split,
    "paragraphs joined": joined,
    "reworded slightly (half, 1 word in 20)": reworded(0.05),
    "reworded strongly (half, every other word)": reworded(0.5),
    "deleted (1 in 5)": deleted,
    "all of these at once": all_at_once,
}


def citations_of(passages: Sequence[Passage]) -> Iterator[tuple[int, str, Citation]]:
    """Yield citations of every passage, as the pages make them: of all of it, a sentence, some words, a few words.

    And as people type them: a sentence and the label, without what is around it and without a hash. (What is typed
    without a label says nothing but the words, so where these stand is where it belongs.)
    """
    ground = Ground(passages)
    for at, passage in enumerate(passages):
        words = passage.text.split()
        sentence = max(_sentences(passage.text), key=len)
        middle = max(0, len(words) // 2 - 5)
        for name, chosen in (
            ("whole passage", ""),
            ("a sentence", sentence),
            ("ten words", " ".join(words[middle : middle + 10])),
            ("three words", " ".join(words[middle : middle + 3])),
        ):
            quote = quote_of(passage.text, chosen)
            if quote is not None and quote.exact.strip():
                made = Citation("s", **vars(quote), label=passage.label, sha256=hash_of(passage))
                yield at, name, ground.placed(made, passage.id)
        if passage.label:
            yield at, "typed", Citation("s", exact=sentence, label=passage.label)


@dataclass
class Tally:
    """What became of citations: how many of each verdict, and whether that was right.

    ``needed`` went to a person because their words are not there any more, ``needless`` although they are;
    ``elsewhere`` were offered to a person as reworded at a passage that they are not of.
    """

    verdicts: Counter[Verdict]
    right: int = 0
    needed: int = 0
    needless: int = 0
    elsewhere: int = 0
    wrong: int = 0


def tally(passages: Sequence[Passage], change: Change, seed: int) -> dict[str, Tally]:
    """Change a text and resolve citations of it; return what became of them by sort of citation.

    What was put in and says, all of it and word for word, what was read is that passage too: nobody can tell it from
    one that was moved.
    """
    before = renumbered(rows_of(passages))
    after = renumbered(change(random.Random(seed), before))  # noqa: S311 - chance that can be had again
    said: dict[str, tuple[int, ...]] = {}
    for row in before:
        words = _plain(row.passage.text)
        said[words] = (*said.get(words, ()), *row.origin)
    origins = {row.passage.id: row.origin or said.get(_plain(row.passage.text), ()) for row in after}
    ground = Ground(row.passage for row in after)
    found: dict[str, Tally] = {}
    for at, name, citation in citations_of([row.passage for row in before]):
        told = found.setdefault(name, Tally(Counter()))
        _count(told, ground.resolve(citation), at, citation, after, origins)
    return found


def _count(
    told: Tally,
    found: Resolution,
    at: int,
    citation: Citation,
    after: Rows,
    origins: Mapping[str, tuple[int, ...]],
) -> None:
    told.verdicts[found.verdict] += 1
    is_home = at in origins.get(found.passage, ())
    if not found.verdict.is_suspect:
        told.right += is_home
        told.wrong += not is_home
        return
    told.elsewhere += bool(found.passage) and not is_home
    text = " ".join(row.passage.text for row in after if at in row.origin)
    is_there = _plain(citation.exact) in _plain(text)
    told.needless += is_there
    told.needed += not is_there


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text.replace("ﬁ", "fi").replace("ﬄ", "ffl").casefold())


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.?!])\s+", text) if sentence] or [text]
