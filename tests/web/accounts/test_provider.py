"""Sign-in at the organisation's provider, against a small provider that is really served over HTTP.

It has keys of its own, signs real tokens, and checks what a provider checks: the client's secret, the redirect
address, PKCE, and that a code is used once. ``spoil`` makes its answers wrong in one way each.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from argon2 import PasswordHasher
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.domain.account.account import Role
from kb.services.accounts.passphrase_hash import Passphrases
from kb.web import create_app
from kb.web.accounts.oidc import is_safe

CLIENT, SECRET, SITE = "evidence", "provider's own secret", "https://kb.example"
BACK = f"{SITE}/sign-in/provider/back"


@dataclass
class Provider:
    """A provider with one person, who is always signed in there."""

    server: ThreadingHTTPServer
    key: RSAKey
    claims: dict[str, Any] = field(
        default_factory=lambda: {"email": "ann@example.org", "email_verified": True, "sub": "u1"}
    )
    spoil: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def metadata(self) -> dict[str, Any]:
        facts = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return facts | self.spoil.get("metadata", {})

    def keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the person is sent back to."""
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == BACK
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert set(asked["scope"].split()) == {"openid", "email"}
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{BACK}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        if authorization != f"Basic {known}" or asked is None or form["redirect_uri"] != BACK:
            return 400, {"error": "invalid_grant"}
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        )
        if challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "a",
            "token_type": "Bearer",
            "id_token": self.signed(asked["nonce"]),
        } | self.spoil.get("answer", {})

    def signed(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.claims}
        claims |= self.spoil.get("claims", {})
        for name in self.spoil.get("without", ()):
            del claims[name]
        header = {"alg": "RS256", "kid": self.key.kid} | self.spoil.get("header", {})
        return jwt.encode(header, claims, self.spoil.get("key", self.key), algorithms=[header["alg"]])


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.provider.asked.append(path)
        answers = {"/.well-known/openid-configuration": self.provider.metadata, "/keys": self.provider.keys}
        status = self.provider.spoil.get("status", 200)
        if path in answers and status == 200:
            self.give(200, answers[path]())
        else:
            self.give(status if status != 200 else 404, {})

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        self.provider.asked.append("/token")
        if target := self.provider.spoil.get("redirect"):
            self.send_response(307)
            self.send_header("Location", target)
            self.end_headers()
            return
        self.give(*self.provider.token(form, self.headers.get("Authorization", "")))

    def give(self, status: int, value: dict[str, Any]) -> None:
        body = self.provider.spoil.get("body") or json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "first"})


