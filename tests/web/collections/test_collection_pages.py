"""Collections in the browser: ticked, ordered, taken away, shared; and nobody learns what they may not see."""

import io
import re
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.services.collections.example import worked_example
from kb.web import create_app
from leak_worlds import clients

SHIPPED = Path(__file__).parents[3] / "content"
PUBLIC_ONE, PUBLIC_TWO, HIDDEN = "joint-report/para-4.12", "joint-report/finding-1", "staff-only/summary"


@pytest.fixture
def browser(kb: KnowledgeBase) -> FlaskClient:
    """A browser that nobody has met before."""
    return create_app(kb, "https://kb.example").test_client()


@pytest.fixture(scope="module")
def readers(kb: KnowledgeBase) -> dict[str, tuple[Audience, FlaskClient]]:
    return clients(kb, "-collections")


def page(browser: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    response = browser.get(path)
    assert response.status_code == status
    return BeautifulSoup(response.text, "html.parser")


def form_at(shown: BeautifulSoup, action: str, place: int = 0) -> Tag:
    return shown.select(f'main form[action="{action}"]')[place]


def send(browser: FlaskClient, form: Tag, **typed: str) -> TestResponse:
    fields: dict[str, list[str]] = {}
    for box in form.select("input, textarea"):
        fields.setdefault(str(box["name"]), []).append(str(box.get("value", box.text)))
    for select in form.select("select option[selected]"):
        fields["collection"] = [str(select["value"])]
    return browser.post(str(form["action"]), data=fields | {name: [value] for name, value in typed.items()})


def collect(browser: FlaskClient, *places: str, title: str = "Who keys it twice?") -> str:
    """Put passages into a new collection; return its address."""
    shown = page(browser, f"/collections/add?{'&'.join(f'passage={place}' for place in places)}")
    sent = send(browser, form_at(shown, "/collections/add"), title=title)
    assert sent.status_code == 303
    return sent.headers["Location"].partition("?")[0]


def titles(shown: BeautifulSoup) -> list[str]:
    return [heading.text for heading in shown.select("main li h3")]


def share(browser: FlaskClient, at: str) -> str:
    send(browser, form_at(page(browser, at), at, 1), do="share")
    return re.sub(r"^https://[^/]+", "", str(page(browser, at).select_one('main a[href*="/shared/"]')["href"]))


def test_passages_are_ticked_in_the_results(browser: FlaskClient) -> None:
    shown = page(browser, "/search?q=systems+talk")
    boxes = [str(box["value"]) for box in shown.select('input[name=passage][form="collect"]')]
    assert boxes
    assert shown.select_one("form#collect")["action"] == "/collections/add"
    assert page(browser, f"/collections/add?passage={boxes[0]}").select("main li h3")


def test_the_page_that_cites_a_passage_leads_to_a_collection(browser: FlaskClient) -> None:
    at = next(
        a["href"] for a in page(browser, "/sources/joint-report/cite/para-4.12").select("a") if "collection" in a.text
    )
    assert len(titles(page(browser, str(at)))) == 1


def test_the_first_visit_says_how_to_begin(browser: FlaskClient) -> None:
    assert "To begin one" in page(browser, "/collections").text
    assert "No passage is ticked" in page(browser, "/collections/add").text


def test_passages_are_ordered_described_removed_and_had_back(browser: FlaskClient) -> None:
    at = collect(browser, PUBLIC_ONE, PUBLIC_TWO)
    first, second = titles(page(browser, at))
    send(browser, form_at(page(browser, at), f"{at}/items"), do="down", line="The heart of it")
    shown = page(browser, at)
    assert titles(shown) == [second, first]
    assert form_at(shown, f"{at}/items", 1).select_one("input[name=line]")["value"] == "The heart of it"
    send(browser, form_at(shown, f"{at}/items"), do="remove")
    shown = page(browser, at)
    assert titles(shown) == [first]
    send(browser, form_at(shown, f"{at}/items"), do="restore")
    assert titles(page(browser, at)) == [second, first]


def test_more_passages_go_into_a_collection_that_is_there_each_once(browser: FlaskClient) -> None:
    at = collect(browser, PUBLIC_ONE)
    shown = page(browser, f"/collections/add?passage={PUBLIC_ONE}&passage={PUBLIC_TWO}")
    assert send(browser, form_at(shown, "/collections/add")).headers["Location"].startswith(at)
    assert len(titles(page(browser, at))) == 2


def test_a_collection_without_a_name_is_asked_for_one(browser: FlaskClient) -> None:
    shown = page(browser, f"/collections/add?passage={PUBLIC_ONE}")
    answer = send(browser, form_at(shown, "/collections/add"), title="  ")
    assert answer.status_code == 422
    assert "Give the collection a name" in answer.text
    assert PUBLIC_ONE in answer.text


def test_what_is_typed_wrong_is_kept(browser: FlaskClient) -> None:
    at = collect(browser, PUBLIC_ONE)
    answer = send(browser, form_at(page(browser, at), at), title="", introduction="Written with care")
    assert answer.status_code == 422
    assert "Written with care" in answer.text


def test_a_deleted_collection_is_had_back(browser: FlaskClient) -> None:
    at = collect(browser, PUBLIC_ONE)
    gone = send(browser, form_at(page(browser, at), f"{at}/delete"))
    page(browser, at, 404)
    send(browser, form_at(page(browser, gone.headers["Location"]), f"{at}/undo"))
    assert titles(page(browser, at))


def test_it_is_taken_away_with_its_places(browser: FlaskClient) -> None:
    at = collect(browser, PUBLIC_ONE, PUBLIC_TWO)
    send(browser, form_at(page(browser, at), f"{at}/items"), do="save", line="The heart of it")
    markdown, csv, ris = (browser.get(f"{at}.{ending}").text for ending in ("md", "csv", "ris"))
    assert "[^1]:" in markdown
    assert "The heart of it" in markdown
    assert "not the source’s words" in markdown
    assert "para 4.12" in csv
    assert "ours" in csv
    assert "TY  - RPRT" in ris
    word = browser.get(f"{at}.docx")
    assert word.status_code == 200
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(word.data)).paragraphs)
    assert "The heart of it" in text
    assert browser.get(f"{at}.exe").status_code == 404


