"""The captured document itself: a PDF to look at, whatever else only as a file, as far as the licence lets us.

What strangers wrote is shown on our address only as PDF, in a document that may run and load nothing.
"""

from flask import Response, redirect, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import NotFound
from kb.domain.source.source import Source
from kb.services.sources.originals import PDF
from kb.web.access import PUBLIC, Routes
from kb.web.context import Web
from kb.web.security import CONTENT_SECURITY_POLICY
from kb.web.sources.beside_page import beside_page
from kb.web.sources.views import shown_text

OF_STRANGERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
}
"""Headers of a PDF that is shown: sandboxed, nothing run or loaded, and framed by our own pages only."""
TO_KEEP = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
"""Headers of a file that is taken away."""
ENDINGS = {PDF: "pdf", "text/html": "html", "application/json": "json"}


def register(routes: Routes, web: Web) -> None:
    """Put the addresses on the application."""

    @routes.get("/sources/<id>/original.pdf", needs=PUBLIC)
    def original_pdf(id: str) -> Response:
        viewer = web.viewer()
        _with_pdf(web, id)
        source, path = web.kb.originals.file(id, viewer)
        return _sent(source, str(path), PDF, download=False)

    @routes.get("/sources/<id>/original", needs=PUBLIC)
    def source_original(id: str) -> AnyResponse:
        viewer = web.viewer()
        if request.args.get("download") == "yes":
            source, path = web.kb.originals.file(id, viewer)
            if not (viewer.may(Right.FILE) or web.kb.originals.has_pdf(source, viewer)):
                raise NotFound("original", id)
            return _sent(source, str(path), "application/octet-stream", download=True)
        _with_pdf(web, id)
        page = web.kb.originals.page_of(id, request.args.get("page", ""), viewer)
        return redirect(f"/sources/{id}/original.pdf{f'#page={page}&navpanes=0' if page else ''}", 303)

    @routes.get("/sources/<id>/beside", needs=PUBLIC)
    def beside(id: str) -> Response:
        source = _with_pdf(web, id)
        view = web.kb.browsing.source(id, web.viewer())
        asked = request.args.get("passage", "")
        label = next((passage.page for passage in view.passages if passage.id == asked), "")
        frame = web.frame(f"Beside the original: {source.heading}", "sources")
        response = web.page(beside_page(frame, source, web.read(shown_text(view)), label))
        response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
        return response


def _with_pdf(web: Web, id: str) -> Source:
    """Return a source that has a PDF for whoever asks; raise ``NotFound`` otherwise."""
    viewer = web.viewer()
    source = web.kb.browsing.source(id, viewer).source
    if not web.kb.originals.has_pdf(source, viewer):
        raise NotFound("original", id)
    return source


def _sent(source: Source, path: str, media_type: str, *, download: bool) -> Response:
    captured = source.captured
    ending = ENDINGS.get(captured.media_type, "bin") if captured else "bin"
    response = send_file(
        path,
        mimetype=media_type,
        as_attachment=download,
        download_name=f"{source.id}.{ending}",
        etag=captured.sha256 if captured else True,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers.update(TO_KEEP if download else OF_STRANGERS)
    return response
