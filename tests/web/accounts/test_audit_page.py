"""The audit log as staff read it."""

import pytest

from kb.domain.account.account import Role


def test_staff_read_who_did_what_and_others_do_not(visit) -> None:
    boss = visit().join(Role.STAFF, "boss@example.org")
    token = boss.page("/people").select_one("input[name=csrf]")["value"]
    assert boss.post("/people/invite", csrf=token, email="new@example.org", role="member").status_code == 200
    page = boss.page("/audit")
    first = page.select_one("ul.entries li")
    assert first.strong.text == "Invite"
    assert "boss@example.org" in first.text
    assert "account: new@example.org" in first.text
    visit().join(Role.ANALYST).page("/audit", 403)
    assert visit().get("/audit").status_code == 303
    assert boss.page("/people").select_one("a[href='/audit']") is not None


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("who=TERMINAL", {"Invite"}),
        ("what=set+up", {"Set up sign-in"}),
        ("item=boss@", {"Invite", "Set up sign-in"}),
        ("security=yes&until=2999-01-01", {"Invite", "Set up sign-in"}),
        ("since=2999-01-01", set()),
        ("page=9", set()),
        ("page=x", {"Invite", "Set up sign-in"}),
    ],
)
def test_it_is_narrowed_and_what_was_asked_stays_in_the_form(visit, asked: str, rows: set[str]) -> None:
    page = visit().join(Role.STAFF, "boss@example.org").page(f"/audit?{asked}")
    assert {row.text for row in page.select("ul.entries li strong")} == rows
    name, value = asked.partition("&")[0].split("=")
    if name not in ("page", "security"):
        assert page.select_one(f"input[name={name}]")["value"] == value.replace("+", " ")


def test_a_day_that_is_none_is_told(visit) -> None:
    page = visit().join(Role.STAFF).page("/audit?since=yesterday", 422)
    assert "Write days like" in page.select_one("[role=alert]").text


def test_it_has_pages(visit, kb) -> None:
    boss = visit().join(Role.STAFF, "boss@example.org")
    for _ in range(51):
        kb.accounts.end_sessions(kb.accounts.invite("ann@example.org", Role.MEMBER, "terminal").account.id, "terminal")
    first = boss.page("/audit?item=ann")
    assert len(first.select("ul.entries li")) == 50
    assert first.select_one("a[rel=prev]") is None
    last = boss.page("/audit?item=ann&page=3")
    assert len(last.select("ul.entries li")) == 2
    assert last.select_one("a[rel=next]") is None
    assert last.select_one("a[rel=prev]")["href"] == "/audit?item=ann&page=2"