@pytest.fixture
def provider(key: RSAKey) -> Iterator[Provider]:
    class OwnHandler(Handler):
        """A handler of this provider alone."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), OwnHandler)
    made = OwnHandler.provider = Provider(server, key)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def house(provider: Provider, content, tmp_path) -> Callable[..., KnowledgeBase]:
    """The knowledge base with the provider in its settings: ``house(KB_OIDC_ROLE="member")``."""

    def make(**settings: str) -> KnowledgeBase:
        environment = {
            "KB_CONTENT": str(content),
            "KB_HOME": str(tmp_path / "var"),
            "KB_OIDC_ISSUER": provider.issuer,
            "KB_OIDC_CLIENT_ID": CLIENT,
            "KB_OIDC_CLIENT_SECRET": SECRET,
        }
        made = knowledge_base(environment | settings)
        made.index_sync.sync()
        made.sign_in._passphrases = Passphrases(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        made.accounts.invite("ann@example.org", Role.MEMBER, "terminal")
        return made

    return make


class Browser:
    """A browser that goes to the provider and comes back."""

    def __init__(self, app) -> None:
        self.client = app.test_client()

    def get(self, path: str):
        return self.client.get(path, base_url=SITE)

    def leave(self, path: str = "/sign-in/provider?next=/sources") -> dict[str, str]:
        response = self.get(path)
        assert response.status_code == 303, response.text
        return {name: values[0] for name, values in parse_qs(urlsplit(response.headers["Location"]).query).items()}

    def visit(self, provider: Provider) -> str:
        """Go there; return the address that leads back."""
        return provider.authorize(self.leave()).removeprefix(SITE)

    def is_in(self) -> bool:
        return self.get("/account").status_code == 200


def test_who_was_invited_comes_in_and_goes_on(provider: Provider, house) -> None:
    kb = house()
    ann = Browser(create_app(kb, SITE))
    assert "Sign in with your organisation" in ann.get("/sign-in").text
    response = ann.get(ann.visit(provider))
    assert (response.status_code, response.headers["Location"]) == (303, "/sources")
    assert ann.is_in()
    assert "members-circle" in ann.get("/sources").text
    assert kb.accounts.one("ann@example.org").is_set_up
    assert ann.get(ann.visit(provider)).status_code == 303  # and once more


def test_the_provider_is_asked_for_what_it_is_only_once(provider: Provider, house) -> None:
    app = create_app(house(), SITE)
    for _ in range(3):
        browser = Browser(app)
        assert browser.get(browser.visit(provider)).status_code == 303
    assert sorted(provider.asked) == ["/.well-known/openid-configuration", "/keys", "/token", "/token", "/token"]


def test_a_provider_that_has_changed_its_keys_is_asked_for_them_again(provider: Provider, house) -> None:
    app = create_app(house(), SITE)
    first, second = Browser(app), Browser(app)
    assert first.get(first.visit(provider)).status_code == 303
    provider.key = RSAKey.generate_key(2048, {"kid": "second"})
    assert second.get(second.visit(provider)).status_code == 303


def own_key(alg: str = "RS256") -> dict[str, Any]:
    return {"key": RSAKey.generate_key(2048, {"kid": "first"}), "header": {"alg": alg}}


SPOILT: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "wrong nonce": ("Invalid claim: 'nonce'", lambda: {"claims": {"nonce": "another"}}),
    "no nonce": ("Missing claim: 'nonce'", lambda: {"without": ["nonce"]}),
    "wrong audience": ("Invalid claim: 'aud'", lambda: {"claims": {"aud": "another client"}}),
    "no audience": ("Missing claim: 'aud'", lambda: {"without": ["aud"]}),
    "meant for another of several": (
        "Invalid claim: 'azp'",
        lambda: {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
    ),
    "wrong issuer": ("Invalid claim: 'iss'", lambda: {"claims": {"iss": "https://evil.example"}}),
    "expired": ("expired_token", lambda: {"claims": {"exp": int(time.time()) - 120, "iat": int(time.time()) - 400}}),
    "no end": ("Missing claim: 'exp'", lambda: {"without": ["exp"]}),
    "from the future": ("issued in the future", lambda: {"claims": {"iat": int(time.time()) + 3600}}),
    "not yet good": ("not yet valid", lambda: {"claims": {"nbf": int(time.time()) + 3600}}),
    "unverified address": ("not verified", lambda: {"claims": {"email_verified": False}}),
    "verified in words": ("not verified", lambda: {"claims": {"email_verified": "true"}}),
    "no word on the address": ("not verified", lambda: {"without": ["email_verified"]}),
    "no address": ("not verified", lambda: {"without": ["email"]}),
    "no person": ("Missing claim: 'sub'", lambda: {"without": ["sub"]}),
    "signed by somebody else": ("bad_signature", own_key),
    "signed with the shared secret": (
        "'HS256' is not allowed",
        lambda: {"key": OctKey.import_key(SECRET), "header": {"alg": "HS256"}},
    ),
    "no token": ("no ID token", lambda: {"answer": {"id_token": None}}),
    "no words": ("cannot be believed", lambda: {"answer": {"id_token": "x.y.z"}}),
    "no JSON": ("Expecting value", lambda: {"body": b"<html>"}),
    "a list": ("JSON object", lambda: {"body": b"[]"}),
    "too much": ("usable size", lambda: {"body": b'{"a": "' + b"x" * (1 << 20) + b'"}'}),
    "a redirect": ("307", lambda: {"redirect": "http://127.0.0.1:9/"}),
}


@pytest.mark.parametrize("how", SPOILT)
def test_an_answer_that_is_not_as_it_must_be_lets_nobody_in(
    provider: Provider, house, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    kb = house()
    ann = Browser(create_app(kb, SITE))
    back = ann.visit(provider)
    why, spoil = SPOILT[how]
    provider.spoil = spoil()
    response = ann.get(back)
    assert why in caplog.text
    assert response.status_code == 502, how
    assert "did not work" in response.text
    assert not ann.is_in()
    assert not kb.accounts.one("ann@example.org").is_set_up
    provider.spoil = {}
    assert ann.get(ann.visit(provider)).status_code == 303


def test_a_token_signed_by_nobody_lets_nobody_in(provider: Provider, house, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = Browser(create_app(house(), SITE))
    back = ann.visit(provider)

    def unsigned(nonce: str) -> str:
        body = Provider.signed(provider, nonce).split(".")[1]
        header = base64.urlsafe_b64encode(b'{"alg":"none","kid":"first"}').decode().rstrip("=")
        return f"{header}.{body}."

    monkeypatch.setattr(provider, "signed", unsigned)
    assert ann.get(back).status_code == 502
    assert not ann.is_in()


def test_what_came_back_once_does_not_come_back_again(provider: Provider, house) -> None:
    ann = Browser(create_app(house(), SITE))
    back = ann.visit(provider)
    assert ann.get(back).status_code == 303
    ann.get("/sources")
    again = Browser(ann.client.application)
    assert again.get(back).status_code == 403
    assert ann.get(back).status_code == 403


def test_a_code_does_not_do_with_another_state(provider: Provider, house) -> None:
    """A code that was used cannot be used again, even by the browser that has a fresh state of its own."""
    ann = Browser(create_app(house(), SITE))
    back = ann.visit(provider)
    assert ann.get(back).status_code == 303
    code = parse_qs(urlsplit(back).query)["code"][0]
    other = Browser(ann.client.application)
    state = other.leave()["state"]
    assert other.get(f"/sign-in/provider/back?{urlencode({'code': code, 'state': state})}").status_code == 502
    assert not other.is_in()


def test_an_unused_code_of_an_attacker_is_bound_to_the_browser_that_asked(provider: Provider, house) -> None:
    """Sending somebody to the attacker's way back signs them in to nothing."""
    app = create_app(house(), SITE)
    attacker, victim = Browser(app), Browser(app)
    back = attacker.visit(provider)
    victim.leave()
    assert victim.get(back).status_code == 403
    assert not victim.is_in()


