"""What every view works with, handed to it explicitly."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, request

from kb.bootstrap import KnowledgeBase
from kb.documents.reading_view import ReadingView
from kb.domain.account.viewer import Viewer
from kb.web.assets import Assets
from kb.web.layout.frame import Frame, Masthead, frame_of
from kb.web.redirects import sign_in_address
from kb.web.render import Page, Renderer
from kb.web.visitor import Visitors


@dataclass(frozen=True)
class Web:
    """The services and what it takes to make a page of their answers."""

    kb: KnowledgeBase
    base_url: str
    assets: Assets
    render: Renderer
    read: Callable[[str], ReadingView]
    secret: bytes
    visitors: Visitors

    def viewer(self) -> Viewer:
        """Return who asks in this request; every view hands it to every service that it calls."""
        return self.visitors.viewer()

    def frame(self, title: str, section: str = "", **search: Any) -> Frame:
        """Return the frame of a page: its title, where in the site it is, and the search box as it stands."""
        return frame_of(title, section, self.assets, self._masthead(), **search)

    def _masthead(self) -> Masthead:
        viewer = self.viewer()
        if viewer.account is None:
            address = request.full_path.removesuffix("?") if request.method == "GET" else "/"
            return Masthead(viewer, sign_in=sign_in_address(address))
        return Masthead(viewer, csrf=self.visitors.form_token())

    def page(self, page: Page, status: int = 200) -> Response:
        """Return a page as a response that a browser may keep but must ask about."""
        response = make_response(self.render(page), status)
        response.headers["Cache-Control"] = "private, no-cache"
        if status == 200:
            response.add_etag()
            response.make_conditional(request)
        return response
