import datetime as dt
import re
from pathlib import Path

import pytest

import kb.web
from kb.domain.account.account import Role
from kb.services.accounts.rate_limit import FREE_ATTEMPTS

PASSPHRASE = "four words nobody guesses"
SOURCES = {"public-circle": 1, "members-circle": 2, "staff-circle": 3}


def cookies(response) -> dict[str, str]:
    return {line.split("=", 1)[0]: line for line in response.headers.getlist("Set-Cookie")}


def test_an_invited_person_sets_a_passphrase_and_is_signed_in(visit, kb) -> None:
    ann = visit()
    token = kb.accounts.invite("ann@example.org", Role.MEMBER, "terminal").token
    response = ann.accept(token)
    assert (response.status_code, response.headers["Location"]) == (303, "/desk")
    page = ann.page("/account")
    assert "ann@example.org" in page.main.text
    assert ann.get(f"/welcome/{token}").status_code == 404


def test_looking_at_a_link_does_not_use_it_up(visit, kb) -> None:
    """Mail programs and their guards open links before people do."""
    token = kb.accounts.invite("ann@example.org", Role.MEMBER, "terminal").token
    for _ in range(3):
        assert visit().page(f"/welcome/{token}").find(id="username")["value"] == "ann@example.org"
    assert visit().accept(token).status_code == 303


def test_a_link_that_is_not_good_says_what_to_do(visit) -> None:
    for token in ("x", "a" * 43):
        page = visit().page(f"/welcome/{token}", 404)
        assert "newer one has taken its place" in page.main.text
        assert "desk@kb.example" in page.main.text


def test_what_is_wrong_with_a_passphrase_is_said_beside_its_field_and_in_a_summary(visit, kb) -> None:
    ann, token = visit(), kb.accounts.invite("ann@example.org", Role.MEMBER, "terminal").token
    response = ann.accept(token, passphrase="short", again="short")
    assert response.status_code == 422
    assert "short" not in re.findall(r'value="([^"]*)"', response.text)
    assert 'href="#passphrase"' in response.text
    assert re.search(
        r'id="passphrase"[^>]*aria-invalid="true" aria-describedby="passphrase-problem passphrase-hint"', response.text
    )


def test_signing_in_leads_on_and_signing_out_ends_it(visit) -> None:
    visit().join(Role.MEMBER, "ann@example.org")
    ann = visit()
    assert ann.get("/sources/members-circle").status_code == 404
    link = ann.page("/sources/members-circle", 404).select_one(".who a")["href"]
    response = ann.sign_in("Ann@Example.org ", path=link)
    assert (response.status_code, response.headers["Location"]) == (303, "/sources/members-circle")
    page = ann.page("/sources/members-circle")
    assert "ann@example.org" in page.select_one(".who").text
    assert ann.send(page, "/sign-out").status_code == 303
    assert ann.get("/sources/members-circle").status_code == 404
    assert ann.page("/").select_one(".who").text.split() == ["Sign", "in"]


@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_reads_what_its_audience_may(visit, role: Role | None) -> None:
    reader = visit() if role is None else visit().join(role)
    audience = 1 if role is None else role.audience.rank + 1
    for source, needed in SOURCES.items():
        assert reader.get(f"/sources/{source}").status_code == (200 if audience >= needed else 404)
        assert (source in reader.get("/sources").text) == (audience >= needed)
        assert (source in reader.get("/api/v1/sources").text) == (audience >= needed)
        assert (source in reader.get("/sources.atom").text) == (audience >= needed)
        assert (source in reader.get("/search?q=circle").text) == (audience >= needed)
    assert reader.get("/health").json["documents"] == audience


def test_nobody_learns_from_the_page_whether_there_is_an_account(visit, kb) -> None:
    visit().join(Role.MEMBER, "ann@example.org")
    kb.accounts.invite("new@example.org", Role.MEMBER, "terminal")
    told = []
    for email in ("ann@example.org", "new@example.org", "nobody@example.org"):
        response = visit().sign_in(email, "not the passphrase")
        text = re.sub(r'value="[0-9a-f]{64}"', "", response.text).replace(email, "")
        headers = {name for name, _ in response.headers}
        told.append((response.status_code, text, headers))
    assert told[0] == told[1] == told[2]
    assert told[0][0] == 422
    assert "do not fit together" in told[0][1]


def test_the_address_is_kept_and_the_passphrase_is_not(visit) -> None:
    response = visit().sign_in("ann@example.org", "not the passphrase")
    assert 'value="ann@example.org"' in response.text
    assert "not the passphrase" not in response.text


def test_too_many_attempts_are_told_with_the_time(visit) -> None:
    ann = visit()
    ann.join(Role.MEMBER, "ann@example.org")
    for _ in range(FREE_ATTEMPTS):
        assert visit().sign_in("ann@example.org", "wrong").status_code == 422
    response = visit().sign_in("ann@example.org")
    assert response.status_code == 429
    assert re.search(r"try again after \d+ \w+ \d{4}, \d\d:\d\d\.", response.text)
    assert ann.get("/account").status_code == 200  # who is in stays in


def test_the_cookie_is_closed_to_scripts_other_sites_and_plain_http(visit, kb) -> None:
    token = kb.accounts.invite("ann@example.org", Role.MEMBER, "terminal").token
    line = cookies(visit().accept(token))["__Host-kb-session"]
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in line
    assert "Domain" not in line


