"""One's own account: passphrase, display name, where one begins; and a form that was sent after the session ran out."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup

from kb.domain.account.account import Landing, Role
from kb.domain.account.viewer import viewer_of
from kb.domain.errors import NotFound
from kb.services.accounts.display_names import names_of
from kb.services.accounts.kept_forms import MOST_BY_ACCOUNT
from kb.web.accounts.landing import ADDRESSES, WORDS

PASSPHRASE, OTHER = "four words nobody guesses", "another lamp of walrus tea"
IDLE = dt.timedelta(hours=25)


def test_a_passphrase_is_changed_on_the_page_and_sessions_elsewhere_end(visit) -> None:
    visit().join(Role.MEMBER, "ann@example.org")
    here, there = visit(), visit()
    for each in (here, there):
        each.sign_in("ann@example.org")
    page = here.page("/account/passphrase")
    response = here.send(page, "/account/passphrase", current=PASSPHRASE, passphrase=OTHER, again=OTHER)
    assert "passphrase is changed" in here.page(response.headers["Location"]).main.text
    assert there.get("/account").status_code == 303
    assert visit().sign_in("ann@example.org", PASSPHRASE).status_code == 422
    assert visit().sign_in("ann@example.org", OTHER).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"current": "not this one"}, "current"),
        ({"passphrase": "short", "again": "short"}, "passphrase"),
        ({"again": "four lamps of walrus tea"}, "again"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(visit, typed: dict[str, str], field: str) -> None:
    ann = visit().join(Role.MEMBER, "ann@example.org")
    fields = {"current": PASSPHRASE, "passphrase": OTHER, "again": OTHER, **typed}
    response = ann.send(ann.page("/account/passphrase"), "/account/passphrase", **fields)
    assert response.status_code == 422
    assert f'href="#{field}"' in response.text
    assert f'id="{field}-problem"' in response.text
    for words in (*fields.values(), PASSPHRASE):
        assert words not in response.text
    assert visit().sign_in("ann@example.org").status_code == 303


def test_a_display_name_is_for_colleagues_and_the_address_for_staff(visit, kb) -> None:
    ann = visit().join(Role.ANALYST, "ann@example.org")
    ann.send(ann.page("/account"), "/account/profile", display_name="  Ann  Example ", landing="search")
    account = kb.accounts.one("ann@example.org")
    assert (account.display_name, account.landing) == ("Ann Example", Landing.SEARCH)
    assert "Ann Example" in ann.page("/account").select_one(".who").text
    told = {role: names_of([account], viewer_of(replace(account, id="other", role=role)))(account.id) for role in Role}
    assert told == {
        Role.MEMBER: "an analyst",
        Role.ANALYST: "Ann Example",
        Role.STAFF: "Ann Example (ann@example.org)",
    }
    assert names_of([account], viewer_of(None))(account.id) == "an analyst"


@pytest.mark.parametrize(("field", "typed"), [("display_name", "x" * 61), ("landing", "the moon")])
def test_a_profile_that_cannot_be_used_changes_nothing_and_loses_nothing(visit, kb, field: str, typed: str) -> None:
    ann = visit().join(Role.MEMBER, "ann@example.org")
    fields = {"display_name": "Ann", "landing": "search", field: typed}
    response = ann.send(ann.page("/account"), "/account/profile", **fields)
    assert response.status_code == 422
    assert f'href="#{field}"' in response.text
    assert f'value="{fields["display_name"]}"' in response.text
    assert kb.accounts.one("ann@example.org").display_name == ""


def test_signing_in_lands_on_ones_work_or_where_one_chose_or_was_going(visit) -> None:
    ann = visit().join(Role.MEMBER, "ann@example.org")
    assert visit().sign_in("ann@example.org").headers["Location"] == "/desk"
    for landing in Landing:
        ann.send(ann.page("/account"), "/account/profile", landing=landing.value)
        assert visit().sign_in("ann@example.org").headers["Location"] == ADDRESSES[landing]
        there = visit().sign_in("ann@example.org", path="/sign-in?next=/sources/members-circle")
        assert there.headers["Location"] == "/sources/members-circle"
    assert set(ADDRESSES) == set(WORDS) == set(Landing)


def test_every_page_to_begin_on_is_there_for_every_role(visit) -> None:
    for role in Role:
        person = visit().join(role, f"{role}@example.org")
        told = {landing: person.get(address).status_code for landing, address in ADDRESSES.items()}
        assert {landing for landing, status in told.items() if status >= 400} <= {Landing.CALL}  # there is none here


@pytest.fixture
def ran_out(visit, kb, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Any, Any]]:
    """Somebody opens a page with a form, and a day later sends it: the browser, and what it is told."""

    def sent(
        path: str = "/account", action: str = "/account/profile", /, headers: Any = None, **typed: str
    ) -> tuple[Any, Any]:
        ann = visit().join(Role.MEMBER, "ann@example.org")
        page = ann.page(path)
        later = dt.datetime.now(dt.UTC) + IDLE
        for service in (kb.sign_in, kb.kept_forms):
            monkeypatch.setattr(service, "_clock", lambda: later)
        csrf = page.find("input", attrs={"name": "csrf"})["value"]
        fields = {"csrf": csrf, **(typed or {"display_name": "Ann Example", "landing": "search"})}
        return ann, ann.post(action, headers, **fields)

    return sent


def go_on(ann: Any, response: Any, email: str = "ann@example.org") -> Any:
    page = BeautifulSoup(response.text, "html.parser")
    return ann.send(page, "/sign-in", email=email, passphrase=PASSPHRASE)


def test_a_form_sent_after_the_session_ran_out_is_there_once_one_has_signed_in_again(ran_out, kb) -> None:
    ann, response = ran_out()
    assert response.status_code == 403
    assert "What you typed is kept" in response.text
    assert 'value="ann@example.org"' in response.text
    assert kb.accounts.one("ann@example.org").display_name == ""
    onward = go_on(ann, response).headers["Location"]
    page = ann.page(onward)
    assert "Ann Example" in page.main.text
    done = ann.send(page, "/account/profile")
    assert done.status_code == 303
    assert kb.accounts.one("ann@example.org").display_name == "Ann Example"


def test_a_kept_form_is_the_same_accounts_only(ran_out, visit, kb) -> None:
    ann, response = ran_out()
    kb.accounts.invite("bob@example.org", Role.STAFF, "terminal")
    bob = visit().join(Role.STAFF, "bob@example.org")
    onward = go_on(ann, response, "bob@example.org").headers["Location"]
    assert onward.startswith("/account/kept-form?form=")
    for person in (ann, bob):  # in both, it is Bob who has signed in
        assert person.get(onward).status_code == 404
    assert visit().get(onward).status_code == 303
    assert "Ann Example" not in bob.get("/account").text


def test_a_kept_form_is_thrown_away_on_request(ran_out) -> None:
    ann, response = ran_out()
    onward = go_on(ann, response).headers["Location"]
    done = ann.send(ann.page(onward), "/account/kept-form/forget")
    assert "thrown away" in ann.page(done.headers["Location"]).main.text
    assert ann.get(onward).status_code == 404


def test_forms_with_secrets_are_not_kept(ran_out, kb, tmp_path) -> None:
    ann, response = ran_out(
        "/account/passphrase", "/account/passphrase", current=PASSPHRASE, passphrase=OTHER, again=OTHER
    )
    assert response.status_code == 403
    assert "nothing was changed" in response.text
    assert go_on(ann, response).headers["Location"] == "/desk"
    kept = b"".join(path.read_bytes() for path in (tmp_path / "var").glob("kb.sqlite3*"))
    assert OTHER.encode() not in kept


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Mode": "cors"},
        {"X-CSRF-Token": "x"},
    ],
)
def test_what_another_site_or_a_script_sent_is_refused_as_before(ran_out, headers: dict[str, str]) -> None:
    _, response = ran_out(headers=headers)
    assert response.status_code == 403
    assert "The form could not be taken" in response.text
    assert "is kept" not in response.text


def test_a_form_that_no_page_of_ours_was_is_not_kept(ran_out) -> None:
    """Only a page that this browser was given in that session knows its token."""
    ann, _ = ran_out()
    for csrf in ("", "x", "a" * 64):
        response = ann.post("/account/profile", csrf=csrf, display_name="Eve", landing="search")
        assert (response.status_code, "is kept" in response.text) == (403, False)


def test_a_session_that_was_ended_by_somebody_keeps_nothing(visit, kb) -> None:
    ann = visit().join(Role.MEMBER, "ann@example.org")
    page = ann.page("/account")
    kb.accounts.end_sessions(kb.accounts.one("ann@example.org").id, "terminal")
    response = ann.send(page, "/account/profile", display_name="Ann", landing="search")
    assert (response.status_code, "is kept" in response.text) == (403, False)


def test_no_more_than_some_forms_are_kept_of_each(kb, visit) -> None:
    visit().join(Role.MEMBER, "ann@example.org")
    account = kb.accounts.one("ann@example.org")
    tokens = [kb.kept_forms.keep(account, "/x", (("why", str(number)),)) for number in range(MOST_BY_ACCOUNT + 2)]
    for token in tokens[:2]:
        with pytest.raises(NotFound):
            kb.kept_forms.find(account, token)
    found = [dict(kb.kept_forms.find(account, token).fields)["why"] for token in tokens[2:]]
    assert found == [str(number) for number in range(2, MOST_BY_ACCOUNT + 2)]
    assert kb.kept_forms.keep(account, "/x", (("why", "x" * (600 << 10)),)) == ""


def test_hostile_words_in_a_kept_form_are_words(ran_out) -> None:
    hostile = '"><script>alert(1)</script>'
    ann, response = ran_out("/account", "/account/profile", display_name=hostile, landing="search")
    text = ann.get(go_on(ann, response).headers["Location"]).text
    assert hostile not in text
    assert "&lt;script&gt;" in text
