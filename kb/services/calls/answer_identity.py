"""Who is at the form: somebody signed in, somebody with an invitation, staff for a member, or a stranger."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from kb.domain.account.account import Account, Right
from kb.domain.audience import Audience
from kb.domain.errors import NotAllowed
from kb.services.accounts.tokens import hash_of
from kb.storage.call_links import CallLink, CallLinks


@dataclass(frozen=True)
class Answerer:
    """Who answers.

    ``who`` is how the audit log names them, ``owner`` whose drafts are theirs (nobody's where it is empty);
    ``account`` is the id of an account; ``is_known`` says that we know them to speak for their organisation.
    """

    reader: Audience = Audience.PUBLIC
    who: str = "visitor"
    owner: str = ""
    account: str = ""
    organisation: str = ""
    organisation_kind: str = ""
    email: str = ""
    is_known: bool = False
    on_behalf: bool = False


STRANGER = Answerer()


def answerer_of(account: Account | None) -> Answerer:
    """Return who answers when this account, or nobody, is signed in."""
    if account is None or not account.role.may(Right.ANSWER):
        return STRANGER
    return Answerer(
        reader=account.role.audience,
        who=account.id,
        owner=f"account:{account.id}",
        account=account.id,
        organisation=account.organisation,
        organisation_kind=account.organisation_kind,
        email=account.email,
        is_known=True,
    )


def on_behalf(account: Account | None) -> Answerer:
    """Return staff who enter an answer for a member; raise ``NotAllowed`` for anybody else."""
    if account is None or not account.role.may(Right.RUN_CALL):
        raise NotAllowed("enter an answer for somebody else")
    own = answerer_of(account)
    return replace(own, owner=f"{own.owner}:on-behalf", organisation="", organisation_kind="", email="", on_behalf=True)


class Inviting:
    """Makes and reads links by which an invited member answers a call without an account."""

    def __init__(self, links: CallLinks, clock: Callable[[], dt.datetime], new_token: Callable[[], str]) -> None:
        self._links, self._clock, self._new_token = links, clock, new_token

    def link(self, call: str, organisation: str, kind: str, email: str) -> str:
        """Make a link for a member; return its token, which is told here and never again."""
        token = self._new_token()
        self._links.add(hash_of(token), CallLink(call, organisation, kind, email, self._clock()))
        return token

    def holder(self, call: str, token: str, account: Account | None) -> Answerer | None:
        """Return who holds a link to this call; nothing where it is no such link."""
        found = self._links.of(hash_of(token))
        return invited_by(found, hash_of(token), account) if found and found.call == call else None


def invited_by(link: CallLink, token_hash: str, account: Account | None) -> Answerer:
    """Return who holds the link of an invitation, with whatever their account lets them read."""
    return Answerer(
        reader=answerer_of(account).reader,
        who=f"invitation:{token_hash[:12]}",
        owner=f"invitation:{token_hash}",
        account=account.id if account else "",
        organisation=link.organisation,
        organisation_kind=link.organisation_kind,
        email=link.email,
        is_known=True,
    )
