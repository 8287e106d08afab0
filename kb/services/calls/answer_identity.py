"""Who is at the form: somebody signed in, somebody with an invitation, staff for a member, or a stranger."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from kb.domain.account.account import Right, folded_email
from kb.domain.account.viewer import CallInvitation, Viewer
from kb.domain.call.answer_form import ORGANISATION_KINDS, AnswerForm
from kb.domain.call.call import Input
from kb.domain.errors import NotAllowed
from kb.services.accounts.tokens import hash_of
from kb.storage.call_links import CallLink, CallLinks


def on_behalf(viewer: Viewer) -> Viewer:
    """Return staff who enter an answer for a member; raise ``NotAllowed`` for anybody else."""
    if not viewer.may(Right.RUN_CALL):
        raise NotAllowed("enter an answer for somebody else")
    return replace(viewer, on_behalf=True)


def known_of(viewer: Viewer) -> AnswerForm:
    """Return the form with what we know of who answers: their organisation, its kind and their address."""
    known = viewer.invitation or viewer.account
    if known is None or viewer.on_behalf:
        return AnswerForm()
    return AnswerForm(known.organisation, known.organisation_kind, known.email)


def own_answer(answers: Iterable[Input], call: str, viewer: Viewer) -> Input | None:
    """Return the answer to a call that somebody sent from their account or their invitation, the latest one."""
    email = folded_email(known_of(viewer).email)
    own = [answer for answer in answers if answer.call == call and email and answer.sent_by == email]
    return max(own, key=lambda answer: (answer.received, answer.id), default=None)


def kinds_for(viewer: Viewer, kind: str = "") -> tuple[str, ...]:
    """Return the kinds of organisation that may be chosen; ``kind`` is one that an answer has already."""
    own = known_of(viewer).organisation_kind
    return (*ORGANISATION_KINDS, *(one for one in (own, kind) if one))


class InvitationLinks:
    """Makes and reads links by which an invited member answers a call without an account."""

    def __init__(self, links: CallLinks, clock: Callable[[], dt.datetime], new_token: Callable[[], str]) -> None:
        self._links, self._clock, self._new_token = links, clock, new_token

    def link(self, call: str, organisation: str, kind: str, email: str) -> str:
        """Make a link for a member; return its token, which is told here and never again."""
        token = self._new_token()
        self._links.add(hash_of(token), CallLink(call, organisation, kind, email, self._clock()))
        return token

    def made_for(self, call: str) -> dict[str, dt.datetime]:
        """Return when the latest link of a call was made for each address."""
        return self._links.made_for(call)

    def holder(self, call: str, token: str, viewer: Viewer) -> Viewer | None:
        """Return who holds a link to this call; nothing where it is no such link."""
        found = self._links.of(hash_of(token))
        return invited_by(found, hash_of(token), viewer) if found and found.call == call else None


def invited_by(link: CallLink, token_hash: str, viewer: Viewer) -> Viewer:
    """Return who holds the link of an invitation, with whatever their account lets them read."""
    invitation = CallInvitation(link.call, token_hash, link.organisation, link.organisation_kind, link.email)
    return replace(viewer, invitation=invitation)
