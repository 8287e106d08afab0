"""Signing in, and setting up the sign-in with an invitation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.account.passphrase import SHORTEST
from kb.storage.accounts import Invitation
from kb.web.humanize import moment
from kb.web.layout.frame import Frame, Link

TITLES = {"email": "E-mail address", "passphrase": "Passphrase", "again": "Passphrase, once more"}


@dataclass(frozen=True)
class SignInPage:
    """The form to sign in. ``problem`` is said in words; nothing but the passphrase has to be typed again."""

    template: ClassVar[str] = "accounts/sign_in.html"
    frame: Frame
    csrf: str
    onward: str
    email: str
    problem: str
    provider: str
    ask: str


@dataclass(frozen=True)
class SignInCodePage:
    """The second step of signing in; ``begun`` is the token of the first one."""

    template: ClassVar[str] = "accounts/sign_in_code.html"
    frame: Frame
    csrf: str
    onward: str
    begun: str
    problem: str
    ask: str


@dataclass(frozen=True)
class WelcomePage:
    """The form that an invitation leads to; ``errors`` are by field, ``problems`` link to the fields in order."""

    template: ClassVar[str] = "accounts/welcome.html"
    frame: Frame
    csrf: str
    address: str
    account: str
    role: str
    asks_email: bool
    email: str
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    shortest: int
    until: str


@dataclass(frozen=True)
class SpentLinkPage:
    """What a link leads to that is not good, or not any more."""

    template: ClassVar[str] = "accounts/spent_link.html"
    frame: Frame
    ask: str


def ask_words(contact: str) -> str:
    """Return whom to ask for a new link."""
    return f"Ask the staff who run this site for a new link{_at(contact)}."


def ask_to_reset_words(contact: str) -> str:
    """Return whom to ask to reset lost sign-in codes, as the end of a sentence."""
    return f"ask the staff who run this site to reset your sign-in codes{_at(contact)}."


def _at(contact: str) -> str:
    return f" ({contact})" if contact else ""


def welcome_page(
    frame: Frame, csrf: str, token: str, invitation: Invitation, email: str, errors: Mapping[str, str]
) -> WelcomePage:
    """Make the page of an invitation, anew where something in the form could not be used."""
    account = invitation.account
    return WelcomePage(
        frame=frame,
        csrf=csrf,
        address=f"/welcome/{token}",
        account=account.email if account else "",
        role=account.role.value if account else "staff",
        asks_email=account is None,
        email=email,
        errors=errors,
        problems=tuple(Link(f"{TITLES[field]}: {what}", f"#{field}") for field, what in errors.items()),
        shortest=SHORTEST,
        until=moment(invitation.expires_at),
    )
