"""Entries on the pages of the site, as a browser without scripts uses them."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup

from kb.domain.audience import Audience
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import EvidenceLink, Strength
from kb.domain.priority.priority import Stance
from people import BASE, Person, Site

FORM = "/sources/joint/annotate/para-2"


def words(page: BeautifulSoup) -> str:
    return re.sub(r"\s+", " ", page.get_text(" "))


def pin(person: Person, at: str = FORM, do: str = "save", **typed: Any) -> str:
    """Write an entry by the form, and return its address."""
    given = {
        "body": "They do not talk.",
        "priority-0": "talk",
        "stance-0": "supports",
        "strength-0": "direct",
        "why-0": "It says so.",
        "audience": "public",
        "again": "yes",
    }
    form = person.get(at).select_one("form.annotating")
    answer = person.send(form, form.select_one(f"button[value={do}]"), **(given | typed))
    assert answer.status_code == 303, words(BeautifulSoup(answer.text, "html.parser"))
    return answer.location.partition("?")[0]


def act(person: Person, entry: str, name: str, status: int = 303, **typed: str) -> BeautifulSoup:
    """Press a button on the page of an entry."""
    form = person.get(entry).select_one(f'form[action="{entry}/{name}"]')
    answer = person.send(form, **typed)
    assert answer.status_code == status
    return BeautifulSoup(answer.text, "html.parser")


def reviewed(site: Site, **typed: Any) -> str:
    entry = pin(site.person("analyst"), do="hand-in", **typed)
    act(site.person("staff"), entry, "accept")
    return entry


def test_the_form_is_for_people_who_work_on_entries(site: Site) -> None:
    asked = site.person().client.get(FORM, base_url=BASE)
    assert (asked.status_code, asked.location) == (303, f"/sign-in?next={FORM}")
    site.person("member").get(FORM, 403)
    site.person("analyst").get("/sources/joint/annotate/para-9", 404)
    site.person("analyst").get("/sources/minutes/annotate", 404)
    site.person("staff").get("/sources/minutes/annotate")


def test_an_entry_is_written_handed_in_and_reviewed_by_somebody_else(site: Site) -> None:
    ann, sue = site.person("analyst"), site.person("staff")
    form = ann.get(f"{FORM}?priority=talk")
    assert form.select_one("blockquote").text.strip().startswith("“The systems of courts do not talk")
    assert form.select_one("#words").text.strip().endswith("forces buy alone.")
    assert [o.text for o in form.select("#priority-0 option")] == ["None", "Buy together", "Systems that talk"]
    assert form.select_one("#priority-0 option[selected]").text == "Systems that talk"
    entry = pin(ann, words="do not  talk to\neach other", tags="Courts, joined  up,", body="They do *not*.")
    (made,) = site.catalogue.annotations.values()
    assert (made.citation.exact, made.citation.label) == ("do not talk to each other", "para 2")
    assert made.tags == ("Courts", "joined up")
    assert made.links == (EvidenceLink("talk", Stance.SUPPORTS, Strength.DIRECT, "It says so."),)
    page = ann.get(f"{entry}?done=made")
    assert "Saved as a draft" in words(page)
    assert page.select_one(".prose em").text == "not"
    assert page.select_one(".over a")["href"] == "/sources/joint#para-2"
    act(ann, entry, "hand-in")
    assert "a second person has to review it" in words(ann.get(entry))
    assert ann.get(entry).select_one(f'form[action="{entry}/accept"]') is None
    act(sue, entry, "send-back", note="Which courts?")
    assert "Which courts?" in words(ann.get(entry))
    act(ann, entry, "hand-in")
    act(sue, entry, "accept")
    assert site.catalogue.annotations[made.id].state is ReviewState.REVIEWED
    public = words(site.person().get(entry))
    assert "Reviewed" in public
    assert "an analyst" in public
    assert "Which courts?" not in public
    assert "example.org" not in public
    assert "analyst@example.org" in words(sue.get(entry))


def test_what_is_wrong_is_told_and_nothing_that_was_typed_is_lost(site: Site) -> None:
    ann = site.person("analyst")
    form = ann.get(FORM).select_one("form.annotating")
    typed = {"body": "My words.", "priority-0": "talk", "stance-0": "", "why-0": "My why.", "review_by": "soon"}
    page = BeautifulSoup(ann.send(form, **typed).text, "html.parser")
    assert [link["href"] for link in page.select(".told a")] == ["#stance-0", "#strength-0", "#review_by"]
    for link in page.select(".told a"):
        assert page.select_one(link["href"]) is not None
    assert page.select_one("#body").text.strip() == "My words."
    assert page.select_one("#why-0").text.strip() == "My why."
    assert page.select_one("#priority-0 option[selected]")["value"] == "talk"
    answer = ann.send(form, body="x", words="words that nobody wrote", **{"stance-0": ""})
    assert answer.status_code == 422
    assert "do not stand in the passage" in answer.text
    assert "words that nobody wrote" in answer.text
    assert site.catalogue.annotations == {}


def test_several_priorities_on_one_entry(site: Site) -> None:
    ann = site.person("analyst")
    form = ann.get(FORM).select_one("form.annotating")
    given = {"body": "Both.", "priority-0": "talk", "stance-0": "supports", "strength-0": "indirect"}
    more = ann.send(form, form.select_one("button[value=more]"), **given)
    form = BeautifulSoup(more.text, "html.parser").select_one("form.annotating")
    assert site.catalogue.annotations == {}
    assert len(form.select(".link-row")) == 2
    typed = {"stance-0": "supports", "priority-1": "buy", "stance-1": "limits", "strength-1": "direct"}
    assert ann.send(form, **typed).status_code == 303
    (made,) = site.catalogue.annotations.values()
    assert [(link.priority, link.stance) for link in made.links] == [("talk", Stance.SUPPORTS), ("buy", Stance.LIMITS)]


def test_two_people_change_one_entry_and_neither_loses_a_word(site: Site) -> None:
    ann, sue = site.person("analyst"), site.person("staff")
    entry = reviewed(site)
    mine, hers = (who.get(f"{entry}/edit").select_one("form.annotating") for who in (ann, sue))
    assert sue.send(hers, **{"body": "Sue was first.", "stance-0": "limits"}).status_code == 303
    answer = ann.send(mine, **{"body": "Ann was second.", "stance-0": "supports"})
    assert answer.status_code == 409
    page = BeautifulSoup(answer.text, "html.parser")
    assert "Sue was first." in page.select_one(".versions del").text
    assert "Ann was second." in page.select_one(".versions ins").text
    assert ann.send(page.select_one(f'form[action="{entry}/edit"]')).status_code == 303
    (now,) = site.catalogue.annotations.values()
    assert (now.body.strip(), now.state) == ("Ann was second.", ReviewState.DRAFT)
    told = words(ann.get(f"{entry}/versions"))
    assert told.index("Ann was second.") < told.index("Sue was first.") < told.index("They do not talk.")
    site.person("member").get(f"{entry}/versions", 403)


def test_links_that_two_people_add_are_both_kept_and_an_old_version_is_restored(site: Site) -> None:
    ann, sue = site.person("analyst"), site.person("staff")
    entry = pin(ann, **{"priority-0": "", "stance-0": "", "why-0": ""})
    mine, hers = (who.get(f"{entry}/edit").select_one("form.annotating") for who in (ann, sue))
    assert (
        sue.send(
            hers, **{"priority-0": "talk", "stance-0": "limits", "strength-0": "direct", "tags": "sue"}
        ).status_code
        == 303
    )
    answer = ann.send(
        mine, **{"priority-0": "buy", "stance-0": "supports", "strength-0": "direct", "body": "Ann’s words."}
    )
    assert answer.status_code == 409
    page = BeautifulSoup(answer.text, "html.parser")
    assert "Only they changed “Tags” and “Evidence for Systems that talk”: that stays." in words(page)
    form = page.select_one(f'form[action="{entry}/edit"]')
    assert ann.send(form, form.select_one("button.main")).status_code == 303
    (now,) = site.catalogue.annotations.values()
    assert {link.priority: link.stance.value for link in now.links} == {"talk": "limits", "buy": "supports"}
    assert (now.body.strip(), now.tags) == ("Ann’s words.", ("sue",))
    restore = ann.get(f"{entry}/versions").select("article section:last-of-type .doings a")[-1]
    form = ann.get(restore["href"]).select_one("form.annotating")
    assert ann.send(form, form.select_one("button[value=save]"), **{"stance-0": ""}).status_code == 303
    (now,) = site.catalogue.annotations.values()
    assert (now.links, now.body.strip()) == ((), "They do not talk.")


def test_a_turn_on_an_entry_that_changed_is_a_conflict(site: Site) -> None:
    ann, sue = site.person("analyst"), site.person("staff")
    entry = pin(ann, do="hand-in")
    form = sue.get(entry).select_one(f'form[action="{entry}/accept"]')
    ann.send(ann.get(f"{entry}/edit").select_one("form.annotating"), **{"body": "Other.", "stance-0": "supports"})
    answer = sue.send(form)
    assert answer.status_code == 409
    assert "Nothing of yours was saved" in answer.text
    assert [one.state for one in site.catalogue.annotations.values()] == [ReviewState.DRAFT]


def test_to_delete_is_to_retire_and_can_be_taken_back(site: Site) -> None:
    ann = site.person("analyst")
    entry = reviewed(site)
    act(ann, entry, "retire", note="Overtaken.")
    site.person().get(entry, 404)
    assert "Overtaken." in words(ann.get(entry))
    assert ann.get(entry).select_one(f'a[href="{entry}/edit"]') is None
    act(ann, entry, "take-up")
    assert [one.state for one in site.catalogue.annotations.values()] == [ReviewState.DRAFT]


def test_the_list_is_narrowed_by_everything(site: Site) -> None:
    ann, sue = site.person("analyst"), site.person("staff")
    draft = pin(ann, tags="courts")
    open_ = reviewed(site, body="Forces buy alone.", **{"priority-0": "buy", "stance-0": "limits"})
    (author,) = {one.author for one in site.catalogue.annotations.values()}

    def listed(person: Person, query: str = "") -> list[str]:
        return [link["href"] for link in person.get(f"/annotations{query}").select(".priorities h2 a")]

    assert set(listed(ann)) == {open_, draft}
    assert listed(site.person()) == [open_]
    assert (
        site.person().get("/annotations").select_one("h2").get_text() == "A joint look at how case files travel, para 2"
    )
    for query in ("state=draft", "tag=courts", "stance=supports", "priority=talk"):
        assert listed(ann, f"?{query}") == [draft], query
    for query in ("state=reviewed", "stance=limits", "priority=buy"):
        assert listed(ann, f"?{query}") == [open_], query
    assert set(listed(sue, f"?author={author}")) == {open_, draft}
    assert listed(ann, "?source=minutes") == []
    assert "author" not in str(site.person().get("/annotations").select_one("form.selects"))


def test_links_to_priorities_that_one_may_not_see_are_on_no_page(site: Site) -> None:
    sue, ann = site.person("staff"), site.person("analyst")
    entry = pin(sue, **{"priority-0": "secret", "why-0": "zebrafinch"})
    for path in (entry, f"{entry}/edit", f"{entry}/versions", "/annotations", "/annotations?priority=secret"):
        assert "zebrafinch" not in words(ann.get(path)), path
    stale = ann.get(f"{entry}/edit").select_one("form.annotating")
    ann.send(ann.get(f"{entry}/edit").select_one("form.annotating"), body="Ann.", **{"stance-0": ""})
    assert "zebrafinch" not in ann.send(stale, body="Late.", **{"stance-0": ""}).text
    (now,) = site.catalogue.annotations.values()
    assert [link.priority for link in now.links] == ["secret"]


def test_the_reader_and_the_search_lead_to_the_form_for_those_who_may(site: Site) -> None:
    ann = site.person("analyst")
    row = ann.get("/sources/joint?for=talk").select_one("#para-2")
    assert [a["href"] for a in row.select("a[data-pin]")] == [f"{FORM}?priority=talk#links", f"{FORM}?priority=talk"]
    assert ann.get("/sources/joint").select_one(".doings a[data-pin]")["href"] == "/sources/joint/annotate"
    found = ann.get("/search?q=talk&for=talk")
    assert found.select_one(".aim a").text == "Systems that talk"
    assert f"{FORM}?priority=talk#links" in [a["href"] for a in found.select(".hit a[data-pin]")]
    assert {"/search?q=talk&sort=newest&for=talk"} & {a["href"] for a in found.select(".sorts a")}
    assert found.select_one("#filters input[name=for]")["value"] == "talk"
    assert "/sources/joint?q=talk&for=talk#para-2" in [a["href"] for a in found.select(".hit .where a")]
    for person in (site.person(), site.person("member")):
        assert person.get("/search?q=talk&for=talk").select("a[data-pin]") == []
        assert person.get("/sources/joint").select("a[data-pin]") == []
    assert ann.get("/search?q=talk&for=secret").select(".aim") == []


@pytest.mark.parametrize("audience", Audience)
def test_an_entry_is_for_its_audience_once_it_is_reviewed(site: Site, audience: Audience) -> None:
    sue = site.person("staff")
    entry = pin(sue, audience=audience.value, do="hand-in")
    act(site.person("bea"), entry, "accept")
    for name, reads in (("", Audience.PUBLIC), ("member", Audience.MEMBERS), ("staff", Audience.STAFF)):
        site.person(name).get(entry, 200 if reads.sees(audience) else 404)


def test_entries_are_given_as_web_annotations_to_who_may_read_them(site: Site) -> None:
    entry = reviewed(site, tags="courts", words="do not talk")
    draft = pin(site.person("analyst"))
    given = site.person().client.get(f"{entry}.jsonld", base_url=BASE)
    assert given.headers["Content-Type"] == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    assert given.json["id"] == f"{BASE}{entry}"
    assert given.json["creator"]["name"] == "an analyst"
    assert given.json["target"]["selector"] == {
        "type": "TextQuoteSelector",
        "exact": "do not talk",
        "prefix": "The systems of courts ",
        "suffix": " to each other, and forces buy",
    }
    assert site.person("staff").client.get(f"{entry}.jsonld", base_url=BASE).json["creator"]["name"] == (
        "analyst@example.org"
    )
    site.person().get(f"{draft}.jsonld", 404)
    for name, said in (("", "1 annotated entry"), ("analyst", "2 annotated entries")):
        link = site.person(name).get("/sources/joint").select_one('a[href="/annotations?source=joint"]')
        assert link.text == said
    for name, total in (("", 1), ("analyst", 2)):
        found = site.person(name).client.get("/sources/joint/annotations.jsonld", base_url=BASE).json
        assert found["total"] == total


def test_the_desk_has_what_waits_for_whom(site: Site) -> None:
    ann, sue = site.person("analyst"), site.person("staff")
    draft, handed_in = pin(ann, body="Still thinking."), pin(ann, do="hand-in")
    overdue = reviewed(site, review_by="2016-01-01")

    def on(person: Person, queue: str) -> list[str]:
        links = person.get("/desk").select(f"section[aria-labelledby={queue}] .entries a")
        return [link["href"] for link in links]

    assert (on(ann, "to-review"), on(ann, "drafts"), on(ann, "overdue")) == ([], [draft], [overdue])
    assert (on(sue, "to-review"), on(sue, "drafts"), on(sue, "overdue")) == ([handed_in], [], [overdue])
    assert site.person("member").get("/desk").select_one("#drafts") is None
    assert "wait for you" in words(sue.get("/desk"))
