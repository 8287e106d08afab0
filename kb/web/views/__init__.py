"""Views: a request taken apart, a service asked, a page made."""

from flask import Flask

from kb.web.context import Web
from kb.web.views import (
    account,
    advice,
    annotating,
    annotations,
    answering,
    brief,
    call_run,
    calls,
    citing,
    coverage,
    desk,
    export,
    filing,
    home,
    people,
    priorities,
    provider,
    questions,
    ranking,
    receipts,
    recommendations,
    roll,
    saved,
    search,
    signin,
    sources,
    static,
    triage,
    triage_waiting,
    wording,
)


def register_views(app: Flask, web: Web) -> None:
    """Put every address of the site on the application."""
    for module in (
        home,
        search,
        saved,
        sources,
        citing,
        annotating,
        annotations,
        filing,
        priorities,
        wording,
        questions,
        advice,
        recommendations,
        coverage,
        calls,
        call_run,
        answering,
        receipts,
        roll,
        triage,
        triage_waiting,
        ranking,
        brief,
        desk,
        signin,
        provider,
        account,
        people,
        export,
        static,
    ):
        module.register(app, web)
