"""Sign-in at the organisation's own identity provider: OpenID Connect, authorization code with PKCE.

Authlib words the requests and judges the claims; the two calls to the provider go over the standard library, follow
no redirect, and read no more than a token can be. Nothing of the provider's answer is believed before its signature,
issuer, audience, time and nonce are right, and then only an address that the provider says is verified.
"""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from kb.domain.errors import KnowledgeBaseError
from kb.services.accounts.provider_visits import StartedVisit
from kb.storage.sessions import Visit
from kb.storage.settings import Provider

SIGNED_BY = ("RS256", "ES256", "PS256")
"""How an answer may be signed: with a key of the provider's, never with a secret that we know too, or not at all."""
CLOCKS_DIFFER_SECONDS = 60
KEPT_SECONDS = 3600
TIMEOUT_SECONDS = 10
LONGEST_ANSWER = 1 << 20
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ProviderRefused(KnowledgeBaseError):
    """The provider could not be asked, or what it answered cannot be believed; ``why`` is for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(f"sign-in at the provider: {why}")
        self.why = why


@dataclass(frozen=True)
class Claimed:
    """Who the provider says it is; ``subject`` is its own lasting name for the person."""

    email: str
    subject: str


class OpenIdProvider:
    """Talks to one provider; ``back`` is our address that it sends people back to. Asks nothing before it is needed."""

    def __init__(self, settings: Provider, back: str, clock: Callable[[], float]) -> None:
        self._settings, self._back, self._clock = settings, back, clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    def address(self, begun: StartedVisit) -> str:
        """Return the provider's address to send a person to."""
        address = prepare_grant_uri(
            self._facts()["authorization_endpoint"],
            self._settings.client_id,
            "code",
            redirect_uri=self._back,
            scope="openid email",
            state=begun.state,
            nonce=begun.visit.nonce,
            code_challenge=create_s256_code_challenge(begun.visit.verifier),
            code_challenge_method="S256",
        )
        return str(address)

    def claimed(self, code: str, visit: Visit, issuer: str = "") -> Claimed:
        """Return who it is that came back with a code; raise ``ProviderRefused`` where anything is not as it must be.

        ``issuer`` is what the provider said of itself on the way back, where it did (RFC 9207).
        """
        facts = self._facts()
        if issuer and issuer != facts["issuer"]:
            raise ProviderRefused("the answer came from another provider")
        token = self._token(facts, code, visit)
        claims = self._claims(facts, token, visit.nonce)
        email, subject = claims.get("email"), claims.get("sub")
        if claims.get("email_verified") is not True or not isinstance(email, str) or not isinstance(subject, str):
            raise ProviderRefused("the address is not verified")
        return Claimed(email, f"{facts['issuer']} {subject}")

    def _token(self, facts: Mapping[str, Any], code: str, visit: Visit) -> str:
        settings, address = self._settings, facts["token_endpoint"]
        known = facts.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        method = "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"
        body = prepare_token_request(
            "authorization_code", redirect_uri=self._back, code=code, code_verifier=visit.verifier
        )
        auth = ClientAuth(settings.client_id, settings.client_secret, method if settings.client_secret else "none")
        address, headers, body = auth.prepare("POST", address, {"Accept": "application/json"}, body)
        answer = _asked(address, headers, body.encode())
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderRefused("there is no ID token in the answer")
        return token

    def _claims(self, facts: Mapping[str, Any], token: str, nonce: str) -> dict[str, Any]:
        options = {
            "iss": {"essential": True, "value": facts["issuer"]},
            "aud": {"essential": True, "value": self._settings.client_id},
        }
        try:
            try:
                signed = jwt.decode(token, self._keys(facts), algorithms=SIGNED_BY)
            except InvalidKeyIdError:  # the provider has changed its keys since they were asked for
                signed = jwt.decode(token, self._keys(facts, anew=True), algorithms=SIGNED_BY)
            claims = CodeIDToken(
                signed.claims, signed.header, options, {"nonce": nonce, "client_id": self._settings.client_id}
            )
            claims.validate(now=int(self._clock()), leeway=CLOCKS_DIFFER_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderRefused(f"the ID token cannot be believed: {error}") from error
        return dict(claims)

    def _facts(self) -> dict[str, Any]:
        """Return the provider's metadata; its issuer must be the one of the settings."""
        issuer = self._settings.issuer
        facts = self._asked_once(f"{issuer}/.well-known/openid-configuration")
        if str(facts.get("issuer", "")).rstrip("/") != issuer:
            raise ProviderRefused("the provider calls itself otherwise than the settings do")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_safe(str(facts.get(name, ""))):
                raise ProviderRefused(f"its {name} is missing or not https")
        return facts

    def _keys(self, facts: Mapping[str, Any], *, anew: bool = False) -> KeySet:
        # What is no set of keys is refused by the library.
        return KeySet.import_key_set(self._asked_once(facts["jwks_uri"], anew=anew))  # type: ignore[arg-type]

    def _asked_once(self, address: str, *, anew: bool = False) -> dict[str, Any]:
        now = self._clock()
        with self._lock:
            kept = self._kept.get(address)
        if kept is not None and not anew and now - kept[0] < KEPT_SECONDS:
            return kept[1]
        answer = _asked(address, {"Accept": "application/json"})
        with self._lock:
            self._kept[address] = (now, answer)
        return answer


def is_safe(address: str) -> bool:
    """Say whether secrets may be sent to an address: over https, or to this machine itself."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an error: a secret is sent to the address of the settings and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _asked(address: str, headers: Mapping[str, str], body: bytes | None = None) -> dict[str, Any]:
    if not is_safe(address):
        raise ProviderRefused(f"{address} is not https")
    request = urllib.request.Request(address, body, dict(headers))  # noqa: S310 - is_safe knows the scheme
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS) as answer:
            read = answer.read(LONGEST_ANSWER + 1)
        value = json.loads(read) if len(read) <= LONGEST_ANSWER else None
    except (OSError, ValueError) as error:
        raise ProviderRefused(f"{address}: {error}") from error
    if not isinstance(value, dict):
        raise ProviderRefused(f"{address} did not answer with a JSON object of a usable size")
    return value