@pytest.mark.parametrize("query", ["", "code=x", "state=x", "error=access_denied&state=STATE", "code=&state=STATE"])
def test_coming_back_without_what_was_asked_for_is_told(provider: Provider, house, query: str) -> None:
    ann = Browser(create_app(house(), SITE))
    state = ann.leave()["state"]
    response = ann.get(f"/sign-in/provider/back?{query.replace('STATE', state)}")
    assert response.status_code == 403
    assert "did not work" in response.text


def test_an_answer_that_names_another_issuer_is_not_taken(provider: Provider, house) -> None:
    ann = Browser(create_app(house(), SITE))
    back = ann.visit(provider).split("&iss=")[0] + "&iss=https%3A%2F%2Fevil.example"
    assert ann.get(back).status_code == 502
    assert not ann.is_in()


def test_who_was_not_invited_is_told_so_and_stays_out(provider: Provider, house) -> None:
    ann = Browser(create_app(house(), SITE))
    provider.claims["email"] = "stranger@example.org"
    response = ann.get(ann.visit(provider))
    assert response.status_code == 403
    assert "no invitation" in response.text
    assert not ann.is_in()


def test_an_address_given_to_somebody_else_opens_nothing(provider: Provider, house) -> None:
    app = create_app(house(), SITE)
    ann, other = Browser(app), Browser(app)
    assert ann.get(ann.visit(provider)).status_code == 303
    provider.claims["sub"] = "u2"
    assert other.get(other.visit(provider)).status_code == 403


def test_a_role_above_what_the_provider_may_vouch_for_stays_out(provider: Provider, house) -> None:
    kb = house(KB_OIDC_ROLE="analyst")
    kb.accounts.invite("ann@example.org", Role.STAFF, "terminal")
    ann = Browser(create_app(kb, SITE))
    assert ann.get(ann.visit(provider)).status_code == 403
    kb.accounts.invite("ann@example.org", Role.ANALYST, "terminal")
    assert ann.get(ann.visit(provider)).status_code == 303


@pytest.mark.parametrize(
    "spoil",
    [
        {"status": 500},
        {"metadata": {"issuer": "https://evil.example"}},
        {"metadata": {"token_endpoint": "http://evil.example/token"}},
        {"metadata": {"authorization_endpoint": ""}},
        {"body": b"nothing"},
    ],
)
def test_a_provider_that_is_not_what_it_should_be_is_told_before_anybody_leaves(
    provider: Provider, house, spoil: dict[str, Any]
) -> None:
    provider.spoil = spoil
    ann = Browser(create_app(house(), SITE))
    assert ann.get("/sign-in/provider").status_code == 502


def test_nobody_is_led_elsewhere_afterwards(provider: Provider, house) -> None:
    ann = Browser(create_app(house(), SITE))
    back = provider.authorize(ann.leave("/sign-in/provider?next=//evil.example")).removeprefix(SITE)
    assert ann.get(back).headers["Location"] == "/desk"


def test_without_settings_there_is_no_such_way_in(visit) -> None:
    assert visit().get("/sign-in/provider").status_code == 404
    assert "organisation</a>" not in visit().get("/sign-in").text


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://idp.example/token", True),
        ("http://127.0.0.1:8080/token", True),
        ("http://localhost/token", True),
        ("http://idp.example/token", False),
        ("http://127.0.0.1.evil.example/", False),
        ("file:///etc/passwd", False),
        ("ftp://idp.example/", False),
        ("", False),
    ],
)
def test_secrets_are_sent_over_https_or_not_at_all(address: str, safe: bool) -> None:
    assert is_safe(address) == safe
