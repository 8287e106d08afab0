"""Entries beside their passages: whose they are for whom, where they lead, and what of the text is marked."""

import datetime as dt
import re
from dataclasses import replace
from html import unescape

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation
from kb.domain.source.passage import Citation
from kb.web.sources.margin_notes import mark_quotes
from people import Person, Site

AT = dt.datetime(2026, 11, 1, 9, 0, tzinfo=dt.UTC)
QUOTE = "do not link to those"


@pytest.mark.parametrize(
    ("markup", "quote", "marked"),
    [
        ("<p>We buy alone.</p>", "buy alone", '<p>We <mark class="noted">buy alone</mark>.</p>'),
        (
            "<p>AT&amp;T and <em>R&amp;D</em> firms</p>",
            "T and R&D",
            '<p>AT&amp;<mark class="noted">T and </mark><em><mark class="noted">R&amp;D</mark></em> firms</p>',
        ),
        ("<p>two\nlines</p>", "two lines", "<p>two\nlines</p>"),  # the whole passage
        ("<p>here</p>", "not there", "<p>here</p>"),
        ("<p>here</p>", "", "<p>here</p>"),
    ],
)
def test_quoted_words_are_marked_across_tags(markup: str, quote: str, marked: str) -> None:
    assert mark_quotes(markup, [quote]) == marked


@given(st.lists(st.sampled_from(["a", "b &amp; c", "<em>", "</em>", " ", "\n", "&lt;x&gt;"])), st.text("ab &c<x>"))
def test_marking_changes_no_word_and_no_other_tag(pieces: list[str], quote: str) -> None:
    markup = "".join(pieces)
    marked = mark_quotes(markup, [quote])
    without = re.sub(r'<mark class="noted">|</mark>', "", marked)
    assert re.findall("<[^>]*>", without) == re.findall("<[^>]*>", markup)
    assert unescape(without) == unescape(markup)


def entry(id: str, author: str, state: ReviewState) -> Annotation:
    turns = {
        ReviewState.DRAFT: (),
        ReviewState.IN_REVIEW: (Turn(AT, author, ReviewState.IN_REVIEW),),
        ReviewState.REVIEWED: (
            Turn(AT, author, ReviewState.IN_REVIEW),
            Turn(AT, "editors", ReviewState.REVIEWED),
        ),
    }[state]
    made = Annotation(id=id, citation=Citation("plain", exact=QUOTE, label="para 2"), author=author, made=AT)
    return replace(made, turns=turns, body=f"A note called {id}.")


def margin(page: BeautifulSoup) -> dict[str, str]:
    notes = page.select(".note.plain")
    return {note.a["href"].rpartition("/")[2]: " ".join(note.get_text(" ").split()) for note in notes}


def test_entries_stand_beside_their_passage_for_who_may_see_them(site: Site, staff: Person, make_source) -> None:
    ids = {one.email.partition("@")[0]: one.id for one in site.kb.accounts.all()}
    text = f"**1.** Radios.\n\n**2.** The radios of one force {QUOTE} of another.\n"
    site.put(replace(make_source("plain"), body=text))
    for id, author, state in (
        ("own-draft", "analyst", ReviewState.DRAFT),
        ("own-waiting", "analyst", ReviewState.IN_REVIEW),
        ("of-bea", "bea", ReviewState.REVIEWED),
    ):
        site.put(entry(id, ids[author], state))
    assert site.kb.checker.check().problems == ()
    analyst = site.person("analyst")
    page = analyst.get("/sources/plain")
    assert set(margin(page)) == {"own-draft", "own-waiting", "of-bea"}
    assert margin(page)["own-draft"] == "A note called own-draft. draft by you"
    assert margin(page)["own-waiting"] == "A note called own-waiting. waits for review by you"
    assert margin(page)["of-bea"] == "A note called of-bea. by one of the staff"
    assert [mark.get_text() for mark in page.select("#para-2 mark.noted")] == [QUOTE]
    assert analyst.get("/annotations/own-draft").h1
    assert margin(site.person("member").get("/sources/plain")) == {
        "of-bea": "A note called of-bea. by one of the staff"
    }
    everybody = site.person().get("/sources/plain")
    assert margin(everybody) == {}
    assert everybody.select("mark.noted") == []


def test_own_entries_are_one_choice_of_the_list(site: Site, make_source) -> None:
    ids = {one.email.partition("@")[0]: one.id for one in site.kb.accounts.all()}
    site.put(entry("own-draft", ids["analyst"], ReviewState.DRAFT))
    site.put(entry("of-bea", ids["bea"], ReviewState.REVIEWED))
    analyst = site.person("analyst")
    address = next(a["href"] for a in analyst.get("/desk").select("a") if a.text == "Your own entries")
    page = analyst.get(address)
    assert page.select_one("#by-author option[selected]").text == "You"
    assert [a["href"] for a in page.select("h2 a")] == ["/annotations/own-draft"]
