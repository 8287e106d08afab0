"""The manual under ``/help``, its search, and how to search."""

from flask import Flask, Response, request

from kb.web.context import Web
from kb.web.help.grammar_page import grammar_page
from kb.web.help.page import found_page, manual_page

LONGEST_WORDS = 200


def register(app: Flask, web: Web) -> None:
    """Put the manual on the application."""

    @app.get("/help")
    def help() -> Response:
        words = request.args.get("q", "").strip()[:LONGEST_WORDS]
        if words:
            return web.page(found_page(web.frame("Search the help"), words, web.kb.manual.search(words)))
        return manual("")

    @app.get("/help/search")
    def search_help() -> Response:
        return web.page(grammar_page(web.frame("How to search", "search"), web.kb.browsing.acronyms()))

    @app.get("/help/<path:name>")
    def manual(name: str) -> Response:
        page = web.kb.manual.page(name)
        return web.page(manual_page(web.frame(page.title), name, page))
