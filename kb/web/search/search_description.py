"""OpenSearch 1.1: so that a browser can search here from its address bar, with suggestions while typing."""

import json

from flask import Response, request

from kb.web.access import PUBLIC, Routes
from kb.web.context import Web
from kb.web.feeds.feeds import MEDIA_TYPE as ATOM
from kb.web.feeds.xml import document, element, named
from kb.web.layout.frame import SITE

MEDIA_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
SHORT_NAME = "Police IT"
"""At most 16 characters, says the specification."""
A_DAY = "public, max-age=86400"


def register(routes: Routes, web: Web) -> None:
    """Put the description and the suggestions on the application."""
    body = description(web.base_url, web.base_url + web.assets.address("icon.svg"))

    @routes.get("/opensearch.xml", needs=PUBLIC)
    def opensearch() -> Response:
        response = Response(body, content_type=f"{MEDIA_TYPE}; charset=utf-8")
        response.headers["Cache-Control"] = A_DAY
        response.add_etag()
        response.make_conditional(request)
        return response

    @routes.get("/suggest", needs=PUBLIC)
    def suggestions() -> Response:
        """Suggest searches in the form of OpenSearch: what was typed, words, what they stand for, addresses."""
        typed = request.args.get("q", "")
        found = web.kb.suggestions.suggest(typed, web.viewer())
        told = [typed, [one.words for one in found], [one.note for one in found]]
        text = json.dumps(told, ensure_ascii=False)
        response = Response(text.encode("utf-8", "replace"), content_type=SUGGESTIONS)
        response.headers["Cache-Control"] = "private, no-cache"
        response.add_etag()
        response.make_conditional(request)
        return response


def description(base_url: str, icon: str) -> bytes:
    """Return the description document of the site's search."""
    templates = (
        ("text/html", "results", "/search?q={searchTerms}"),
        (ATOM, "results", "/search.atom?q={searchTerms}"),
        (SUGGESTIONS, "suggestions", "/suggest?q={searchTerms}"),
        (MEDIA_TYPE, "self", "/opensearch.xml"),
    )
    return document(
        named(
            "OpenSearchDescription",
            {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"},
            children=(
                element("ShortName", SHORT_NAME),
                element("Description", f"{SITE}: search what public reports say"),
                element("LongName", SITE[:48]),
                element("InputEncoding", "UTF-8"),
                element("OutputEncoding", "UTF-8"),
                element("Language", "en-GB"),
                element("Image", icon, width="16", height="16", type="image/svg+xml"),
                *(
                    element("Url", type=type_, rel=rel, method="get", template=base_url + path)
                    for type_, rel, path in templates
                ),
            ),
        )
    )
