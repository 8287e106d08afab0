"""The brief on two pages: of each priority the strongest evidence, one piece against, and a question."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from brief_world import NOTE, TALK, WORLD, told
from in_office import laid_out
from kb.bootstrap import KnowledgeBase
from kb.domain.brief import SectionKind
from kb.domain.evidence.annotation import EvidenceLink, Strength
from kb.domain.priority.priority import Stance
from kb.services.brief.formats import brief_as
from kb.services.brief.material import BriefChoice, BriefLength
from made_up import CALL

SHORT = BriefChoice(CALL.id, length=BriefLength.TWO_PAGES)


def piece(name: str, words: str, stance: Stance, strength: Strength) -> object:
    link = EvidenceLink("talk", stance, strength, f"Because {name}.")
    return replace(NOTE, id=name, citation=replace(NOTE.citation, exact=words), links=(link,), body="")


def test_each_priority_has_its_direction_its_evidence_and_its_question(kb: KnowledgeBase) -> None:
    brief = kb.briefs.brief(SHORT)
    assert [section.kind for section in brief.every()] == [SectionKind.IN_SHORT, SectionKind.PRIORITY]
    assert (brief.notes, brief.sources) == ((), ("joint-report",))
    words = told(brief)
    assert "Ask whether systems talk to each other." in words
    assert "“do not talk” (HMCPSI and HMIC, " in words
    assert ", 13 April 2016, para 4.12, p 23)" in words
    assert "Ask: " in words
    assert "keyed twice?" in words


def test_the_strongest_come_first_and_one_is_against(make: Callable[..., KnowledgeBase]) -> None:
    things = [thing for thing in WORLD if thing is not NOTE]
    pieces = [
        piece("a", "Courts", Stance.SUPPORTS, Strength.ANECDOTAL),
        piece("b", "Courts and", Stance.SUPPORTS, Strength.INDIRECT),
        piece("c", "police", Stance.SUPPORTS, Strength.DIRECT),
        piece("d", "do not talk", Stance.SUPPORTS, Strength.DIRECT),
        piece("e", "police do", Stance.CONTRADICTS, Strength.ANECDOTAL),
    ]
    words = told(make(*things, *pieces, is_sound=False).briefs.brief(SHORT))
    shown = [one for one in ("“police”", "“do not talk”", "“police do”", "“Courts and”", "“Courts”") if one in words]
    assert shown == ["“police”", "“do not talk”", "“police do”"]
    assert "Against, anecdotal: “police do”" in words


def test_eight_priorities_enter_and_the_others_are_counted(make: Callable[..., KnowledgeBase]) -> None:
    more = [replace(TALK, id=f"talk-{n}", title=f"Number {n}", slots=(), lineage=()) for n in range(9)]
    brief = make(*WORLD, *more, is_sound=False).briefs.brief(SHORT)
    assert sum(section.kind is SectionKind.PRIORITY for section in brief.every()) == 8
    assert "2 priorities more: see the long brief." in told(brief)


@pytest.mark.office
def test_eight_full_priorities_fit_on_two_pages(make: Callable[..., KnowledgeBase], tmp_path: Path) -> None:
    long = " ".join(["The statement of a priority is about as long as this."] * 4)
    more = [replace(TALK, id=f"talk-{n}", title="A title of some length " * 3, statement=long) for n in range(8)]
    kb = make(*WORLD, *(replace(one, slots=(), lineage=()) for one in more), is_sound=False)
    assert len(laid_out(brief_as(kb.briefs.brief(SHORT), "docx"), tmp_path).texts) <= 2
