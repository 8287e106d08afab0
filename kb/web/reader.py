"""A reader among several machines: it shows what is public, nobody signs in there, and what would write is refused."""

from flask import Flask, request

from kb.domain.errors import ReaderOnly

_SHOWS = frozenset({"GET", "HEAD", "OPTIONS"})


def refuse_changes(app: Flask) -> None:
    """Refuse every request that may change something, before anything else of it is looked at."""

    @app.before_request
    def refuse() -> None:
        if request.method not in _SHOWS:
            raise ReaderOnly