def test_without_https_the_cookie_still_works(visit, kb) -> None:
    ann, token = visit("http://localhost"), kb.accounts.invite("ann@example.org", Role.MEMBER, "terminal").token
    line = cookies(ann.accept(token))["kb-session"]
    assert "Secure" not in line
    assert "HttpOnly" in line
    assert ann.get("/account").status_code == 200


def test_signing_in_gives_a_session_that_nobody_could_have_planted(visit) -> None:
    visit().join(Role.MEMBER, "ann@example.org")
    victim = visit()
    planted = "p" * 43
    victim.client.set_cookie("__Host-kb-session", planted, domain="kb.example", secure=True)
    page = victim.page("/sign-in")
    line = cookies(victim.send(page, "/sign-in", email="ann@example.org", passphrase=PASSPHRASE))["__Host-kb-session"]
    assert planted not in line
    attacker = visit()
    attacker.client.set_cookie("__Host-kb-session", planted, domain="kb.example", secure=True)
    assert attacker.get("/account").status_code == 303


def test_signing_in_again_ends_the_session_before(visit, kb) -> None:
    ann = visit().join(Role.MEMBER, "ann@example.org")
    before = ann.client.get_cookie("__Host-kb-session", domain="kb.example").value
    token = kb.accounts.invite("ann@example.org", Role.MEMBER, "terminal").token
    ann.accept(token)
    assert kb.sign_in.session(before) is None


@pytest.mark.parametrize("value", ["", "x", "a" * 43, "é" * 43, "a" * 3000, "'; DROP TABLE sessions; --"])
def test_a_cookie_that_is_none_of_ours_is_nobody(visit, value: str) -> None:
    reader = visit()
    reader.client.set_cookie("__Host-kb-session", value, domain="kb.example", secure=True)
    assert reader.get("/").status_code == 200
    assert reader.get("/account").status_code == 303


@pytest.mark.parametrize(
    "path", ["/", "/sources", "/api/v1/sources", "/sources.atom", "/nowhere", "/health", "/api/v1/openapi.json"]
)
def test_what_a_signed_in_person_gets_is_kept_nowhere(visit, path: str) -> None:
    response = visit().join(Role.MEMBER).get(path)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in response.headers["Vary"]
    assert "ETag" not in response.headers


def test_what_the_public_gets_may_be_kept_but_not_shown_to_others(visit) -> None:
    response = visit().get("/sources")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response.headers["Vary"]
    assert "Set-Cookie" not in response.headers
    static = visit().page("/").select_one("link[rel=stylesheet]")["href"]
    assert "immutable" in visit().join(Role.MEMBER).get(static).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/account", "/people"])
def test_pages_for_people_lead_to_the_sign_in_and_back(visit, path: str) -> None:
    response = visit().get(path)
    assert (response.status_code, response.headers["Location"]) == (303, f"/sign-in?next={path}")


def test_the_sign_in_page_leads_on_who_is_in_already(visit) -> None:
    ann = visit().join(Role.MEMBER)
    response = ann.get("/sign-in?next=/sources")
    assert (response.status_code, response.headers["Location"]) == (303, "/sources")


@pytest.mark.parametrize(
    "onward", ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_elsewhere(visit, onward: str) -> None:
    visit().join(Role.MEMBER, "ann@example.org")
    ann = visit()
    page = ann.page("/sign-in")
    response = ann.send(page, "/sign-in", email="ann@example.org", passphrase=PASSPHRASE, next=onward)
    assert (response.status_code, response.headers["Location"]) == (303, "/desk")


def test_a_session_is_over_when_its_time_is(visit, kb, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = visit().join(Role.MEMBER)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=15)
    monkeypatch.setattr(kb.sign_in, "_clock", lambda: later)
    assert ann.get("/account").status_code == 303


def test_when_the_database_cannot_be_read_everybody_is_the_public(visit, kb, tmp_path) -> None:
    ann = visit().join(Role.STAFF)
    for path in (tmp_path / "var").glob("kb.sqlite3*"):
        path.unlink()
    (tmp_path / "var" / "kb.sqlite3").write_bytes(b"this is no database, whatever its name says" * 100)
    assert ann.get("/sources").status_code == 200
    assert "staff-circle" not in ann.get("/sources").text


OFFERING = {
    "brief/brief_address.py",
    "brief/page.py",
    "brief/views.py",
    "calls/call_form.py",
    "calls/run_page.py",
    "editorial/advice_views.py",
    "editorial/entry_form.py",
    "editorial/entry_parts.py",
    "editorial/question_views.py",
    "editorial/recommendation_views.py",
    "evidence/annotation_form_page.py",
    "evidence/annotation_form_views.py",
    "priorities/agree_page.py",
}
"""Where people choose whom what they write, or a brief, is for; who reads is not decided there either."""


def test_only_one_place_decides_the_audience() -> None:
    """No view names an audience, but as a choice that it offers: each takes the reader's from the request."""
    folder = Path(kb.web.__file__).parent
    naming = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if re.search(r"Audience\.(PUBLIC|MEMBERS)", path.read_text())
    }
    assert naming == OFFERING
