"""Who answers a call by the link of an invitation, and addresses that carry the invitation on."""

from urllib.parse import quote

from flask import request

from kb.domain.account.viewer import Viewer
from kb.domain.errors import or_not_found
from kb.web.context import Web


def invited_viewer(web: Web, call: str) -> Viewer:
    """Return who asks, as the holder of the invitation in the address where it has one; raise ``NotFound``."""
    viewer, token = web.viewer(), request.args.get("invitation", "")
    if not token:
        return viewer
    return or_not_found(web.kb.invitations.holder(call, token, viewer), "invitation", "")


def with_invitation(address: str) -> str:
    """Return an address with the invitation of this request, where it has one."""
    token = request.args.get("invitation", "")
    return f"{address}?invitation={quote(token, safe='')}" if token else address
