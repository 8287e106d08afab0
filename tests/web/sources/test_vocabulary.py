"""Topics and acronyms on the site: added, changed, removed where nothing has them, and gone back to."""

import pytest

from kb.content.items import AcronymList, TopicList
from kb.domain.vocabulary import Acronym, Topic
from people import Person, Site


@pytest.fixture
def staff(site: Site) -> Person:
    return site.person("staff")


@pytest.fixture
def words(site: Site, make_source) -> Site:
    site.put(
        TopicList("topics", (Topic("buying", "Buying", "How forces buy."), Topic("radios", "Radios", "Of all kinds.")))
    )
    site.put(AcronymList("acronyms", (Acronym("CPS", ("Crown Prosecution Service",)),)))
    site.put(make_source("one", topics=("buying",)))
    site.kb.browsing.look_again()
    return site


def save(person: Person, at: str, status: int = 303, **typed: str):
    form = person.get(at).find("form", class_="entry-form")
    sent = person.send(form, form.find_all("button")[-1], **typed)
    assert sent.status_code == status, sent.text
    return sent


def test_a_topic_is_added_changed_and_gone_back_to(words: Site, staff: Person) -> None:
    save(
        staff,
        "/vocabulary/topics",
        name="Shared systems",
        definition="What forces run together.",
        terms="joint\nshared",
    )
    added = words.catalogue.topics["shared-systems"]
    assert added == Topic("shared-systems", "Shared systems", "What forces run together.", ("joint", "shared"))
    assert "Shared systems" in staff.get("/sources/one/edit").find(id="topics").text
    save(staff, "/vocabulary/topics/shared-systems", name="Systems in common")
    assert words.catalogue.topics["shared-systems"].name == "Systems in common"
    versions = staff.get("/vocabulary/topics/shared-systems/versions")
    restore = next(a["href"] for a in versions.find_all("a") if "version=2" in a["href"] and "compare" not in a["href"])
    save(staff, restore)
    assert words.catalogue.topics["shared-systems"].name == "Shared systems"
    assert "Say what belongs under it." in save(staff, "/vocabulary/topics", 422, name="Empty").text


def test_what_something_has_as_its_topic_is_not_removed(words: Site, staff: Person) -> None:
    page = staff.get("/vocabulary")
    refused = staff.send(page.find("form", action="/vocabulary/topics/buying/remove"))
    assert refused.status_code == 422
    assert "In use: 1 source or priority has this topic." in refused.text
    assert staff.send(page.find("form", action="/vocabulary/topics/radios/remove")).status_code == 303
    assert list(words.catalogue.topics) == ["buying"]


def test_an_acronym_is_changed_and_searched_by(words: Site, staff: Person) -> None:
    save(staff, "/vocabulary/acronyms/CPS", also="the Crown prosecutors")
    assert words.catalogue.acronyms["CPS"].also == ("the Crown prosecutors",)
    assert "another one of this name" in save(staff, "/vocabulary/acronyms", 422, short="CPS", expansions="Other").text
    save(staff, "/vocabulary/acronyms", short="R&D", expansions="research and development")
    assert staff.get("/vocabulary/acronyms/R%26D").find("input", id="short")["value"] == "R&D"


def test_two_who_change_other_words_both_keep_theirs_and_of_one_word_are_told(words: Site, staff: Person) -> None:
    bea = words.person("bea")
    forms = [
        p.get(f"/vocabulary/topics/{word}").find("form", class_="entry-form")
        for p, word in ((staff, "buying"), (bea, "radios"))
    ]
    again = staff.get("/vocabulary/topics/radios").find("form", class_="entry-form")
    assert staff.send(forms[0], forms[0].find_all("button")[-1], name="Purchasing").status_code == 303
    assert bea.send(forms[1], forms[1].find_all("button")[-1], name="Radio sets").status_code == 303
    assert [topic.name for topic in words.catalogue.topics.values()] == ["Purchasing", "Radio sets"]
    late = staff.send(again, again.find_all("button")[-1], name="Wireless")
    assert late.status_code == 409
    assert "Radio sets" in late.text


def test_only_staff_write_words(words: Site) -> None:
    for path in ("/vocabulary", "/vocabulary/topics/buying"):
        words.person("analyst").get(path, 403)
    words.person("staff").get("/vocabulary/nothing", 404)
    words.person("staff").get("/vocabulary/topics/nothing", 404)
