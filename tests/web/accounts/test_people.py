import pytest

from kb.domain.account.account import Role
from kb.services.accounts.accounts import Accounts


def person(kb, email: str):
    return kb.accounts.one(email)


def test_staff_invite_by_a_link_that_is_shown_once(visit, kb) -> None:
    boss = visit().join(Role.STAFF)
    page = boss.page("/people")
    response = boss.send(
        page, "/people/invite", email="Ann@example.org", role="analyst", organisation="Ex", kind="supplier"
    )
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    link = response.text.split('id="link"')[1].split(">", 1)[1].split("<")[0]
    assert link.startswith("https://kb.example/welcome/")
    assert link not in boss.get("/people").text
    ann = visit()
    assert ann.accept(link.rsplit("/", 1)[1]).status_code == 303
    account = person(kb, "ann@example.org")
    assert (account.role, account.organisation, account.organisation_kind) == (Role.ANALYST, "Ex", "supplier")


@pytest.mark.parametrize(("field", "typed"), [("email", "ann"), ("role", "king"), ("organisation", "x" * 201)])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(visit, field: str, typed: str) -> None:
    boss = visit().join(Role.STAFF)
    fields = {"email": "ann@example.org", "role": "analyst", "organisation": "Ex", "kind": "supplier", field: typed}
    response = boss.send(boss.page("/people"), "/people/invite", **fields)
    assert response.status_code == 422
    assert f'href="#{field}"' in response.text
    for name, value in fields.items():
        if name != "role":
            assert f'value="{value}"' in response.text


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ANALYST])
def test_others_neither_see_nor_change_people(visit, kb, role: Role) -> None:
    other = visit().join(role)
    target = kb.accounts.invite("ann@example.org", Role.MEMBER, "terminal").account
    page = other.page("/people", 403)
    assert "ann@example.org" not in page.text
    assert "/people" not in [link["href"] for link in other.page("/").select(".who a")]
    csrf = other.page("/account").find("input", attrs={"name": "csrf"})["value"]
    for act in (
        "invite",
        f"{target.id}/link",
        f"{target.id}/disable",
        f"{target.id}/role",
        f"{target.id}/end-sessions",
    ):
        response = other.post(f"/people/{act}", csrf=csrf, email="x@example.org", role="staff")
        assert response.status_code == 403
    assert [account.email for account in kb.accounts.all()] == ["ann@example.org", f"{role}@example.org"] or len(
        kb.accounts.all()
    ) == 2
    assert person(kb, "ann@example.org") == target


def test_staff_sign_out_disable_enable_and_give_roles(visit, kb) -> None:
    boss, ann = visit().join(Role.STAFF), visit().join(Role.MEMBER, "ann@example.org")
    address = f"/people/{person(kb, 'ann@example.org').id}"

    def press(act: str, **typed: str) -> str:
        response = boss.send(boss.page("/people"), f"{address}/{act}", **typed)
        assert response.status_code == 303, act
        return boss.page(response.headers["Location"]).main.text

    assert "role is changed" in press("role", role="staff")
    assert "staff-circle" in ann.get("/sources").text
    assert "role is changed" in press("role", role="member")
    assert "staff-circle" not in ann.get("/sources").text
    assert "Signed out everywhere" in press("end-sessions")
    assert ann.get("/account").status_code == 303
    assert ann.sign_in("ann@example.org").status_code == 303
    assert "nobody can sign in to it" in press("disable")
    assert ann.get("/account").status_code == 303
    assert ann.sign_in("ann@example.org").status_code == 422
    assert "enabled again" in press("enable")
    assert ann.sign_in("ann@example.org").status_code == 303


