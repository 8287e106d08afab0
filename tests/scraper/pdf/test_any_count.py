"""A law over reports of any shape: no paragraph ever stands under a number that is not its own."""

import random
import re
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.domain.source.block import Block, BlockKind
from pdf_in_process import read_here

SUBJECTS = ("The force", "Each region", "A clerk", "The counter", "Nobody", "The programme")
VERBS = ("had counted", "was asked for", "kept lists of", "bought", "closed", "waited for")
OBJECTS = ("its queues", "the doors of others", "what was left", "its own systems", "12 forms", "three halls in 2016")


def sentence(chance: random.Random) -> str:
    return f"{chance.choice(SUBJECTS)} {chance.choice(VERBS)} {chance.choice(OBJECTS)} {chance.randrange(100, 9999)}."


def labels_of(chance: random.Random, form: str) -> list[str]:
    """Return a count: plain, by chapter, or by chapter with letters let in and numbers left out."""
    if form == "plain":
        return [str(n) for n in range(1, chance.randrange(12, 60))]
    labels = []
    for chapter in range(1, chance.randrange(3, 6)):
        for n in range(1, chance.randrange(5, 16)):
            labels.append(f"{chapter}.{n}")
            if form == "lettered" and chance.random() < 0.15:
                labels += [f"{chapter}.{n}{letter}" for letter in "ABC"[: chance.randrange(1, 4)]]
    return labels


@dataclass
class Setter:
    """Sets a report of a shape that chance decides, and remembers how each numbered paragraph begins."""

    paper: Any
    chance: random.Random
    page: int = 1
    begins: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        chance = self.chance
        self.form = chance.choice(("plain", "dotted", "lettered"))
        self.dot = "." if self.form == "plain" or chance.random() < 0.3 else ""
        self.hang, self.tab = chance.choice(((36, 36), (0, 36), (0, 30), (0, 0)))
        self.after, self.gaps = chance.choice((7, 7, 1)), chance.choice((0.0, 0.0, 0.05))
        self.size, self.moves = chance.choice((9, 10, 11)), chance.choice((0, 0, 24))

    @property
    def x(self) -> float:
        return 72 + (self.moves if self.page % 2 else 0)

    def report(self) -> bytes:
        self.paper.page(head="Of counters" if self.chance.random() < 0.5 else "", foot=str(self.page))
        for label in labels_of(self.chance, self.form):
            if self.chance.random() >= self.gaps:  # else a paragraph that is not there
                self.turn_page()
                self.paragraph(label)
                self.between()
        if self.chance.random() < 0.5:
            self.paper.turn().page(foot=str(self.page + 1)).heading("Annex: the counters of others", 16)
            for n in range(1, self.chance.randrange(4, 12)):
                self.paper.text(sentence(self.chance), f"{n}.", size=self.size, hang=24)
        return self.paper.bytes()

    def turn_page(self) -> None:
        if self.paper.y < 230:
            if self.chance.random() < 0.5:
                self.paper.notes((str(self.page), f"See {sentence(self.chance)}"), at=90)
            self.page += 1
            self.paper.turn().page(foot=str(self.page))

    def paragraph(self, label: str) -> None:
        chance, size, after = self.chance, self.size, self.after
        if label.endswith(".1") or chance.random() < 0.1:
            self.paper.heading(f"The counters of {chance.randrange(100)}", chance.choice((13, 16)), x=self.x)
        first = self.begins[label] = sentence(chance)
        words = " ".join([first, *(sentence(chance) for _ in range(chance.randrange(0, 6)))])
        font = "Times-Bold" if chance.random() < 0.15 else "Times-Roman"
        number = f"{label}{self.dot}"
        if self.tab:
            self.paper.text(words, number, self.x, 420, size, font, self.hang, after, self.tab)
        else:
            self.paper.text(f"{number} {words}", "", self.x, 420, size, font, after=max(after, 5))

    def between(self) -> None:
        """Set what a count must not take in: words quoted with a number, lists, rows of a table."""
        chance, size = self.chance, self.size
        if chance.random() < 0.08:
            quoted = f"{chance.randrange(1, 60)}. {sentence(chance)} {sentence(chance)}"
            self.paper.text(quoted, x=self.x + 30, width=340, size=size - 1, after=self.after + 3)
        if chance.random() < 0.15:
            mark = chance.choice(("{}.", "({})", "•"))
            for n in range(1, chance.randrange(3, 6)):
                self.paper.text(sentence(chance), mark.format(n), self.x + 40, 360, size, tab=24, after=4)
        if chance.random() < 0.08:
            for n in range(1, 4):
                self.paper.canvas.setFont("Helvetica", 8)
                for x, cell in ((80, str(n)), (140, sentence(chance)[:24]), (330, str(chance.randrange(99)))):
                    self.paper.canvas.drawString(x, self.paper.y, cell)
                self.paper.y -= 11
            self.paper.y -= 12


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"\[\^\d+\]|<!--.*?-->", "", text))


def labelled(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    return [(b.number, letters(b.text)) for b in blocks if b.kind is BlockKind.PARAGRAPH and b.number]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_no_paragraph_stands_under_another_number(paper, seed: int) -> None:
    setter = Setter(paper(), random.Random(seed))  # noqa: S311 - shapes of reports, no secret
    extract = read_here(setter.report())
    found, begins = labelled(extract.blocks), setter.begins
    wrong = [(n, words[:40]) for n, words in found if n not in begins or not words.startswith(letters(begins[n]))]
    assert not wrong
    missing = begins.keys() - {number for number, _ in found}
    assert len(missing) <= max(2, 0.05 * len(begins))
    assert not missing or extract.doubts
