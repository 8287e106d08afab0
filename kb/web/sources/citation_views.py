"""Citation data to download: of a source, and of the evidence of a priority."""

from collections.abc import Sequence

from flask import Response, make_response

from kb.documents.citations.citation_files import FORMATS
from kb.documents.citations.csl import CitedSource, csl_items
from kb.domain.errors import or_not_found
from kb.web.access import PUBLIC, Routes
from kb.web.context import Web


def register(routes: Routes, web: Web) -> None:
    """Put the downloads on the application."""

    @routes.get("/sources/<id>/cite.<ending>", needs=PUBLIC)
    def cite_source(id: str, ending: str) -> Response:
        return citation_file(web, web.kb.citation_export.of_source(id, web.viewer()), id, ending)

    @routes.get("/priorities/<id>/cite.<ending>", needs=PUBLIC)
    def cite_priority(id: str, ending: str) -> Response:
        return citation_file(web, web.kb.citation_export.of_priority(id, web.viewer()), id, ending)


def citation_file(web: Web, cited: Sequence[CitedSource], name: str, ending: str) -> Response:
    """Return citation data as a file called ``name`` with this ending; raise ``NotFound`` for no such format."""
    found = or_not_found(FORMATS.get(ending), "format", ending)
    response = make_response(found.write(csl_items(cited, web.base_url)))
    response.headers["Content-Type"] = f"{found.media_type}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