def test_several_accounts_are_changed_at_once_and_never_ones_own(visit, kb) -> None:
    boss = visit().join(Role.STAFF)
    assert boss.page("/people").find("form", id="several") is None
    for name in ("ann", "ben", "cat"):
        visit().join(Role.MEMBER, f"{name}@example.org")
    ids = {account.email.partition("@")[0]: account.id for account in kb.accounts.all()}
    page = boss.page("/people")
    offered = {box["value"] for box in page.select('input[name=people][form="several"]')}
    assert offered == {ids[name] for name in ("ann", "ben", "cat")}
    csrf = page.find("form", id="several").find("input", attrs={"name": "csrf"})["value"]

    def press(act: str, *people: str) -> tuple[int, str]:
        sent = boss.post("/people/several", csrf=csrf, do=act, people=[ids[name] for name in people])
        return sent.status_code, boss.page(sent.headers["Location"]).main.text if sent.status_code == 303 else sent.text

    status, said = press("disable", "ann", "ben", "staff")
    assert (status, "2 accounts are disabled" in said) == (303, True)
    disabled = {account.email for account in kb.accounts.all() if account.disabled_at}
    assert disabled == {"ann@example.org", "ben@example.org"}
    assert press("disable")[0] == 422
    assert "Tick the accounts" in press("enable", "staff")[1]
    assert press("role", "cat")[0] == 404
    assert "2 accounts are enabled" in press("enable", "ann", "ben")[1]
    assert not any(account.disabled_at for account in kb.accounts.all())


def test_nobody_is_offered_to_change_themselves(visit, kb) -> None:
    boss = visit().join(Role.STAFF)
    own = person(kb, "staff@example.org").id
    page = boss.page("/people")
    assert "This is you." in page.main.text
    assert not page.find_all("form", action=lambda action: action and own in action)
    csrf = page.find("input", attrs={"name": "csrf"})["value"]
    assert boss.post(f"/people/{own}/disable", csrf=csrf).status_code == 403
    assert boss.post(f"/people/{own}/role", csrf=csrf, role="member").status_code == 403
    assert boss.get("/people").status_code == 200


def test_acts_and_people_that_are_none_are_not_found(visit) -> None:
    boss = visit().join(Role.STAFF)
    csrf = boss.page("/people").find("input", attrs={"name": "csrf"})["value"]
    assert boss.post("/people/nobody/disable", csrf=csrf).status_code == 404
    assert boss.post("/people/nobody/promote", csrf=csrf).status_code == 404


def test_who_did_it_is_in_the_log(visit, kb) -> None:
    boss = visit().join(Role.STAFF)
    boss.send(boss.page("/people"), "/people/invite", email="ann@example.org", role="member")
    assert isinstance(kb.accounts, Accounts)
    acts = list(kb.accounts._events._audit.acts())
    assert (acts[-1].who, acts[-1].what) == (person(kb, "staff@example.org").id, "invite")


def test_hostile_words_are_words(visit, kb) -> None:
    hostile = "<script>alert(1)</script>"
    kb.accounts.invite(f"{'a'}+{'<b>'}@example.org", Role.MEMBER, "terminal", organisation=hostile, kind="'\"><b>")
    page = visit().join(Role.STAFF).get("/people").text
    assert hostile not in page
    assert "&lt;script&gt;" in page


def test_one_sees_where_one_is_signed_in_and_ends_it_there(visit) -> None:
    visit().join(Role.MEMBER, "ann@example.org")
    here, there = visit(), visit()
    there.client.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
    )
    for each in (here, there):
        each.sign_in("ann@example.org")
    page = here.page("/account")
    assert "Firefox on Linux" in page.main.text
    form = next(f for f in page.find_all("form") if "sessions" in f["action"] and "Firefox" in f.find_parent("li").text)
    response = here.send(page, form["action"])
    assert "is signed out" in here.page(response.headers["Location"]).main.text
    assert there.get("/account").status_code == 303
    response = here.send(here.page("/account"), "/account/end-others")
    assert "everywhere but here" in here.page(response.headers["Location"]).main.text
    assert here.get("/account").status_code == 200
    assert not here.page("/account").find("form", action="/account/end-others")


def test_nobody_ends_anothers_session(visit, kb) -> None:
    ann, bob = visit().join(Role.MEMBER, "ann@example.org"), visit().join(Role.MEMBER, "bob@example.org")
    session = kb.sign_in.sessions(person(kb, "bob@example.org"))[0].id
    csrf = ann.page("/account").find("input", attrs={"name": "csrf"})["value"]
    assert ann.post(f"/account/sessions/{session}/end", csrf=csrf).status_code == 404
    assert bob.get("/account").status_code == 200
