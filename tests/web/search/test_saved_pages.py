import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.domain.account.account import Role
from kb.web import create_app

BASE = "https://kb.example"
SEARCH = "/saved/new?q=systems+talk&publisher=HMIC&from=2010&sort=newest&page=3"


@pytest.fixture(scope="module")
def app(kb: KnowledgeBase) -> Flask:
    return create_app(kb, BASE)


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A browser that nobody has met before."""
    return app.test_client()


def page(browser: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    response = browser.get(path)
    assert response.status_code == status
    return BeautifulSoup(response.text, "html.parser")


def fields(form) -> dict[str, str]:
    return {box["name"]: box.get("value", box.text) for box in form.select("input, textarea")}


def send(browser: FlaskClient, form, **typed: str):
    return browser.post(form["action"], data=fields(form) | typed)


def save(browser: FlaskClient, path: str = SEARCH, **typed: str):
    return send(browser, page(browser, path).select_one("form.keep"), **typed)


def names(browser: FlaskClient) -> list[str]:
    return [heading.text for heading in page(browser, "/saved").select("main li h2")]


def test_a_search_is_saved_from_its_page_and_run_again(browser: FlaskClient) -> None:
    found = page(browser, "/search?q=systems+talk&publisher=HMIC&sort=newest")
    link = next(a for a in found.select("a") if a.text.startswith("Save"))
    form = page(browser, link["href"]).select_one("form.keep")
    assert fields(form)["name"] == "systems talk"
    sent = send(browser, form, name="Do they talk?", note="For Thursday.\nAsk the NAO.")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/saved?done=saved")
    listed = page(browser, sent.headers["Location"])
    assert "Saved." in listed.text
    entry = listed.select_one("main li")
    assert entry.h2.a["href"] == "/search?q=systems+talk&publisher=HMIC"
    assert "systems talk · Publisher: HMIC" in " ".join(entry.text.split())
    assert "For Thursday.\nAsk the NAO." in entry.text
    for link in entry.select("a"):
        assert browser.get(link["href"]).status_code == 200


def test_name_and_note_can_be_changed(browser: FlaskClient) -> None:
    save(browser, name="First")
    edit = next(a["href"] for a in page(browser, "/saved").select("main li a") if a.text.startswith("Name and"))
    form = page(browser, edit).select_one("form.keep")
    assert fields(form)["name"] == "First"
    assert send(browser, form, name="Second", note="why").status_code == 303
    assert names(browser) == ["Second"]


def test_deleting_can_be_undone(browser: FlaskClient) -> None:
    save(browser, name="Gone soon")
    deleted = send(browser, page(browser, "/saved").select_one("main li form"))
    assert deleted.status_code == 303
    after = page(browser, deleted.headers["Location"])
    assert "Deleted “Gone soon”" in after.text
    assert not after.select("main li h2")
    back = send(browser, after.select_one("form.told"))
    assert back.headers["Location"] == "/saved?done=back"
    assert names(browser) == ["Gone soon"]
    edit = next(a["href"] for a in page(browser, "/saved").select("main li a") if a.text.startswith("Name and"))
    send(browser, page(browser, "/saved").select_one("main li form"))
    assert browser.get(edit).status_code == 404


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(browser: FlaskClient) -> None:
    sent = save(browser, name=" ", note="n" * 2001)
    assert sent.status_code == 422
    again = BeautifulSoup(sent.text, "html.parser")
    assert {a["href"] for a in again.select("[role=alert] a")} == {"#name", "#note"}
    assert "name-problem" in again.select_one("#name")["aria-describedby"]
    assert len(again.select_one("#note").text.strip()) == 2001
    assert send(browser, again.select_one("form.keep"), name="now", note="fine").status_code == 303
    assert save(browser, "/saved/new", name="nothing asked").status_code == 422


def test_others_see_nothing_of_it(app: Flask, browser: FlaskClient) -> None:
    save(browser, name="Mine")
    edit = next(a["href"] for a in page(browser, "/saved").select("main li a") if a.text.startswith("Name and"))
    other = app.test_client()
    assert names(other) == []
    assert other.get(edit).status_code == 404
    token = fields(page(other, SEARCH).select_one("form.keep"))["csrf"]
    assert other.post(edit, data={"csrf": token, "name": "Yours"}).status_code == 404
    assert other.post(f"{edit}/delete", data={"csrf": token}).status_code == 404
    assert names(browser) == ["Mine"]


def test_a_form_from_elsewhere_changes_nothing(app: Flask, browser: FlaskClient) -> None:
    save(browser, name="Kept")
    form = page(browser, "/saved").select_one("main li form")
    other = app.test_client()
    theirs = fields(page(other, SEARCH).select_one("form.keep"))["csrf"]
    for token in ("", "x", theirs):
        refused = browser.post(form["action"], data={"csrf": token})
        assert refused.status_code == 403
    assert app.test_client().post("/saved", data={"name": "x", "parameters": "q=x"}).status_code == 403
    assert names(browser) == ["Kept"]


def test_the_cookie_is_closed_signed_and_set_only_where_something_is_kept(browser: FlaskClient) -> None:
    for path in ("/", "/search?q=systems", "/saved", "/sources/joint-report"):
        assert "Set-Cookie" not in browser.get(path).headers
    cookie = next(c for c in browser.get(SEARCH).headers.getlist("Set-Cookie") if "keeper" in c)
    assert cookie.startswith("__Host-kb-keeper=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=31536000"} <= set(cookie.split("; "))
    save(browser, name="Mine")
    value = re.match(r"[^=]+=([^;]+)", cookie)[1]
    token, _, signature = value.partition(".")
    for forged in (f"{token}x.{signature}", f"{token}.{signature[:-1]}0", token, f".{signature}", "é.é"):
        browser.set_cookie("__Host-kb-keeper", forged, domain="localhost")
        if forged != value:
            assert names(browser) == [], forged


def test_without_https_the_cookie_can_still_be_kept(kb: KnowledgeBase) -> None:
    headers = create_app(kb, "http://127.0.0.1:8000").test_client().get(SEARCH).headers
    cookie = next(c for c in headers.getlist("Set-Cookie") if "keeper" in c)
    assert cookie.startswith("kb-keeper=")
    assert "Secure" not in cookie


def test_pages_of_one_person_are_not_kept_by_caches(browser: FlaskClient) -> None:
    assert browser.get("/saved").headers["Cache-Control"] == "private, no-store"
    assert browser.get(SEARCH).headers["Cache-Control"] == "private, no-store"
    assert save(browser, name="x").headers["Cache-Control"] == "private, no-store"


def test_hostile_names_are_words(browser: FlaskClient) -> None:
    hostile = '"><script>alert(1)</script>'
    save(browser, f"/saved/new?q={hostile}", name=hostile, note=hostile)
    listed = page(browser, "/saved")
    assert listed.select_one("main li h2").text == hostile
    assert not [s for s in listed.select("script") if "alert" in s.text]
    assert urlsplit(listed.select_one("main li h2 a")["href"]).path == "/search"


def test_an_account_has_its_own_wherever_it_signs_in(tmp_path: Path) -> None:
    kb = knowledge_base({"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")})
    invited = kb.accounts.invite("jo@example.org", Role.MEMBER, "test", organisation="Example", kind="supplier")
    app = create_app(kb, BASE)
    first, second = app.test_client(), app.test_client()
    save(first, name="Before signing in")
    words = {"email": "jo@example.org", "passphrase": "seven lapwings over a weir"}
    welcome = page(first, f"/welcome/{invited.token}").select_one("main form[method=post]")
    sent = first.post(f"/welcome/{invited.token}", data=fields(welcome) | words | {"again": words["passphrase"]})
    assert sent.status_code == 303, sent.text
    assert names(first) == []
    save(first, name="With my account")
    assert "with your account" in page(first, "/saved").text
    signing = page(second, "/sign-in").select_one("main form[method=post]")
    assert second.post("/sign-in", data=fields(signing) | words).status_code == 303
    assert names(second) == ["With my account"]
    assert names(app.test_client()) == []
