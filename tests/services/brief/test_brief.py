"""What enters a brief and what is only counted; who may read it; what its footnotes and gaps say."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import replace

import pytest

from brief_world import ANSWERS, ASKS, CITED, JOINT, NOTE, STUDY, TALK, WORLD, on, told
from kb.bootstrap import KnowledgeBase
from kb.content.catalogue import CatalogueLoader, FullCatalogue
from kb.content.files import write_item
from kb.documents.brief.markdown import brief_markdown
from kb.domain.audience import Audience
from kb.domain.brief import BriefOpening, BriefTable, SectionKind, runs_of
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.source.capture import Capture
from kb.domain.source.passage import Citation
from kb.domain.source.source import Finding
from kb.services.brief.brief import Briefs
from kb.services.brief.material import BriefChoice
from kb.services.library.library import Library
from kb.storage.capture_log import CaptureLog
from made_up import CALL


def test_what_is_reviewed_and_agreed_enters_and_what_waits_is_counted(kb: KnowledgeBase) -> None:
    brief = kb.briefs.brief(BriefChoice(CALL.id))
    words = told(brief)
    for enters in ("Systems that talk", "do not talk", "It says so.", "More on", "keyed twice?", "Ask a neighbour"):
        assert enters in words
    assert "Hidden words" not in words
    assert "Only an idea" not in words
    assert "1 piece of evidence waits for review and is left out." in told(brief, SectionKind.GAPS)
    assert "1 priority is a draft, not agreed, and left out." in told(brief, SectionKind.SUMMARY)
    assert brief.cover.marks == ()


def test_drafts_enter_when_asked_for_each_with_its_mark(kb: KnowledgeBase) -> None:
    brief = kb.briefs.brief(BriefChoice(CALL.id, unreviewed=True))
    words = told(brief)
    assert "Hidden words" in words
    assert "Only an idea" in words
    assert words.count("Not reviewed") >= 2
    assert "waits for review" not in words
    assert brief.cover.marks == ("Contains entries that are not reviewed",)


def test_a_footnote_pins_the_place(kb: KnowledgeBase) -> None:
    first = kb.briefs.brief(BriefChoice(CALL.id)).notes[0]
    assert (first.number, first.source, first.place) == (1, "joint-report", "para 4.12, p 23")
    assert (first.publisher, first.date, first.captured) == ("HMCPSI and HMIC", "13 April 2016", "1 October 2016")
    assert first.address == "https://reports.example/joint"


def test_footnotes_are_numbered_in_the_order_of_reading(make: Callable[..., KnowledgeBase]) -> None:
    again = Recommendation("let-them", "Let them talk.", CITED, ("all forces",), priorities=("talk",))
    brief = make(*WORLD, again).briefs.brief(BriefChoice(CALL.id))
    blocks = (block for section in brief.every() for block in section.blocks)
    read = [run.note for block in blocks for runs in runs_of(block) for run in runs if run.note]
    assert read == [note.number for note in brief.notes] == [1, 2, 3]


def test_gaps_say_how_it_was_looked_for(kb: KnowledgeBase) -> None:
    gaps = told(kb.briefs.brief(BriefChoice(CALL.id)), SectionKind.GAPS)
    assert "Searched on 5 October 2016 for “talk” and “keyed twice” in 2 sources (index of 4 October 2016)" in gaps
    assert "1 source had no hit" in gaps
    assert "Read for it, with nothing relevant: A study whose text is not ours to show." in gaps
    assert "Of 1 of these only our own words could be searched: their texts may say more." in gaps
    assert "No evidence against it, or limiting it" in gaps


def test_an_inspector_is_told_what_was_not_read_and_at_whose_hand_it_is_known(
    make: Callable[..., KnowledgeBase],
) -> None:
    found = Finding("Something was found by them.", via="https://press.example/news")
    study = replace(STUDY, findings=(found,), unverified=("licence", "aliases"))
    things = [thing for thing in WORLD if thing not in (STUDY, NOTE)]
    cited = Citation("study", "was found", prefix="Something ", suffix=" by them", label="finding 1")
    brief = make(*things, study, replace(NOTE, citation=cited)).briefs.brief(BriefChoice(CALL.id))
    assert "Something was found by them. (in our words)" in told(brief, SectionKind.STANCE)
    assert "Something was found by them. (in our words)" in told(brief, SectionKind.GUIDANCE)
    assert (brief.notes[0].remark, brief.notes[0].address) == ("seen at https://press.example/news", "")
    assert "Not verified on the document itself: licence." in told(brief, SectionKind.ANNEX)
    assert "Of 1 of them only our own words, summaries and findings, could be searched" in told(
        brief, SectionKind.METHOD
    )
    summary = told(brief, SectionKind.SUMMARY)
    assert "Told in our own words, not the source’s: 1 of 1 piece of evidence." in summary
    assert "Not here, so that only our words about them were searched: 1 of 2 sources." in summary
    assert "No evidence against or limiting for any of them." in summary
    assert "Systems that talk. Ask whether systems talk to each other." in summary


def test_each_question_has_a_part_of_its_own_that_its_priority_leads_to(kb: KnowledgeBase) -> None:
    brief = kb.briefs.brief(BriefChoice(CALL.id))
    (asked,) = [section for section in brief.every() if section.about == "asks"]
    assert (asked.title, asked.id) == ("Q1", "question-asks")
    lines = [run for section in brief.every() for block in section.blocks for runs in runs_of(block) for run in runs]
    assert "#question-asks" in [run.address for run in lines]


def test_nobody_reads_beyond_their_circle(make: Callable[..., KnowledgeBase]) -> None:
    kb = make(*WORLD[:5], replace(NOTE, audience=Audience.MEMBERS), replace(ASKS, audience=Audience.STAFF), *ANSWERS)
    assert "do not talk" not in told(kb.briefs.brief(BriefChoice(CALL.id)))
    members = told(kb.briefs.brief(BriefChoice(CALL.id, Audience.MEMBERS)))
    assert "do not talk" in members
    assert "keyed twice?" not in members
    assert "keyed twice?" in told(kb.briefs.brief(BriefChoice(CALL.id, Audience.STAFF)))


def test_what_is_not_there_or_not_agreed_is_told(kb: KnowledgeBase) -> None:
    with pytest.raises(NotFound):
        kb.briefs.brief(BriefChoice("nothing"))
    with pytest.raises(NotFound):
        kb.briefs.brief(BriefChoice(CALL.id, priorities=("nothing",)))
    with pytest.raises(InvalidInput, match="not agreed"):
        kb.briefs.brief(BriefChoice(CALL.id, priorities=("idea",)))
    with pytest.raises(InvalidInput, match="not come yet"):
        kb.briefs.brief(BriefChoice(CALL.id, as_of=dt.date(9999, 1, 1)))
    assert "Only an idea" in told(kb.briefs.brief(BriefChoice(CALL.id, priorities=("idea",), unreviewed=True)))


def test_no_quotation_is_longer_than_its_licence_lets_it_be(make: Callable[..., KnowledgeBase]) -> None:
    long = " ".join(f"word{number}" for number in range(1, 411))
    joint = replace(JOINT, body=f"{JOINT.body}\n**4.13.** {long}.\n")
    things = [thing for thing in WORLD if thing not in (JOINT, NOTE)]
    cites = replace(NOTE, citation=Citation("joint-report", exact=long, label="para 4.13"))
    evidence = told(make(*things, joint, cites, is_sound=False).briefs.brief(BriefChoice(CALL.id)), SectionKind.STANCE)
    assert "word400 …" in evidence
    assert "word401" not in evidence
    assert "Cut to 400 words, as many as its licence lets us quote." in evidence


def test_our_own_words_stand_in_no_quotation_marks(make: Callable[..., KnowledgeBase]) -> None:
    study = replace(STUDY, findings=(Finding("Something was found.", pin="para 7", page="3"),))
    things = [thing for thing in WORLD if thing not in (STUDY, NOTE)]
    kb = make(*things, study, replace(NOTE, citation=Citation("study", "Something was found", label="finding 1")))
    brief = kb.briefs.brief(BriefChoice(CALL.id))
    text = brief_markdown(brief)
    assert "Something was found. (in our words)[^1]" in text
    assert "“Something" not in text
    assert brief.notes[0].place == "para 7, p 3"


def test_what_derives_from_another_counts_as_one_body(make: Callable[..., KnowledgeBase]) -> None:
    study = replace(STUDY, findings=(Finding("Something was found.", quote="it was found"),))
    things = [thing for thing in WORLD if thing is not STUDY]
    second = replace(NOTE, id="note-3", citation=Citation("study", "it was found", label="finding 1"))
    kb = make(*things, study, second)
    (summary,) = [one for one in kb.briefs.brief(BriefChoice(CALL.id)).every() if one.kind is SectionKind.SUMMARY]
    (table,) = [block for block in summary.blocks if isinstance(block, BriefTable)]
    assert [cell[0].text for cell in table.rows[0]] == ["Systems that talk", "5", "2", "0", "1", "1"]


def test_evidence_whose_words_are_gone_is_left_out_and_told(make: Callable[..., KnowledgeBase]) -> None:
    things = [thing for thing in WORLD if thing is not NOTE]
    gone = replace(NOTE, citation=replace(NOTE.citation, exact="words that never were"))
    kb = make(*things, gone, is_sound=False)
    brief = kb.briefs.brief(BriefChoice(CALL.id))
    assert "words that never were" not in brief_markdown(brief)
    assert "1 piece of evidence is left out: the words cited are not in the source" in told(brief, SectionKind.GAPS)


def test_a_brief_is_made_once_and_anew_when_something_changed(make: Callable[..., KnowledgeBase]) -> None:
    kb = make(*WORLD)
    first = kb.briefs.brief(BriefChoice(CALL.id))
    assert kb.briefs.brief(BriefChoice(CALL.id)) is first
    assert kb.briefs.brief(BriefChoice(CALL.id, Audience.MEMBERS)) is not first
    assert make(replace(NOTE, body="Other words.")).briefs.brief(BriefChoice(CALL.id)) != first


def test_a_brief_is_made_of_the_content_of_one_moment(make: Callable[..., KnowledgeBase]) -> None:
    """A source that changes while a brief is made is in it as it is then, not half as it was."""
    kb = make(*WORLD)
    gone = replace(JOINT, body=JOINT.body.replace("do not talk", "now talk"))

    class ChangesAfterALook(CatalogueLoader):
        def load(self, only: Collection[str] | None = None) -> FullCatalogue:
            found = super().load(only)
            write_item(kb.settings.content[0], gone)
            return found

    library = Library(ChangesAfterALook(kb.settings.roots), iter(range(0, 1000, 10)).__next__)  # each look is long ago
    briefs = Briefs(library, CaptureLog(kb.settings.home), "organisation", lambda: on(20), BriefOpening, "")
    assert "do not talk" not in told(briefs.brief(BriefChoice(CALL.id)))


def test_a_text_that_has_changed_since_it_was_read_was_not_read(make) -> None:
    anew = replace(STUDY, captured=Capture("9" * 64, on(8), "https://reports.example/study", "text/html"))
    gaps = told(
        make(*(thing for thing in WORLD if thing.id != STUDY.id), anew).briefs.brief(BriefChoice(CALL.id)),
        SectionKind.GAPS,
    )
    assert "Read for it" not in gaps


def test_a_recommendation_for_several_priorities_has_its_history_once(make: Callable[..., KnowledgeBase]) -> None:
    second = replace(TALK, id="second", title="Second to talk", slots=(), lineage=())
    asked = Recommendation("let-them", "Let them talk.", CITED, ("all forces",), priorities=("talk", "second"))
    words = told(make(*WORLD, second, asked).briefs.brief(BriefChoice(CALL.id)), SectionKind.RECOMMENDATIONS)
    assert words.count("Let them talk.") == 2
    assert words.count("To all forces.") == 1
    assert "See under “Systems that talk”." in words


def test_what_holds_for_several_sources_stands_once_in_the_annex(make: Callable[..., KnowledgeBase]) -> None:
    asks = replace(ASKS, background=("joint-report", "study"))
    things = [asks if thing is ASKS else thing for thing in WORLD]
    annex = told(make(*things).briefs.brief(BriefChoice(CALL.id)), SectionKind.ANNEX)
    assert annex.count("https://reports.example/joint") == 1
    assert "2: Read." in annex
    assert "1: Not captured, not fetched yet." in annex
