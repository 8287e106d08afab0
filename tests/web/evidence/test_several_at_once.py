"""Several passages taken for evidence at once, the same one noticed, and several entries reviewed at once."""

from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import Annotation
from kb.domain.priority.priority import Stance
from people import BASE, Person, Site

PICK, REVIEW = "/priorities/talk/evidence", "/annotations/review"


def soup(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def post(person: Person, path: str, **data: str | list[str]) -> TestResponse:
    csrf = person.get("/account").select_one("[name=csrf]")["value"]
    return person.client.post(path, base_url=BASE, data={"csrf": csrf, **data})


def entries(site: Site) -> list[Annotation]:
    return sorted(site.catalogue.annotations.values(), key=lambda one: one.citation.label)


def pinned(site: Site) -> TestResponse:
    chosen = ["joint#para-1", "joint#para-2"]
    typed = {"stance": "supports", "strength": "direct", "audience": "members", "do": "hand-in"}
    return post(site.person("analyst"), PICK, passage=chosen, **typed)


def test_ticked_passages_become_evidence_and_wait_for_a_second_person(site: Site) -> None:
    analyst = site.person("analyst")
    page = analyst.get(f"{PICK}?q=files+courts")
    offered = [box["value"] for box in page.select("[name=passage]")]
    assert {"joint#para-1", "joint#para-2"} <= set(offered)
    assert not page.select("[name=passage][checked], [name=stance][checked]"), "a person judges each"
    done = pinned(site)
    assert (done.status_code, done.location) == (303, f"{PICK}?made=2")
    one, two = entries(site)
    assert (one.citation.exact, two.citation.label) == ("Files are keyed twice.", "para 2")
    for entry in (one, two):
        assert [(link.priority, link.stance) for link in entry.links] == [("talk", Stance.SUPPORTS)]
        assert entry.state is ReviewState.IN_REVIEW
    assert "2 passages taken as evidence" in analyst.get(done.location).text


def test_what_is_missing_is_told_and_the_ticks_stay(site: Site) -> None:
    analyst = site.person("analyst")
    sent = post(analyst, PICK, q="files courts", passage=["joint#para-1"], strength="direct", why="Kept.")
    assert sent.status_code == 422
    page = soup(sent)
    assert "Say what it does" in page.select_one("#stance-problem").text
    assert page.select_one("[value='joint#para-1']").has_attr("checked")
    assert "Kept." in page.select_one("#why").text
    assert post(analyst, PICK, stance="supports").status_code == 422
    assert entries(site) == []


def test_the_same_passage_is_not_pinned_twice_unless_that_is_meant(site: Site) -> None:
    pinned(site)
    analyst = site.person("analyst")
    again = pinned(site)
    assert again.status_code == 409
    assert "is evidence for “Systems that talk” already" in soup(again).select_one(".told").text
    assert len(entries(site)) == 2
    form = analyst.get("/sources/joint/annotate/para-1?priority=talk").select_one("form.annotating")
    sent = analyst.send(
        form, form.select_one("button.main"), **{"stance-0": "limits", "strength-0": "direct", "body": "Once more."}
    )
    assert sent.status_code == 422
    page = soup(sent)
    assert page.select_one(".told a")["href"] == "#again"
    form = page.select_one("form.annotating")
    sent = analyst.send(
        form, form.select_one("button.main"), **{"stance-0": "limits", "strength-0": "direct", "again": "yes"}
    )
    assert sent.status_code == 303
    assert len(entries(site)) == 3
    other = analyst.get("/sources/joint/annotate/para-1?priority=buy").select_one("form.annotating")
    assert (
        analyst.send(
            other, other.select_one("button.main"), **{"stance-0": "limits", "strength-0": "direct"}
        ).status_code
        == 303
    )


def test_from_a_square_of_the_coverage_its_passages_are_taken(site: Site) -> None:
    staff = site.person("staff")
    searches = staff.get("/priorities/talk/searches").select_one(".entry-form")
    staff.send(searches, searches.select_one("button.main"), queries="systems")
    post(staff, "/coverage/run", priority="talk", back="talk")
    cell = staff.get("/coverage/talk/joint")
    (link,) = [link["href"] for link in cell.select("section a.button")]
    page = staff.get(link)
    assert [box["value"] for box in page.select("[name=passage]")] == ["joint#para-2"]
    typed = {"stance": "context", "strength": "indirect", "audience": "members", "source": "joint"}
    sent = post(staff, PICK, passage=["joint#para-2"], **typed)
    assert sent.status_code == 303
    assert entries(site)[0].state is ReviewState.DRAFT


def test_several_entries_are_reviewed_at_once_by_somebody_else(site: Site) -> None:
    pinned(site)
    analyst, staff = site.person("analyst"), site.person("staff")
    assert "Nothing to review" in analyst.get(REVIEW).text
    assert staff.get("/desk").select_one(f'a[href="{REVIEW}"]')
    page = staff.get(REVIEW)
    chosen = [box["value"] for box in page.select("[name=entry][checked]")]
    assert len(chosen) == 2
    assert "Files are keyed twice." in page.text
    own = post(analyst, REVIEW, entry=chosen)
    assert (own.status_code, "Not reviewed" in own.text) == (409, True)
    first = entries(site)[0].id
    edit = analyst.get(f"/annotations/{first}/edit").select_one("form.annotating")
    analyst.send(edit, edit.select_one("button.main"), body="Other words.")
    done = post(staff, REVIEW, entry=chosen)
    assert done.status_code == 409
    assert "1 entry reviewed" in done.text
    assert "Somebody changed it after your page was made" in done.text
    assert [entry.state for entry in entries(site)] == [ReviewState.DRAFT, ReviewState.REVIEWED]
    assert post(staff, REVIEW, entry=["nothing@123"]).status_code == 409
    assert post(staff, REVIEW).status_code == 422


def test_members_take_no_evidence(site: Site) -> None:
    member = site.person("member")
    for path in (PICK, REVIEW):
        member.get(path, 403)
        assert post(member, path).status_code == 403
    site.person("analyst").get("/priorities/secret/evidence", 404)


def collected(person: Person, *places: str) -> str:
    """Put passages into a new collection, with a line at the first; return its id."""
    page = person.get(f"/collections/add?{'&'.join(f'passage={place}' for place in places)}")
    at = person.send(page.select_one("form.keep"), title="Who keys it twice?").location.partition("?")[0]
    line = person.get(at).select_one(f"form[action='{at}/items']")
    person.send(line, line.select_one("button"), line="Half the day goes.")
    return at.rpartition("/")[2]


def test_a_whole_collection_becomes_evidence_with_its_lines_for_reasons(site: Site) -> None:
    analyst = site.person("analyst")
    id = collected(analyst, "joint/para-1", "joint/para-2")
    lead = analyst.get(f"/collections/{id}").select_one("main a[href^='/priorities/talk/']")
    assert lead["href"] == f"{PICK}?collection={id}"
    assert lead["href"] in [a["href"] for a in analyst.get(PICK).select("header a")]
    page = analyst.get(lead["href"])
    assert [box["value"] for box in page.select("[name=passage][checked]")] == ["joint#para-1", "joint#para-2"]
    assert "Your line: Half the day goes." in page.text
    form = page.select_one("form.entry-form")
    sent = analyst.send(form, form.select_one("button.main"), strength="direct")
    assert sent.status_code == 422  # what they do for it is not chosen by us
    form = soup(sent).select_one("form.entry-form")
    done = analyst.send(form, form.select_one("button.main"), stance="supports", strength="direct")
    assert (done.status_code, done.location) == (303, f"{PICK}?made=2")
    one, two = entries(site)
    assert [entry.links[0].why for entry in (one, two)] == ["Half the day goes.", ""]
    assert {one.state, two.state} == {ReviewState.IN_REVIEW}
    assert "is evidence for it already" in analyst.get(lead["href"]).text


def test_a_reason_that_is_typed_goes_before_the_lines(site: Site) -> None:
    analyst = site.person("analyst")
    form = analyst.get(f"{PICK}?collection={collected(analyst, 'joint/para-1')}").select_one("form.entry-form")
    analyst.send(form, form.select_one("button.main"), stance="supports", strength="direct", why="It says so.")
    assert entries(site)[0].links[0].why == "It says so."


def test_the_collection_of_another_is_nobodys_evidence(site: Site) -> None:
    id = collected(site.person("staff"), "joint/para-1")
    site.person("analyst").get(f"{PICK}?collection={id}", 404)
    assert post(site.person("analyst"), PICK, collection=id, passage=["joint#para-1"]).status_code == 404
    assert not site.person("member").get("/collections").select("a[href*='evidence']")
    assert entries(site) == []
