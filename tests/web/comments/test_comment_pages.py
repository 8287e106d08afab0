"""Comments: written under an entry or a priority, calling on colleagues, resolved and reopened; for colleagues only."""

import pytest
from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from kb.domain.account.account import Account
from people import Person, Site

SUBJECTS = ("priorities/one-record", "annotations/keyed", "questions/hours", "advice/count")
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(2)) **so**"


def write(person: Person, subject: str, text: str) -> TestResponse:
    return person.send(person.get(f"/{subject}").select_one('form[action="/comments"]'), text=text)


def comments(shown: BeautifulSoup) -> list[Tag]:
    return shown.select('li[id^="comment-"]')


def account(site: Site, name: str) -> Account:
    return site.kb.accounts.one(f"{name}@example.org")


def name_it(site: Site, name: str, display_name: str) -> None:
    site.kb.own_account.set_profile(account(site, name), display_name, "my work")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_comment_is_written_resolved_and_reopened(site: Site, subject: str) -> None:
    analyst, staff = site.person("analyst"), site.person("staff")
    sent = write(analyst, subject, "Is **this** so?")
    assert sent.status_code == 303
    (shown,) = comments(staff.get(f"/{subject}"))
    assert sent.headers["Location"] == f"/{subject}#{shown['id']}"
    assert shown.select_one("strong").text == "this"
    assert "analyst@example.org" in shown.text
    assert staff.send(shown.select_one("form")).headers["Location"] == f"/{subject}#comments"
    (shown,) = comments(analyst.get(f"/{subject}"))
    assert shown.find_parent("details").summary.text == "1 resolved comment"
    assert "Resolved by one of the staff" in shown.text
    analyst.send(shown.select_one("form"))
    (shown,) = comments(staff.get(f"/{subject}"))
    assert shown.find_parent("details") is None


def test_each_act_has_its_line_in_the_audit_log_without_the_words(site: Site) -> None:
    staff = site.person("staff")
    write(staff, "priorities/one-record", "zanzibar")
    for _ in range(2):
        (shown,) = comments(staff.get("/priorities/one-record"))
        staff.send(shown.select_one("form"))
    log = (site.folder / "var" / "audit.jsonl").read_text()
    assert [log.count(f'"{what}"') for what in ("comment", "resolve comment", "reopen comment")] == [4, 1, 1]
    assert "zanzibar" not in log
    assert "on: priorities/one-record" in staff.get("/audit?what=comment").text


def test_what_is_typed_is_harmless(site: Site) -> None:
    staff = site.person("staff")
    write(staff, "priorities/one-record", HOSTILE)
    (shown,) = comments(staff.get("/priorities/one-record"))
    assert "<script>alert(1)</script>" in shown.text
    assert shown.select_one("strong").text == "so"
    assert shown.select("script, a[href]") == []


@pytest.mark.parametrize(("text", "problem"), [("  \n ", "Write something first."), ("word " * 1001, "At most 5000")])
def test_what_cannot_be_kept_is_shown_again(site: Site, text: str, problem: str) -> None:
    sent = write(site.person("staff"), "questions/hours", text)
    shown = BeautifulSoup(sent.text, "html.parser")
    assert sent.status_code == 422
    assert problem in shown.select_one('main [role="alert"]').text
    assert shown.select_one("textarea").text.strip() == text.strip()
    assert "Who counts the hours?" in shown.select_one("main .over").text


def test_who_is_called_on_finds_it_on_the_desk_until_it_is_resolved(site: Site) -> None:
    name_it(site, "analyst", "Ann Alyst")
    staff, analyst = site.person("staff"), site.person("analyst")
    assert "@Ann Alyst" in staff.get("/priorities/one-record").select_one("#comment-hint").text
    write(staff, "priorities/one-record", "What do you say, @ann alyst?")
    assert "Mentions Ann Alyst" in comments(analyst.get("/priorities/one-record"))[0].text
    (waiting,) = analyst.get("/desk").select("#mentions ~ ul a")
    (shown,) = comments(analyst.get("/priorities/one-record"))
    assert waiting["href"] == f"/priorities/one-record#{shown['id']}"
    assert "What do you say" in waiting.parent.text
    for person in (staff, site.person("bea"), site.person("member")):
        assert not person.get("/desk").select("#mentions")
    analyst.send(shown.select_one("form"))
    assert not analyst.get("/desk").select("#mentions")


def test_analysts_are_told_no_address_and_can_try_none(site: Site) -> None:
    name_it(site, "bea", "Bea")
    analyst = site.person("analyst")
    hint = analyst.get("/priorities/one-record").select_one("#comment-hint").text
    assert "@Bea" in hint
    assert "example.org" not in hint
    write(analyst, "priorities/one-record", "@staff@example.org and @Bea")
    assert "Mentions Bea" in comments(analyst.get("/priorities/one-record"))[0].text
    assert site.person("bea").get("/desk").select("#mentions")
    assert not site.person("staff").get("/desk").select("#mentions")


def test_nobody_is_called_on_who_may_not_see_the_page_or_work_on_it(site: Site) -> None:
    staff, analyst = site.person("staff"), site.person("analyst")
    write(staff, "priorities/hidden", "@analyst@example.org @member@example.org @bea@example.org")
    (shown,) = comments(staff.get("/priorities/hidden"))
    assert shown.select("p.quiet")[-1].text == "Mentions bea@example.org"
    write(staff, "priorities/one-record", "@member@example.org @staff@example.org")
    assert not comments(staff.get("/priorities/one-record"))[0].find(string=lambda words: "Mentions" in words)
    assert not analyst.get("/desk").select("#mentions")


def test_a_mention_goes_with_what_it_is_on(site: Site) -> None:
    staff, bea = site.person("staff"), site.person("bea")
    write(staff, "priorities/hidden", "@bea@example.org look")
    assert "zebrafinch" in bea.get("/desk").select_one("#mentions ~ ul").text
    site.kb.accounts.set_role(account(site, "bea").id, account(site, "analyst").role, "test")
    assert not bea.get("/desk").select("#mentions")


def test_others_neither_read_nor_write_nor_resolve(site: Site) -> None:
    staff = site.person("staff")
    write(staff, "priorities/one-record", "zanzibar")
    write(staff, "priorities/hidden", "zanzibar")
    shown, hidden = (comments(staff.get(f"/priorities/{id}"))[0]["id"] for id in ("one-record", "hidden"))
    for name in ("", "member"):
        page = site.person(name).get("/priorities/one-record")
        assert "zanzibar" not in page.text
        assert not page.select("#comments")
    member, analyst = site.person("member"), site.person("analyst")
    token = member.get("/account").select_one("input[name=csrf]")["value"]
    for path in ("/comments", f"/comments/{shown.removeprefix('comment-')}/resolve"):
        data = {"csrf": token, "on": "priorities/one-record", "text": "me too"}
        assert member.client.post(path, base_url="http://kb.example", data=data).status_code == 403
    token = analyst.get("/account").select_one("input[name=csrf]")["value"]
    tries = {
        "/comments": {"on": "priorities/hidden", "text": "me too"},
        f"/comments/{hidden.removeprefix('comment-')}/resolve": {},
        "/comments/none/reopen": {},
    }
    tries |= {f"/comments?{n}": {"on": on, "text": "x"} for n, on in enumerate(("", "sources/joint-report", "//x.y/"))}
    for path, data in tries.items():
        answer = analyst.client.post(path, base_url="http://kb.example", data={"csrf": token, **data})
        assert answer.status_code == 404, path
    assert len(comments(staff.get("/priorities/hidden"))) == 1
