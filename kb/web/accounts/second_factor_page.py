"""Sign-in codes: set them up with an app, see whether they are on, turn them off; and the recovery codes, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.account.account import Account
from kb.services.accounts.second_factor import ProposedSecret
from kb.web.accounts.qr_code import QrCode, qr_code_of
from kb.web.humanize import count
from kb.web.layout.frame import Frame, Link

TITLES = {"code": "Code", "current": "Passphrase"}
_GROUP = 4


@dataclass(frozen=True)
class CodesFormState:
    """What went wrong in a form of the page; ``form`` is the last part of its address."""

    form: str
    errors: Mapping[str, str]


@dataclass(frozen=True)
class SecondFactorPage:
    """One's own sign-in codes.

    ``key`` and ``qr`` are there while they are being set up; ``form`` is the one that ``errors`` are of.
    """

    template: ClassVar[str] = "accounts/second_factor.html"
    frame: Frame
    csrf: str
    email: str
    onward: str
    has_passphrase: bool
    is_on: bool
    is_needed: bool
    codes_left: str
    secret: str
    key: str
    qr: QrCode | None
    form: str
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    problem: str


@dataclass(frozen=True)
class RecoveryCodesPage:
    """Recovery codes that were just made: shown once."""

    template: ClassVar[str] = "accounts/recovery_codes.html"
    frame: Frame
    codes: tuple[str, ...]
    is_new: bool
    onward: str


def second_factor_page(
    frame: Frame,
    csrf: str,
    account: Account,
    proposed: ProposedSecret | None,
    *,
    has_passphrase: bool,
    is_needed: bool,
    codes_left: int,
    onward: str,
    failed: CodesFormState | None = None,
    problem: str = "",
) -> SecondFactorPage:
    """Make the page; ``proposed`` is the secret to set up an app with, where there is none yet."""
    errors = failed.errors if failed else {}
    form = failed.form if failed else ""
    return SecondFactorPage(
        frame=frame,
        csrf=csrf,
        email=account.email,
        onward=onward,
        has_passphrase=has_passphrase,
        is_on=account.has_second_factor,
        is_needed=is_needed,
        codes_left=count(codes_left, "recovery code"),
        secret=proposed.secret if proposed else "",
        key=_in_groups(proposed.secret) if proposed else "",
        qr=qr_code_of(proposed.address) if proposed else None,
        form=form,
        errors=errors,
        problems=tuple(Link(f"{TITLES[field]}: {what}", f"#{form}-{field}") for field, what in errors.items()),
        problem=problem,
    )


def _in_groups(secret: str) -> str:
    return " ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP))
