"""Entries, questions, coverage and collections by the API: what their pages show this reader, and nothing else."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.editorial.question import Question, QuestionKind
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, EvidenceLink, Strength
from kb.domain.priority.priority import Priority, Stance
from kb.domain.source.passage import Citation
from made_up import REPORT
from people import BASE, Person, Site, kb_over, mould_of

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
REVIEWED = (Turn(AT, "ann", ReviewState.IN_REVIEW), Turn(AT, "bea", ReviewState.REVIEWED))
PRIORITY = Priority("talk", "Systems that talk", "They should.")
LINK = EvidenceLink("talk", Stance.SUPPORTS, Strength.DIRECT, "It says so.")
ENTRY = Annotation(
    "seen", Citation("joint-report"), "ann", AT, Audience.PUBLIC, links=(LINK,), turns=REVIEWED, body="Read it."
)
DRAFT = replace(ENTRY, id="draft", turns=(), body="Not yet.")
QUESTION = Question("who", "Who counts?", QuestionKind.FACT, "Forces", "ann", AT, priorities=("talk",), turns=REVIEWED)
SOURCE = replace(REPORT, body="**1.** The systems do not talk to each other.\n")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder: Path = tmp_path_factory.mktemp("work")
    tokens = mould_of(folder, (SOURCE, PRIORITY, ENTRY, DRAFT, QUESTION, replace(QUESTION, id="later", turns=())))
    return Site(folder, kb_over(folder), tokens)


def asked(person: Person, path: str, status: int = 200) -> Any:
    response = person.client.get(f"/api/v1{path}", base_url=BASE)
    assert response.status_code == status, response.text
    return response.get_json(force=True)


def test_entries_and_questions_are_given_as_their_pages_show_them(site: Site) -> None:
    everybody, analyst = site.person(), site.person("analyst")
    assert [one["id"] for one in asked(everybody, "/annotations")["annotations"]] == ["seen"]
    assert {one["id"] for one in asked(analyst, "/annotations?priority=talk")["annotations"]} == {"seen", "draft"}
    entry = asked(everybody, "/annotations/seen")
    link = {"priority": "talk", "stance": "supports", "strength": "direct", "why": "It says so."}
    assert (entry["text"].strip(), entry["links"], entry["by"]) == ("Read it.", [link], "somebody")
    asked(everybody, "/annotations/draft", 404)
    assert [one["id"] for one in asked(everybody, "/questions?kind=fact")["questions"]] == ["who"]
    assert asked(analyst, "/questions")["total"] == 2
    assert asked(everybody, "/questions/who")["priorities"] == ["talk"]
    asked(everybody, "/questions/later", 404)


def test_coverage_is_counted_and_given_source_by_source(site: Site) -> None:
    person = site.person()
    (row,) = asked(person, "/coverage")["priorities"]
    assert (row["priority"], row["sources"]["cited"]) == ("talk", 1)
    (cell,) = asked(person, "/coverage/talk?state=cited")["cells"]
    assert (cell["source"], cell["state"], cell["cited"]) == ("joint-report", "cited", 1)
    assert asked(person, "/coverage/talk?state=not+searched")["total"] == 0
    asked(person, "/coverage/none", 404)


def test_a_collection_is_its_owners_and_a_shared_one_shows_what_the_reader_may_see(site: Site) -> None:
    analyst = site.person("analyst")
    id = next(one.id for one in site.kb.accounts.all() if one.email.startswith("analyst"))
    owner = f"account:{id}"
    held = site.kb.collections.collectable([("joint-report", "para-1")], reader_as(Audience.MEMBERS))
    made = site.kb.collections.create(owner, "For Thursday", held)
    (listed,) = asked(analyst, "/collections")["collections"]
    assert listed["title"] == "For Thursday"
    assert asked(analyst, f"/collections/{made.id}")["items"][0]["words"] == "The systems do not talk to each other."
    for other in (site.person("staff"), site.person()):
        assert asked(other, "/collections")["total"] == 0
        asked(other, f"/collections/{made.id}", 404)
    token = site.kb.collections.share(owner, made.id, on=True).shared
    shared = asked(site.person(), f"/collections/shared/{token}")
    assert (shared["id"], shared["title"]) == ("", "For Thursday")
    assert made.id not in str(shared)
    site.kb.collections.delete(owner, made.id)
    asked(analyst, f"/collections/{made.id}", 404)
    asked(analyst, f"/collections/shared/{token}", 404)


PAGES = ("/sources", "/sources/joint-report", "/priorities", "/priorities/talk", "/annotations", "/annotations/seen")
MORE_PAGES = ("/questions", "/questions/who", "/coverage", "/collections", "/search?q=systems+%26+more")


@pytest.mark.parametrize("path", [*PAGES, *MORE_PAGES])
def test_the_foot_of_a_page_leads_to_its_data(site: Site, path: str) -> None:
    link = next(a for a in site.person().get(path).select("footer a") if a.text == "This page as JSON")
    assert urlsplit(link["href"]).path == f"/api/v1{urlsplit(path).path}"
    assert site.person().client.get(link["href"], base_url=BASE).status_code == 200


def test_a_page_that_the_api_has_not_leads_to_none(site: Site) -> None:
    for path, status in (("/", 200), ("/help", 200), ("/sources/none", 404)):
        assert "This page as JSON" not in site.person().get(path, status).text
