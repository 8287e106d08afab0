"""Requests to operations, and their answers to JSON with an ETag."""

import functools
import json
from dataclasses import asdict
from importlib import metadata
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotAcceptable

from kb.domain.errors import NotFound
from kb.web.access import PUBLIC, Routes
from kb.web.api.cursors import Cursors
from kb.web.api.openapi import description
from kb.web.api.operation import ApiRequest, Operation
from kb.web.api.operations import OPERATIONS
from kb.web.api.parameters import Given, read
from kb.web.api.site import API, Site
from kb.web.context import Web
from kb.web.layout.frame import SITE

FRESH = "private, no-cache"
"""Answers may be kept but must be asked about: an edit saved is an edit found."""
AN_HOUR = "public, max-age=3600"
JSON = "application/json"


def register(routes: Routes, web: Web) -> None:
    """Put the API over these services on the application."""
    blueprint = Blueprint("api", __name__, url_prefix=API)
    cursors = Cursors(web.secret)
    for operation in OPERATIONS:
        rule = operation.path.replace("{", "<").replace("}", ">")
        view = functools.partial(_answer, web, cursors, operation)
        routes.add(rule, operation.id, view, "GET", needs=PUBLIC, on=blueprint)

    def openapi() -> Response:
        read((), request.args.to_dict(flat=False))
        return _json(description(OPERATIONS, SITE, metadata.version("police-it-evidence")), AN_HOUR)

    routes.add("/openapi.json", "openapi", openapi, "GET", needs=PUBLIC, on=blueprint)
    routes.app.register_blueprint(blueprint)


def _answer(web: Web, cursors: Cursors, operation: Operation, **in_path: str) -> Response:
    for parameter in operation.in_path:
        if parameter.problem((in_path[parameter.name],)):  # what can be no id is the id of nothing
            raise NotFound(operation.id, in_path[parameter.name])
    given = read(operation.in_query, request.args.to_dict(flat=False))
    given = Given({**given.values, **{name: (value,) for name, value in in_path.items()}})
    asked = ApiRequest(web.kb, web.viewer(), Site(web.base_url), cursors, given)
    return _json(asdict(operation.answer(asked)), FRESH)


def _json(value: dict[str, Any], cache: str) -> Response:
    if request.accept_mimetypes and not request.accept_mimetypes.quality(JSON):
        raise NotAcceptable(f"This can only be given as {JSON}.")
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
    response = Response(text.encode("utf-8", "replace"), content_type=JSON)
    response.headers["Cache-Control"] = cache
    response.headers["Vary"] = "Accept"
    response.add_etag()
    response.make_conditional(request)
    return response
