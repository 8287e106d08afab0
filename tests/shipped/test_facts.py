"""Facts that were hard to get right, held fast: dates, deadlines, families of documents."""

import re

from kb.content.catalogue import Catalogue
from kb.services.library.index_documents import call_passages, input_passages, priority_passages, source_passages

CALL = "techuk-2016-hmic-tech-priorities"


def test_one_report_with_four_dates(catalogue: Catalogue) -> None:
    report = catalogue.sources["hac-2016-hc-23-college-of-policing"]
    assert str(report.published) == "2016-07-09"
    assert {str(other.date) for other in report.other_dates} == {"2016-06-29", "2016-07-05", "2015"}
    assert report.reference is not None
    assert report.reference.in_words() == "Fourth Report of Session 2016-17, HC 23"


def test_the_deadline_is_a_friday_and_the_slip_is_told(catalogue: Catalogue) -> None:
    call = catalogue.calls[CALL]
    assert f"{call.closes:%A %d %B %Y %H:%M}" == "Friday 23 September 2016 17:00"
    assert f"{call.opens:%A %H:%M}" == "Monday 18:16"
    assert call.time_zone == "Europe/London"
    assert call.slots == 5
    assert call.state.value == "closed"
    assert {"Thursday", "Friday"} <= set(re.findall(r"\w+", call.closes_note))
    assert call.source == "techuk-2016-call-tech-priorities-for-hmic"


def test_the_call_offers_five_things(catalogue: Catalogue) -> None:
    offer = re.findall(r"^\d\. (.+?)[;.]$", catalogue.calls[CALL].body, re.MULTILINE)
    assert offer == [
        "documenting the situation",
        "identifying the problems",
        "framing questions",
        "proposing strategies",
        "guidance to forces",
    ]


def test_two_bodies_with_one_title_are_two_sources(catalogue: Catalogue) -> None:
    same = [s for s in catalogue.sources.values() if s.title == "Efficiency in the criminal justice system"]
    assert sorted(s.publishers[0] for s in same) == ["NAO", "Public Accounts Committee"]


def test_an_answer_points_back_to_what_it_answers(catalogue: Catalogue) -> None:
    answers = {s.id: s.responds_to for s in catalogue.sources.values() if s.kind.value == "government response"}
    assert answers == {"hmcts-2023-response-to-nao-on-courts-reform": ("nao-2023-courts-and-tribunals-reform",)}
    assert catalogue.sources["hmicfrs-register-of-recommendations-procurement"].derives_from == (
        "hmic-2014-core-business",
    )


def test_the_call_rests_on_the_three_reports(catalogue: Catalogue) -> None:
    assert set(catalogue.sources["techuk-2016-call-tech-priorities-for-hmic"].derives_from) == {
        "cjji-2016-delivering-justice-in-a-digital-age",
        "hac-2016-hc-23-college-of-policing",
        "hmic-2016-state-of-policing-2015",
    }


def test_systems_do_not_talk_to_each_other_stands_in_one_finding_only(catalogue: Catalogue) -> None:
    passages = [
        *((s.id, p) for s in catalogue.sources.values() for p in source_passages(s) if p.kind.value == "finding"),
        *((p.id, x) for p in catalogue.priorities.values() for x in priority_passages(p)),
        *((i.id, x) for i in catalogue.inputs.values() for x in input_passages(i)),
        *((c.id, x) for c in catalogue.calls.values() for x in call_passages(c)),
    ]
    found = [(id, p.id) for id, p in passages if "systems do not talk to each other" in p.text]
    assert found == [("cjji-2016-delivering-justice-in-a-digital-age", "finding-1")]
