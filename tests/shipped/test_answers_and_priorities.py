"""Answers are invented and say so; priorities rest on findings that are there."""

import re
from collections import Counter
from pathlib import Path

from kb.content.catalogue import Catalogue
from kb.documents.anchoring import resolve
from kb.domain.audience import Audience
from kb.domain.call.call import Channel, Consent
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import Strength, Verdict
from kb.domain.priority.priority import PriorityStatus, Stance
from kb.services.library.index_documents import our_passages

CALL = "techuk-2016-hmic-tech-priorities"


def test_there_are_eight_answers_and_all_are_plainly_invented(catalogue: Catalogue) -> None:
    assert len(catalogue.inputs) == 8
    for answer in catalogue.inputs.values():
        assert answer.call == CALL
        assert answer.illustrative
        assert answer.organisation.endswith("(invented)")
        assert answer.audience is Audience.PUBLIC


def test_answers_show_every_channel_and_every_consent(catalogue: Catalogue) -> None:
    answers = catalogue.inputs.values()
    assert {answer.channel for answer in answers} == set(Channel)
    assert {answer.consent for answer in answers} == set(Consent)
    assert {len(answer.slots) for answer in answers} == {2, 3, 4, 5}
    assert len({answer.organisation_kind for answer in answers}) >= 5


def test_answers_came_while_the_call_was_open(catalogue: Catalogue) -> None:
    call = catalogue.calls[CALL]
    for answer in catalogue.inputs.values():
        received = answer.received.replace(tzinfo=None)
        assert call.opens.date() < received.date() <= call.closes.date()


def test_every_citation_resolves_to_the_finding_that_it_names(catalogue: Catalogue) -> None:
    assert len(catalogue.annotations) >= 28
    for entry in catalogue.annotations.values():
        cited = entry.citation
        found = resolve(cited, our_passages(catalogue.sources[cited.source]))
        assert found.verdict is Verdict.SAME, f"{entry.id}: {cited.exact}"
        assert found.passage == cited.label.replace(" ", "-")
        assert cited.exact
        assert all(link.why for link in entry.links)


def test_entries_are_the_editors_own_and_a_second_person_accepted_them_or_sent_them_back(catalogue: Catalogue) -> None:
    for entry in catalogue.annotations.values():
        assert entry.author == "editors"
        handed_in, decided = entry.turns
        assert (handed_in.state, handed_in.who) == (ReviewState.IN_REVIEW, entry.author)
        assert decided.who != entry.author
        assert decided.state is ReviewState.REVIEWED or (decided.state is ReviewState.DRAFT and decided.note)
        assert entry.audience is Audience.PUBLIC
        assert entry.body.strip()
        assert entry.tags
    assert {link.strength for entry in catalogue.annotations.values() for link in entry.links} == set(Strength)


def test_priorities_are_drafts_with_evidence_answers_and_searches(catalogue: Catalogue) -> None:
    assert 6 <= len(catalogue.priorities) <= 8
    for priority in catalogue.priorities.values():
        assert priority.status is PriorityStatus.DRAFT
        assert priority.call == CALL
        assert priority.topics
        assert priority.evidence == ()  # it is in annotations, which can be reviewed
        links = [link for a in catalogue.annotations.values() for link in a.links if link.priority == priority.id]
        assert len(links) >= 2
        assert 2 <= len(priority.queries) <= 4
        assert priority.slots
        assert any(link.stance is Stance.SUPPORTS for link in links)


def test_a_choice_is_grouped_under_one_priority_at_most(catalogue: Catalogue) -> None:
    slots = Counter((slot.input, slot.rank) for p in catalogue.priorities.values() for slot in p.slots)
    assert [slot for slot, count in slots.items() if count > 1] == []
    assert {input for input, _ in slots} == set(catalogue.inputs)
    grouped, given = len(slots), sum(len(answer.slots) for answer in catalogue.inputs.values())
    assert grouped < given, "some choices stay ungrouped, so that triage has something to show"


def test_the_vocabulary_is_wide_enough(catalogue: Catalogue) -> None:
    assert 15 <= len(catalogue.topics) <= 25
    assert len(catalogue.acronyms) >= 60
    wanted = "HMIC HMICFRS HMCPSI CJJI CPS HMCTS PNC PND LEDS NLEDS ESN ESMCP Airwave ICT IT BWV NPCC ACPO APCC PCC PDS"
    more = (
        "NPTC CLEP PEEL MoJ NAO PAC HAC CMA VFM SME OGL DCF TWIF ANPR AFR LFR RMS API SaaS G-Cloud CCS PSN digitisation"
    )
    assert set(f"{wanted} {more}".split()) - set(catalogue.acronyms) == set()


def test_words_that_mean_the_same_find_each_other(catalogue: Catalogue) -> None:
    def others(short: str) -> tuple[str, ...]:
        entry = catalogue.acronyms[short]
        return (*entry.expansions, *entry.also)

    for one, other in (("HMIC", "HMICFRS"), ("ESN", "ESMCP"), ("ESN", "Airwave"), ("PNC", "LEDS"), ("ICT", "IT")):
        assert other in others(one) or one in others(other)
    assert "digitalisation" in others("digitisation")
    assert "police IT" in others("police ICT")
    assert "PDS" in others("Police ICT Company")


def test_every_topic_is_used(catalogue: Catalogue) -> None:
    used = {t for s in catalogue.sources.values() for t in (*s.topics, *(t for f in s.findings for t in f.topics))}
    used |= {t for p in catalogue.priorities.values() for t in p.topics}
    assert set(catalogue.topics) - used <= {"cloud", "mobile-working"}


def test_no_person_can_be_written_to_through_the_content(root: Path) -> None:
    address = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
    assert [path.name for path in root.rglob("*.md") if address.search(path.read_text(encoding="utf-8"))] == []
