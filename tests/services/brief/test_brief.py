"""What enters a brief and what is only counted; who may read it; what its footnotes and gaps say."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from brief_world import ANSWERS, ASKS, NOTE, WORLD, told
from kb.bootstrap import KnowledgeBase
from kb.domain.audience import Audience
from kb.domain.brief import SectionKind
from kb.domain.errors import InvalidInput, NotFound
from kb.services.brief_material import Choice
from made_up import CALL


def test_what_is_reviewed_and_agreed_enters_and_what_waits_is_counted(kb: KnowledgeBase) -> None:
    brief = kb.briefs.brief(Choice(CALL.id))
    words = told(brief)
    for enters in ("Systems that talk", "do not talk", "It says so.", "More on", "keyed twice?", "Ask a neighbour"):
        assert enters in words
    assert "Hidden words" not in words
    assert "Only an idea" not in words
    assert "1 piece of evidence waits for review and is left out." in told(brief, SectionKind.GAPS)
    assert "1 priority is a draft, not agreed, and left out." in told(brief, SectionKind.SUMMARY)
    assert brief.cover.marks == ()


def test_drafts_enter_when_asked_for_each_with_its_mark(kb: KnowledgeBase) -> None:
    brief = kb.briefs.brief(Choice(CALL.id, unreviewed=True))
    words = told(brief)
    assert "Hidden words" in words
    assert "Only an idea" in words
    assert words.count("Not reviewed") >= 2
    assert "waits for review" not in words
    assert brief.cover.marks == ("Contains entries that are not reviewed",)


def test_a_footnote_pins_the_place(kb: KnowledgeBase) -> None:
    first = kb.briefs.brief(Choice(CALL.id)).notes[0]
    assert (first.number, first.source, first.place) == (1, "joint-report", "para 4.12, p 23")
    assert (first.publisher, first.date, first.captured) == ("HMCPSI and HMIC", "13 April 2016", "1 October 2016")
    assert first.address == "https://reports.example/joint"


def test_gaps_say_how_it_was_looked_for(kb: KnowledgeBase) -> None:
    gaps = told(kb.briefs.brief(Choice(CALL.id)), SectionKind.GAPS)
    assert "Searched on 5 October 2016 for “talk” and “keyed twice” in 2 sources (index of 4 October 2016)" in gaps
    assert "1 source had no hit" in gaps
    assert "Read for it, with nothing relevant: A study whose text is not ours to show." in gaps
    assert "No evidence against it, or limiting it" in gaps


def test_nobody_reads_beyond_their_circle(make: Callable[..., KnowledgeBase]) -> None:
    kb = make(*WORLD[:5], replace(NOTE, audience=Audience.MEMBERS), replace(ASKS, audience=Audience.STAFF), *ANSWERS)
    assert "do not talk" not in told(kb.briefs.brief(Choice(CALL.id)))
    members = told(kb.briefs.brief(Choice(CALL.id, Audience.MEMBERS)))
    assert "do not talk" in members
    assert "keyed twice?" not in members
    assert "keyed twice?" in told(kb.briefs.brief(Choice(CALL.id, Audience.STAFF)))


def test_what_is_not_there_or_not_agreed_is_told(kb: KnowledgeBase) -> None:
    with pytest.raises(NotFound):
        kb.briefs.brief(Choice("nothing"))
    with pytest.raises(NotFound):
        kb.briefs.brief(Choice(CALL.id, priorities=("nothing",)))
    with pytest.raises(InvalidInput, match="not agreed"):
        kb.briefs.brief(Choice(CALL.id, priorities=("idea",)))
    with pytest.raises(InvalidInput, match="not come yet"):
        kb.briefs.brief(Choice(CALL.id, as_of=dt.date(9999, 1, 1)))
    assert "Only an idea" in told(kb.briefs.brief(Choice(CALL.id, priorities=("idea",), unreviewed=True)))
