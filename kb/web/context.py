"""What every view works with, handed to it explicitly."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, make_response, request

from kb.bootstrap import KnowledgeBase
from kb.domain.audience import Audience
from kb.text.reading import Reading
from kb.web.assets import Assets
from kb.web.pages.frame import Frame, frame_of
from kb.web.render import Page, Renderer


@dataclass(frozen=True)
class Web:
    """The services and what it takes to make a page of their answers."""

    kb: KnowledgeBase
    base_url: str
    assets: Assets
    render: Renderer
    read: Callable[[str], Reading]
    secret: bytes

    def reader(self) -> Audience:
        """Return who is reading: everybody is the public until there are accounts."""
        return Audience.PUBLIC

    def frame(self, title: str, section: str = "", **search: object) -> Frame:
        """Return the frame of a page: its title, where in the site it is, and the search box as it stands."""
        return frame_of(title, section, self.assets, **search)  # type: ignore[arg-type]

    def page(self, page: Page, status: int = 200) -> Response:
        """Return a page as a response that a browser may keep but must ask about."""
        response = make_response(self.render(page), status)
        response.headers["Cache-Control"] = "private, no-cache"
        if status == 200:
            response.add_etag()
            response.make_conditional(request)
        return response
