"""The manual under ``/help``, its search, and how to search."""

from flask import Response, request

from kb.web.access import PUBLIC, Routes
from kb.web.context import Web
from kb.web.help.grammar_page import grammar_page
from kb.web.help.page import found_page, manual_page

LONGEST_WORDS = 200


def register(routes: Routes, web: Web) -> None:
    """Put the manual on the application."""

    @routes.get("/help", needs=PUBLIC)
    def help() -> Response:
        words = request.args.get("q", "").strip()[:LONGEST_WORDS]
        if words:
            return web.page(found_page(web.frame("Search the help"), words, web.kb.manual.search(words)))
        return manual("")

    @routes.get("/help/search", needs=PUBLIC)
    def search_help() -> Response:
        return web.page(grammar_page(web.frame("How to search", "search"), web.kb.browsing.acronyms()))

    @routes.get("/help/<path:name>", needs=PUBLIC)
    def manual(name: str) -> Response:
        page = web.kb.manual.page(name)
        return web.page(manual_page(web.frame(page.title), name, page))
