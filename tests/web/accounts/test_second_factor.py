"""Sign-in codes through the pages: set up, asked for, lost, reset by staff, and needed by staff where it is set."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyotp
import pytest

from kb.bootstrap import KnowledgeBase
from kb.domain.account.account import Role
from kb.services.accounts.rate_limit import FREE_ATTEMPTS
from kb.web import create_app

PASSPHRASE = "four words nobody guesses"
CODES = "/account/sign-in-codes"


def code_of(secret: str, steps: int = 0) -> str:
    app = pyotp.TOTP(secret)
    return app.generate_otp(app.timecode(time.time()) + steps)


def set_up(person: Any) -> tuple[str, list[str]]:
    """Turn codes on; return the secret in the app, and the recovery codes."""
    page = person.page(CODES)
    secret = page.find("input", attrs={"name": "secret"})["value"]
    response = person.send(page, f"{CODES}/on", code=code_of(secret), current=PASSPHRASE)
    assert response.status_code == 200
    return secret, re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", response.text)


@pytest.fixture
def begin(visit) -> Callable[[str], tuple[Any, Any]]:
    """Sign in with the passphrase: the browser, and the page that asks for the code."""

    def begun(email: str) -> tuple[Any, Any]:
        person = visit()
        response = person.sign_in(email)
        assert response.status_code == 200
        return person, response

    return begun


def send_code(person: Any, response: Any, code: str) -> Any:
    fields = dict(re.findall(r'name="(csrf|begun|next)" value="([^"]*)"', response.text))
    return person.post("/sign-in/code", **fields, code=code)


def test_codes_are_set_up_with_a_picture_or_a_key_and_asked_for_from_then_on(visit, begin) -> None:
    ann = visit().join(Role.MEMBER, "ann@example.org")
    page = ann.page(CODES)
    secret = page.find("input", attrs={"name": "secret"})["value"]
    assert page.select_one("code.key").text.replace(" ", "") == secret
    assert page.select_one("svg.qr path")["d"].startswith("M")
    secret, paper = set_up(ann)
    assert len(paper) == 10
    assert "On: signing in takes a code" in ann.page("/account").main.text
    assert paper[0] not in ann.get(CODES).text
    there, response = begin("ann@example.org")
    assert there.get("/account").status_code == 303
    assert "Type your sign-in code" in response.text
    done = send_code(there, response, code_of(secret, 1))
    assert (done.status_code, there.get("/account").status_code) == (303, 200)


def test_a_wrong_code_is_told_and_a_recovery_code_gets_in(visit, begin) -> None:
    _, paper = set_up(visit().join(Role.MEMBER, "ann@example.org"))
    there, response = begin("ann@example.org")
    again = send_code(there, response, "000000")
    assert again.status_code == 422
    assert "This code does not fit" in again.text
    assert send_code(there, again, paper[0]).status_code == 303


def test_signing_in_leads_on_to_where_one_was_going(visit) -> None:
    secret, _ = set_up(visit().join(Role.MEMBER, "ann@example.org"))
    there = visit()
    response = there.sign_in("ann@example.org", path="/sign-in?next=/sources/members-circle")
    assert send_code(there, response, code_of(secret, 1)).headers["Location"] == "/sources/members-circle"


def test_too_many_wrong_codes_wait_and_a_sign_in_that_is_none_begins_anew(visit, begin) -> None:
    set_up(visit().join(Role.MEMBER, "ann@example.org"))
    there, response = begin("ann@example.org")
    for _ in range(FREE_ATTEMPTS):
        assert send_code(there, response, "000000").status_code == 422
    assert send_code(there, response, "000000").status_code == 429
    csrf = re.findall(r'name="csrf" value="([^"]*)"', response.text)[0]
    anew = there.post("/sign-in/code", csrf=csrf, begun="x", code="000000", next="/sources")
    assert anew.status_code == 422
    assert "took too long" in anew.text
    assert 'value="/sources"' in anew.text


def test_the_second_step_is_taken_from_our_own_page_only(visit, begin) -> None:
    secret, _ = set_up(visit().join(Role.MEMBER, "ann@example.org"))
    there, response = begin("ann@example.org")
    begun = re.findall(r'name="begun" value="([^"]*)"', response.text)[0]
    assert there.post("/sign-in/code", begun=begun, code=code_of(secret, 1)).status_code == 403
    assert visit().post("/sign-in/code", begun=begun, code=code_of(secret, 1), csrf="x").status_code == 403


def test_what_is_wrong_in_setting_up_is_said_beside_its_field_and_the_key_stays(visit) -> None:
    ann = visit().join(Role.MEMBER, "ann@example.org")
    page = ann.page(CODES)
    secret = page.find("input", attrs={"name": "secret"})["value"]
    for field, typed in (("code", {"code": "000000", "current": PASSPHRASE}), ("current", {"code": code_of(secret)})):
        response = ann.send(page, f"{CODES}/on", **{"current": "not this one", **typed})
        assert response.status_code == 422
        assert f'href="#on-{field}"' in response.text
        assert f'id="on-{field}-problem"' in response.text
        assert secret in response.text
    assert PASSPHRASE not in response.text


def test_codes_are_turned_off_and_recovery_codes_made_anew_with_passphrase_and_code(visit, kb) -> None:
    ann = visit().join(Role.MEMBER, "ann@example.org")
    _, paper = set_up(ann)
    response = ann.send(ann.page(CODES), f"{CODES}/recovery-codes", code=paper[0], current=PASSPHRASE)
    new = re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", response.text)
    assert len(new) == 10
    wrong = ann.send(ann.page(CODES), f"{CODES}/off", code=paper[1], current=PASSPHRASE)
    assert wrong.status_code == 422
    assert 'href="#off-code"' in wrong.text
    done = ann.send(ann.page(CODES), f"{CODES}/off", code=new[0], current=PASSPHRASE)
    assert "codes are off" in ann.page(done.headers["Location"]).main.text
    assert not kb.accounts.one("ann@example.org").has_second_factor


def test_staff_see_who_has_codes_and_reset_them(visit, kb) -> None:
    ann, boss = visit().join(Role.ANALYST, "ann@example.org"), visit().join(Role.STAFF)
    id = kb.accounts.one("ann@example.org").id
    assert not boss.page("/people").find("form", action=f"/people/{id}/reset-codes")
    set_up(ann)
    page = boss.page("/people")
    assert "sign-in codes on" in page.main.text
    response = boss.send(page, f"/people/{id}/reset-codes")
    assert "codes are reset" in boss.page(response.headers["Location"]).main.text
    assert ann.get("/account").status_code == 303
    assert ann.sign_in("ann@example.org").status_code == 303
    csrf = ann.page("/account").find("input", attrs={"name": "csrf"})["value"]
    own = kb.accounts.one("staff@example.org").id
    assert ann.post(f"/people/{own}/reset-codes", csrf=csrf).status_code == 403


@pytest.fixture
def strict(kb: KnowledgeBase) -> KnowledgeBase:
    return replace(kb, settings=replace(kb.settings, staff_need_second_factor=True))


@pytest.fixture
def visit_strict(visit, strict: KnowledgeBase) -> Callable[[], Any]:
    app = create_app(strict, "https://kb.example")
    return lambda: replace(visit(), client=app.test_client())


def test_staff_who_need_codes_read_nothing_until_they_have_them(visit_strict) -> None:
    boss = visit_strict()
    token = boss.kb.accounts.invite("boss@example.org", Role.STAFF, "terminal").token
    assert boss.accept(token).status_code == 303
    for path in ("/people", "/account", "/desk"):
        assert boss.get(path).headers["Location"].startswith("/sign-in")
    assert boss.get("/sign-in?next=/people").headers["Location"] == f"{CODES}?next=%2Fpeople"
    for path in ("/sources", "/api/v1/sources", "/search?q=circle", "/sources.atom"):
        assert "staff-circle" not in boss.get(path).text
        assert "members-circle" not in boss.get(path).text
    csrf = boss.page(CODES).find("input", attrs={"name": "csrf"})["value"]
    assert boss.post("/people/invite", csrf=csrf, email="x@example.org", role="staff").status_code == 303
    assert [account.email for account in boss.kb.accounts.all()] == ["boss@example.org"]
    page = boss.page(f"{CODES}?next=/people")
    assert "Staff need a sign-in code" in page.main.text
    secret = page.find("input", attrs={"name": "secret"})["value"]
    response = boss.send(page, f"{CODES}/on", code=code_of(secret), current=PASSPHRASE)
    assert 'href="/people">I have kept them' in response.text
    assert "boss@example.org" in response.text
    assert boss.get("/people").status_code == 200
    assert "staff-circle" in boss.get("/sources").text


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ANALYST])
def test_others_need_no_codes(visit_strict, role: Role) -> None:
    person = visit_strict().join(role)
    assert person.get("/account").status_code == 200
    assert "members-circle" in person.get("/sources").text


def test_staff_who_come_by_the_organisations_sign_in_need_none_of_ours(visit_strict) -> None:
    boss = visit_strict()
    boss.kb.accounts.invite("boss@example.org", Role.STAFF, "terminal")
    opened = boss.kb.sign_in.sign_in_as("boss@example.org", "issuer subject", Role.STAFF)
    boss.client.set_cookie("__Host-kb-session", opened.token, domain="kb.example", secure=True)
    assert boss.get("/people").status_code == 200
    assert "nothing to set up here" in boss.page(CODES).main.text


def test_a_role_that_rises_to_staff_is_asked_for_codes_at_once(visit_strict) -> None:
    ann = visit_strict().join(Role.MEMBER, "ann@example.org")
    ann.kb.accounts.set_role(ann.kb.accounts.one("ann@example.org").id, Role.STAFF, "terminal")
    assert ann.get("/people").status_code == 303
    assert "staff-circle" not in ann.get("/sources").text
