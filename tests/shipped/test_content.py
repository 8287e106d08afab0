"""The content that is shipped: sound by every check, with examples that show each feature and say that they are ones.

What makes content right is for `kb check` to say (`kb/services/checks/`), of these files and of anybody's; here stands
only what is true of ours.
"""

import re
from pathlib import Path

import pytest

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.catalogue import FullCatalogue, load_catalogue
from kb.domain.audience import Audience
from kb.domain.call.call import CallState, Channel, Consent
from kb.domain.editorial.question import AdviceKind, QuestionKind
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import Strength
from kb.domain.priority.priority import Stance

ROOT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    home = tmp_path_factory.mktemp("home")
    return knowledge_base({"KB_CONTENT": str(ROOT), "KB_HOME": str(home)})


@pytest.fixture(scope="module")
def catalogue() -> FullCatalogue:
    return load_catalogue([ROOT])


def test_nothing_is_wrong_and_nothing_is_left_to_do(kb: KnowledgeBase) -> None:
    report = kb.checker.check()
    assert report.files > 130
    assert [f"{p.file}:{p.line} {p.field}: {p.what}" for p in report.problems] == []
    assert [f"{left.work}: {left.problem.file} {left.problem.what}" for left in report.work] == []


def test_there_is_nothing_but_markdown_and_nobody_can_be_written_to() -> None:
    address = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
    for path in (path for path in ROOT.rglob("*") if path.is_file()):
        assert path.suffix == ".md"
        assert not address.search(path.read_text(encoding="utf-8")), path


def test_answers_are_plainly_invented_and_show_every_channel_and_consent(catalogue: FullCatalogue) -> None:
    answers = catalogue.inputs.values()
    for answer in answers:
        assert answer.illustrative
        assert answer.organisation.endswith("(invented)")
        assert answer.audience is Audience.PUBLIC
    assert {answer.channel for answer in answers} == set(Channel)
    assert {answer.consent for answer in answers} == set(Consent)


def test_every_priority_shows_what_a_meeting_needs(catalogue: FullCatalogue) -> None:
    for id, priority in catalogue.priorities.items():
        links = [link for entry in catalogue.annotations.values() for link in entry.links if link.priority == id]
        assert any(link.stance is Stance.SUPPORTS for link in links), id
        assert priority.queries
        assert priority.slots
        assert priority.situation
        assert priority.problem
        assert any(id in question.priorities for question in catalogue.questions.values()), id
    assert {question.kind for question in catalogue.questions.values()} == set(QuestionKind)
    assert {advice.kind for advice in catalogue.advice.values()} == set(AdviceKind)


def test_entries_show_every_strength_and_were_read_by_a_second_person(catalogue: FullCatalogue) -> None:
    entries = [*catalogue.annotations.values(), *catalogue.questions.values(), *catalogue.advice.values()]
    assert all(turn.who != one.author for one in entries for turn in one.turns if turn.state is ReviewState.REVIEWED)
    assert {one.state for one in entries} >= {ReviewState.REVIEWED, ReviewState.DRAFT}
    strengths = {link.strength for entry in catalogue.annotations.values() for link in entry.links}
    assert strengths == set(Strength)


def test_the_call_is_the_one_of_2016(catalogue: FullCatalogue) -> None:
    call = catalogue.calls["techuk-2016-hmic-tech-priorities"]
    assert f"{call.closes:%A %d %B %Y %H:%M}" == "Friday 23 September 2016 17:00"
    assert (call.slots, call.time_zone) == (5, "Europe/London")
    assert call.state is CallState.REPORTED
    assert call.closing_note.startswith("This is an example of a report.")
    answers = [answer for answer in catalogue.inputs.values() if answer.call == call.id]
    assert len(answers) == 8
    assert sum(len(answer.slots) for answer in answers) == 31
    offer = re.findall(r"^\d\. (.+?)[;.]$", call.body, re.MULTILINE)
    assert offer == [
        "documenting the situation",
        "identifying the problems",
        "framing questions",
        "proposing strategies",
        "guidance to forces",
    ]


@pytest.mark.parametrize("id", ["cjji-2016-delivering-justice-in-a-digital-age", "hac-2016-hc-23-college-of-policing"])
def test_words_of_the_cited_reports_that_were_seen_second_hand_say_where(catalogue: FullCatalogue, id: str) -> None:
    assert all(finding.via or finding.unpinned for finding in catalogue.sources[id].findings)


def test_clearly_inefficient_is_not_put_into_the_committees_mouth(catalogue: FullCatalogue) -> None:
    report = catalogue.sources["hac-2016-hc-23-college-of-policing"]
    assert all("clearly inefficient" not in finding.quote + finding.text for finding in report.findings)
    assert "only in press" in report.notes


def test_words_before_and_after_what_is_cited_are_whole_words(catalogue: FullCatalogue) -> None:
    cited = [one.citation for one in (*catalogue.annotations.values(), *catalogue.recommendations.values())]
    torn, met = [], 0
    for citation in cited:
        source = catalogue.sources[citation.source]
        words = f"{citation.prefix}{citation.exact}{citation.suffix}"
        for text in (source.summary, *(finding.text for finding in source.findings)):
            before, found, after = " ".join(text.split()).partition(words)
            met += bool(found)
            if found and (re.search(r"\w$", before) or re.search(r"^\w", after)):
                torn.append((citation.source, words))
    assert met > len(cited) / 2
    assert torn == []