def test_nobody_else_sees_or_changes_it(browser: FlaskClient, kb: KnowledgeBase) -> None:
    at = collect(browser, PUBLIC_ONE)
    other = create_app(kb, "https://kb.example").test_client()
    page(other, at, 404)
    mine = collect(other, PUBLIC_TWO, title="Mine")
    csrf = form_at(page(other, mine), mine).select_one("input[name=csrf]")["value"]
    for path, typed in (
        (at, {"title": "Taken"}),
        (f"{at}/items", {"item": PUBLIC_ONE, "do": "remove"}),
        (f"{at}/delete", {}),
    ):
        assert other.post(path, data={"csrf": csrf, **typed}).status_code == 404
    assert titles(page(browser, at))


def test_a_link_leads_to_it_until_it_is_taken_away(browser: FlaskClient, kb: KnowledgeBase) -> None:
    at = collect(browser, PUBLIC_ONE)
    link = share(browser, at)
    stranger = create_app(kb, "https://kb.example").test_client()
    assert len(titles(page(stranger, link))) == 1
    assert page(stranger, link).select("main form") == []
    assert stranger.get(link).headers["X-Robots-Tag"] == "noindex"
    send(browser, form_at(page(browser, at), at, 1), do="private")
    page(stranger, link, 404)
    assert share(browser, at) != link


def test_a_link_shows_each_reader_what_they_may_see_and_nothing_of_the_rest(
    readers: dict[str, tuple[Audience, FlaskClient]],
) -> None:
    staff, stranger = readers["staff"][1], readers["anonymous"][1]
    both = share(staff, collect(staff, HIDDEN, PUBLIC_ONE))
    public = share(staff, collect(staff, PUBLIC_ONE))
    assert len(titles(page(staff, both))) == 2
    for ending in ("", ".md", ".csv", ".ris", ".json", ".html"):
        answers = {link: stranger.get(f"{link}{ending}") for link in (both, public)}
        assert {answer.status_code for answer in answers.values()} == {200}
        whole, part = (answer.text.replace(link.rsplit("/")[-1], "TOKEN") for link, answer in answers.items())
        assert whole == part


def test_what_a_reader_may_not_see_cannot_be_collected(browser: FlaskClient) -> None:
    hidden, unknown = (
        page(browser, f"/collections/add?passage={place}").select_one("main") for place in (HIDDEN, "no/x")
    )
    assert str(hidden) == str(unknown)
    assert "No passage is ticked" in hidden.text


def test_analysts_are_offered_to_use_a_passage_as_evidence(readers: dict[str, tuple[Audience, FlaskClient]]) -> None:
    analyst = readers["analyst"][1]
    at = collect(analyst, PUBLIC_ONE)
    assert page(analyst, at).select_one("a.use")["href"].startswith("/sources/joint-report/annotate/")


def test_passages_are_ticked_in_the_reader(browser: FlaskClient) -> None:
    plain = page(browser, "/sources/joint-report?q=systems")
    assert not plain.select("#collect, input[name=passage]")
    lead = plain.find("a", string="Tick passages for a collection")["href"]
    assert lead == "/sources/joint-report?q=systems&tick=yes"
    ticking = page(browser, lead)
    boxes = [str(box["value"]) for box in ticking.select('input[name=passage][form="collect"]')]
    rows = [row["id"] for row in ticking.select(".row[id], #summary")]
    assert boxes
    assert sorted(boxes) == sorted(f"joint-report/{id}" for id in rows)
    assert len(titles(page(browser, f"/collections/add?passage={boxes[0]}&passage={boxes[-1]}"))) == 2
    assert ticking.select_one("form#collect")["action"] == "/collections/add"
    assert ticking.find("a", string="Stop ticking")["href"] == "/sources/joint-report?q=systems"


def test_the_worked_example_is_the_evidence_for_a_priority(tmp_path) -> None:
    kb = knowledge_base({"KB_CONTENT": str(SHIPPED), "KB_HOME": str(tmp_path)})
    kb.index_sync.sync()
    browser = create_app(kb, "https://kb.example").test_client()
    link = page(browser, "/collections").select_one('main a[href="/collections/shared/example"]')
    assert link is not None
    shown = page(browser, str(link["href"]))
    assert "an example" in shown.select_one("main .over").text
    assert link.text == f"an example: {shown.h1.text}"
    lines = [item.select_one("p:not(.byline):not(.ours):not(.acts):not(.caution)") for item in shown.select("main li")]
    assert len(lines) >= 4
    assert all(line is not None and line.text.strip() for line in lines)
    assert not shown.select("main form")
    written = browser.get("/collections/shared/example.docx")
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(written.data)).paragraphs)
    assert all(line.text.strip() in text for line in lines)


def test_where_no_entry_can_be_seen_there_is_no_example(kb: KnowledgeBase, browser: FlaskClient) -> None:
    assert worked_example(kb.annotations, reader_as(Audience.PUBLIC)) is None
    assert "example" not in page(browser, "/collections").main.text
    page(browser, "/collections/shared/example", 404)
