"""As at a day: one world in October 2016, looked at on several days of it; each answer can be done in the head."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from brief_world import ANSWERS, CITED, JOINT, NOTE, TALK, WORLD, on, told
from kb.bootstrap import KnowledgeBase
from kb.content.codec import kind_of
from kb.content.items import parent_of
from kb.content.repository import ContentRepository
from kb.content.versions import keep_version
from kb.domain.audience import Audience
from kb.domain.brief import Brief, SectionKind
from kb.domain.call.call import Consent, Input
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Decision, DecisionKind, Verdict
from kb.domain.priority.priority import Priority, PriorityStatus, SlotRef, Step, StepKind
from kb.domain.source.capture import Attempt, Capture, Outcome
from kb.services.brief.material import BriefChoice
from kb.storage.capture_log import CaptureLog
from made_up import CALL, RECEIVED

BEFORE_REVIEW, AFTER_REVIEW, LATER = dt.date(2016, 10, 5), dt.date(2016, 10, 6), dt.date(2016, 10, 20)


def at(kb: KnowledgeBase, day: dt.date, audience: Audience = Audience.PUBLIC) -> Brief:
    return kb.briefs.brief(BriefChoice(CALL.id, audience, as_of=day))


def rest(*without: object) -> list[object]:
    """The world without the things that a test has in another form."""
    ids = {thing.id for thing in without}
    return [thing for thing in WORLD if thing.id not in ids]


def changed(kb: KnowledgeBase, old: Priority | Input, new: Priority | Input) -> None:
    """Save a change of words as the site does: the version that stood is kept beside it."""
    files = ContentRepository(kb.settings.roots)
    kept = files.read(type(old), kind_of(old), old.id, parent_of(old))
    keep_version(kept)
    files.change(kept, new)


def test_an_entry_enters_from_the_day_on_which_it_was_reviewed(kb: KnowledgeBase) -> None:
    assert "do not talk" not in told(at(kb, BEFORE_REVIEW))
    assert "1 piece of evidence waits for review" in told(at(kb, BEFORE_REVIEW), SectionKind.GAPS)
    assert "do not talk" in told(at(kb, AFTER_REVIEW))


def test_what_was_not_made_yet_is_not_even_counted(kb: KnowledgeBase) -> None:
    gaps = told(at(kb, dt.date(2016, 10, 2)), SectionKind.GAPS)
    assert "waits for review" not in gaps
    assert "wait for review" not in gaps


def test_the_words_are_those_of_the_day(make: Callable[..., KnowledgeBase]) -> None:
    kb = make(*WORLD)
    changed(kb, TALK, replace(TALK, situation="Clerks key once.", changes=1, changed=on(10)))
    kb = make()
    assert "Clerks key twice." in told(at(kb, AFTER_REVIEW))
    assert "Clerks key once." in told(at(kb, LATER))
    assert "Clerks key once." in told(kb.briefs.brief(BriefChoice(CALL.id)))


def test_agreeing_counts_from_its_day_on(make: Callable[..., KnowledgeBase]) -> None:
    draft = replace(TALK, status=PriorityStatus.DRAFT)
    kb = make(draft, *rest(TALK))
    changed(kb, draft, replace(TALK, changes=1, changed=on(10)))
    kb = make()
    assert "Systems that talk" not in told(at(kb, AFTER_REVIEW))
    assert "2 priorities are drafts" in told(at(kb, AFTER_REVIEW), SectionKind.SUMMARY)
    assert "Systems that talk" in told(at(kb, LATER))


def test_a_priority_stands_in_it_until_the_day_of_its_merging(make: Callable[..., KnowledgeBase]) -> None:
    step = Step(1, on(10), "ann", StepKind.MERGE, "old", "talk", (SlotRef("second", 1),), PriorityStatus.AGREED)
    old = replace(
        TALK,
        id="old",
        title="An older name of it",
        slots=(),
        status=PriorityStatus.MERGED,
        merged_into="talk",
        lineage=(step,),
    )
    talk = replace(TALK, slots=(*TALK.slots, SlotRef("second", 1)), lineage=(step,))
    kb = make(old, talk, *rest(TALK))
    then, now = at(kb, AFTER_REVIEW, Audience.STAFF), at(kb, LATER, Audience.STAFF)
    assert "An older name of it" in told(then)
    assert "Choice of second" in told(then)
    assert "An older name of it" not in told(now)
    assert "1 by how many name it (2 ballots of 3)" in told(now)
    assert "(1 ballot of 3)" in told(then)


def test_looking_counts_up_to_the_day(kb: KnowledgeBase) -> None:
    assert "No search for it is recorded" in told(at(kb, dt.date(2016, 10, 4)), SectionKind.GAPS)
    read = told(at(kb, dt.date(2016, 10, 8)), SectionKind.GAPS)
    assert "Searched on 5 October 2016" in read
    assert "1 source with hits was not read for it yet: the page of the priority names it." in read
    assert "Read for it, with nothing relevant: A study" in told(at(kb, LATER), SectionKind.GAPS)


def test_captures_and_blocks_are_those_of_the_day(make: Callable[..., KnowledgeBase]) -> None:
    new = replace(JOINT, captured=Capture("cd" * 32, on(12), JOINT.address, "text/html"), body="**1.** All anew.\n")
    kb = make(new, *rest(JOINT))
    log = CaptureLog(kb.settings.home)
    for day, outcome, sha in ((1, Outcome.NEW, "ab" * 32), (8, Outcome.BLOCKED, ""), (12, Outcome.CHANGED, "cd" * 32)):
        log.append(Attempt("joint-report", JOINT.address, on(day), outcome, sha256=sha))
    first = at(kb, AFTER_REVIEW)
    assert "do not talk" in told(first), "the text that came later says nothing of what was read"
    assert "Captured on 1 October 2016." in told(first, SectionKind.ANNEX)
    assert "\n1: Read.\n" in told(first, SectionKind.ANNEX)
    blocked = at(kb, dt.date(2016, 10, 9))
    assert "Blocked to scripts: A joint look" in told(blocked, SectionKind.METHOD)
    assert "Captured on 1 October 2016." in told(blocked, SectionKind.ANNEX)
    assert "\n1: Blocked to scripts.\n" in told(blocked, SectionKind.ANNEX)
    late = at(kb, LATER)
    assert "do not talk" not in told(late)
    assert "1 piece of evidence is left out: the words cited are not in the source" in told(late, SectionKind.GAPS)


def test_words_that_stand_as_read_say_as_captured_on(make: Callable[..., KnowledgeBase]) -> None:
    new = replace(JOINT, captured=Capture("cd" * 32, on(12), JOINT.address, "text/html"), body="**1.** All anew.\n")
    stands = Decision(on(14), "bob", DecisionKind.STANDS, Verdict.GONE, "cd" * 32, "It was printed.")
    kb = make(new, replace(NOTE, decisions=(stands,)), *rest(JOINT, NOTE))
    note = at(kb, LATER).notes[0]
    assert note.captured == "1 October 2016"
    assert note.remark.startswith("as captured on that day: the source has changed since")
    assert "do not talk" not in told(at(kb, dt.date(2016, 10, 13))), "nobody had decided yet"


def test_a_citation_anchored_anew_was_another_before(make: Callable[..., KnowledgeBase]) -> None:
    anew = replace(CITED, exact="key the same material", label="para 4.11", page="22")
    moved = Decision(on(10), "bob", DecisionKind.ANCHORED, Verdict.REWORDED, "ab" * 32, before=CITED)
    kb = make(replace(NOTE, citation=anew, decisions=(moved,)), *rest(NOTE))
    assert at(kb, AFTER_REVIEW).notes[0].place == "para 4.12, p 23"
    assert at(kb, LATER).notes[0].place == "para 4.11, p 22"


def test_before_the_deadline_answers_were_sealed(kb: KnowledgeBase) -> None:
    early = at(kb, dt.date(2016, 9, 21))
    assert "Choice of named" not in told(early)
    assert "sealed" in told(early, SectionKind.METHOD)
    assert "Choice of named" in told(at(kb, dt.date(2016, 9, 23)), SectionKind.PRIORITY)
    assert "Choice of named" in told(at(kb, dt.date(2016, 9, 21), Audience.STAFF))


def test_the_past_opens_nothing_that_is_closed_now(make: Callable[..., KnowledgeBase]) -> None:
    named = replace(ANSWERS[0], consent=Consent.STAFF, changes=1, changed=on(10))
    kb = make(*WORLD)
    changed(kb, ANSWERS[0], named)
    assert "Choice of named" not in told(at(make(), AFTER_REVIEW))
    retired = replace(NOTE, turns=(*NOTE.turns, Turn(on(15), "bob", ReviewState.RETIRED)))
    kb = make(retired)
    assert "do not talk" not in told(at(kb, AFTER_REVIEW))
    assert "do not talk" in told(at(kb, AFTER_REVIEW, Audience.STAFF))


def test_two_totals_of_two_days_cannot_be_taken_from_one_another(make: Callable[..., KnowledgeBase]) -> None:
    kb = make(*WORLD, replace(ANSWERS[0], id="fourth", organisation="Fourth Ltd", received=on(10)))
    assert "Totals of the answers as at this day are for staff only" in told(at(kb, AFTER_REVIEW), SectionKind.RANKING)
    assert "The priorities by each rule" in [
        table.caption for s in at(kb, LATER).every() for table in s.blocks if hasattr(table, "caption")
    ]
    assert "(1 ballot of 3)" in told(at(kb, AFTER_REVIEW, Audience.STAFF), SectionKind.PRIORITY)


def test_as_at_today_is_as_it_is_now(kb: KnowledgeBase) -> None:
    now = kb.briefs.brief(BriefChoice(CALL.id))
    today = at(kb, kb.briefs.today(BriefChoice(CALL.id)))
    assert today == now
    assert now.cover.as_at == kb.briefs.today(BriefChoice(CALL.id)).isoformat()
    assert RECEIVED.date() < LATER
