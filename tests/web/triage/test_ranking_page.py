"""The ranking, the pairs and the desk, as each reader sees them."""

import datetime as dt
from dataclasses import replace

import pytest

from kb.domain.audience import Audience
from kb.domain.call.call import CallState, Channel, Consent, Input, Slot
from kb.domain.priority.priority import SlotRef

RANKING = "/calls/call/ranking"


def test_the_ranking_is_sealed_until_the_call_closes(site, staff, words) -> None:
    site.put(replace(site.kb.triage.board("call").call, state=CallState.OPEN))
    site.kb.index_sync.sync()
    for reader in (site.person(), site.person("member")):
        page = reader.get(RANKING)
        assert "nobody but staff sees totals" in words(page)
        assert page.select("table") == []
        assert "Buy together" not in page.text
    assert staff.get(RANKING).select_one("table") is not None


def test_staff_see_every_rule_with_its_table_and_chart(staff, words) -> None:
    page = staff.get(RANKING)
    heads = [head.text for head in page.select("#table + .scrolls th[scope=col]")]
    assert heads == ["Priority", "Points", "Named by", "First choices", "Pairwise wins"]
    row = page.select_one("#table + .scrolls tbody tr")
    assert words(row).split()[:4] == ["1", "Buy", "together", "10"]
    assert len(page.select("svg[role=img]")) == 4
    assert "Points: Buy together 10, Decisions at home 0" in page.select_one("svg")["aria-label"]
    assert [cell.text for cell in page.select(".grid tbody tr")[0].select("td")] == ["", "2:0"]
    assert "One ballot for each organisation" in words(page)
    assert "Copeland" in words(page)


def test_others_see_only_what_gives_nobody_away(site, words) -> None:
    """One answer is in totals only: counting it would show it to everybody who reads the other three."""
    page = site.person().get(RANKING)
    assert "3 ballots from 3 answers" in words(page)
    assert "1 answer is left out" in words(page)
    assert words(page.select_one("#table + .scrolls tbody tr")).split()[:4] == ["1", "Buy", "together", "5"]
    assert "zebrafinch" not in page.text
    assert page.select("#kinds ~ .scrolls") == []


def test_a_kind_is_shown_where_three_of_it_and_of_the_rest_are_safe(site, words) -> None:
    for n in range(3):
        for kind in ("charity", "supplier"):
            site.put(_answer(f"{kind}-{n}", kind))
    site.kb.index_sync.sync()
    page = site.person().get(RANKING)
    heads = [head.text for head in page.select("#kinds ~ .scrolls th[scope=col]")]
    assert heads == ["Points", "charity (5 ballots)", "all others (4 ballots)"]  # three suppliers would give bob away


def _answer(id: str, kind: str) -> Input:
    return Input(
        id=id,
        call="call",
        organisation=id,
        organisation_kind=kind,
        received=dt.datetime(2016, 9, 20, tzinfo=dt.UTC),
        channel=Channel.FORM,
        consent=Consent.NAMED,
        slots=(Slot("Anything"),),
        audience=Audience.PUBLIC,
    )


def test_where_the_rules_disagree_the_page_says_so(site, staff, words) -> None:
    priorities = site.priorities
    site.put(replace(priorities["decide"], slots=(SlotRef("bob", 2), SlotRef("cat", 2), SlotRef("ann", 2))))
    site.kb.index_sync.sync()
    page = staff.get(RANKING)
    assert "The rules disagree" in words(page)
    leaders = {row.dt.text: row.dd.text for row in page.select(".leaders > div")}
    assert leaders["Points"] == "“Decisions at home”"
    assert leaders["First choices"] == "“Buy together”"


@pytest.mark.parametrize("by", ["points", "named+by", "first+choices", "pairwise", "nonsense"])
def test_the_table_can_be_in_the_order_of_each_rule(staff, by: str) -> None:
    assert len(staff.get(f"{RANKING}?by={by}").select("th[aria-sort]")) == 1


def test_pairs_are_offered_and_nothing_is_decided(staff, words) -> None:
    page = staff.get("/calls/call/pairs")
    pairs = [words(pair) for pair in page.select("#of-priorities ~ .pairs > li")]
    assert len(pairs) == 1
    assert "Buy together" in pairs[0]
    assert "Decisions at home" in pairs[0]
    slots = words(page.select_one("#of-slots ~ .pairs"))
    assert "A national body should decide on case systems" in slots
    assert "Case systems are for each force to decide" in slots
    assert page.select("form[action*=pairs]") == []


def test_the_desk_says_what_waits_for_staff(staff, words) -> None:
    page = staff.get("/desk")
    assert "5 things wait for you" in words(page)
    assert "2 of 8 choices grouped" in words(page)
    assert page.select_one("a[href='/calls/call/triage/waiting/fay']") is not None
    assert "Group 6 choices" in words(page)
    assert "A walled report" in words(page)
    assert "blocked to scripts" in words(page)


def test_a_members_desk_tells_nothing_of_answers(site, words) -> None:
    page = site.person("member").get("/desk")
    assert "Nothing waits for you" in words(page)
    for hidden in ("sorted", "triage", "walled", "fay"):
        assert hidden not in page.select_one("main").text.lower()


def test_who_has_not_signed_in_has_no_desk(site) -> None:
    sent = site.person().client.get("/desk", base_url="http://kb.example")
    assert sent.status_code == 303
    assert sent.location.startswith("/sign-in")


def test_where_one_rule_ties_what_all_others_put_first_the_page_says_just_that(site, staff, words) -> None:
    priorities = site.priorities
    site.put(replace(priorities["buy"], slots=(SlotRef("bob", 1), SlotRef("dot", 1), SlotRef("ann", 1))))
    site.put(replace(priorities["decide"], slots=(SlotRef("bob", 2), SlotRef("ann", 2), SlotRef("cat", 2))))
    site.kb.index_sync.sync()
    page = words(staff.get(RANKING))
    assert "The rules agree" in page
    assert "All four rules put “Buy together” first; “Named by” ties it with 1 other." in page
    assert ".." not in page
