import pytest

from kb.domain.account.account import Role

HERE = "https://kb.example"


def token_of(person, path: str) -> str:
    return person.page(path).find("input", attrs={"name": "csrf"})["value"]


def test_every_form_that_is_posted_carries_the_token(visit) -> None:
    staff = visit().join(Role.STAFF)
    staff.kb.accounts.invite("ann@example.org", Role.MEMBER, "terminal")
    forms = 0
    for path in ("/", "/account", "/people", "/nowhere", "/saved"):
        for form in staff.page(path, 404 if path == "/nowhere" else 200).find_all("form", method="post"):
            assert form.find("input", attrs={"name": "csrf"})["value"], (path, form["action"])
            forms += 1
    assert forms > 8


def test_every_address_that_takes_a_form_refuses_one_without_the_token(visit) -> None:
    staff = visit().join(Role.STAFF)
    rules = [rule for rule in staff.client.application.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(rules) > 8
    for rule in rules:
        path = rule.rule
        for argument in rule.arguments:
            path = path.replace(f"<{argument}>", "x").replace(f"<path:{argument}>", "x")
        assert staff.post(path).status_code in (403, 404), path
    assert staff.get("/account").status_code == 200  # nothing was done: not even signed out


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": HERE, "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://kb.example"}, 403),
        ({"Origin": "https://kb.example.evil.example"}, 403),
        ({"Origin": HERE, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": HERE, "Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_token(visit, headers: dict[str, str], status: int) -> None:
    ann = visit().join(Role.MEMBER)
    response = ann.post("/sign-out", headers, csrf=token_of(ann, "/account"))
    assert response.status_code == status
    assert ann.get("/account").status_code == (200 if status == 403 else 303)


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "é"])
def test_a_wrong_token_is_refused_and_told_in_words(visit, token: str) -> None:
    ann = visit().join(Role.MEMBER)
    response = ann.post("/sign-out", csrf=token)
    assert response.status_code == 403
    assert "what you typed is still there" in response.text
    assert ann.get("/account").status_code == 200


def test_one_persons_token_is_nobody_elses(visit) -> None:
    ann, bob = visit().join(Role.MEMBER, "ann@example.org"), visit().join(Role.MEMBER, "bob@example.org")
    assert token_of(ann, "/account") != token_of(bob, "/account")
    assert bob.post("/sign-out", csrf=token_of(ann, "/account")).status_code == 403


def test_the_token_of_before_signing_in_is_not_good_after(visit) -> None:
    ann = visit()
    before = token_of(ann, "/sign-in")
    ann.join(Role.MEMBER)
    assert ann.post("/sign-out", csrf=before).status_code == 403


def test_a_browser_without_the_cookie_cannot_sign_in_somebody(visit) -> None:
    """Nobody can be signed in to an attacker's account by a form on another site."""
    attacker, victim = visit(), visit()
    visit().join(Role.MEMBER, "evil@example.org")
    fields = {
        "email": "evil@example.org",
        "passphrase": "four words nobody guesses",
        "csrf": token_of(attacker, "/sign-in"),
    }
    assert victim.post("/sign-in", **fields).status_code == 403
    assert attacker.post("/sign-in", **fields).status_code == 303


def test_what_is_too_large_is_not_taken(visit) -> None:
    ann = visit()
    csrf = token_of(ann, "/sign-in")
    response = ann.post("/sign-in", csrf=csrf, email="a" * (17 << 20))
    assert response.status_code == 413
    assert "too large" in response.text
