"""Styles and scripts."""

from flask import Response, request, send_from_directory

from kb.web.access import PUBLIC, Routes
from kb.web.assets import STATIC
from kb.web.context import Web

A_YEAR = 31_536_000


def register(routes: Routes, web: Web) -> None:
    """Put the static files on the application, under an address that names their content."""

    @routes.get("/static/<digest>/<path:name>", needs=PUBLIC)
    def static(digest: str, name: str) -> Response:
        sheet = web.assets.sheets.get(name)
        response = send_from_directory(STATIC, name) if sheet is None else _style(sheet)
        if digest == web.assets.digest:
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        else:  # a page from before an update: it gets what there is now, and must ask again next time
            response.headers["Cache-Control"] = "no-cache"
        return response

    @routes.get("/favicon.ico", needs=PUBLIC)
    def favicon() -> Response:
        return static(web.assets.digest, "icon.svg")

    @routes.get("/robots.txt", needs=PUBLIC)
    def robots() -> Response:
        return Response("User-agent: *\nDisallow: /search\n", mimetype="text/plain")


def _style(sheet: str) -> Response:
    response = Response(sheet, mimetype="text/css")
    response.add_etag()
    response.make_conditional(request)
    return response
