"""Errors at the web's door: one table from what went wrong to a status and a page in words."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Flask, Response, g, redirect, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.http import http_date
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.errors import (
    ContentChanged,
    EditConflict,
    IndexBusy,
    IndexMissing,
    IndexUnavailable,
    InvalidInput,
    KnowledgeBaseError,
    NotAllowed,
    NotFound,
    ReaderOnly,
    SourceError,
    StorageFailed,
    ToolFailed,
    ToolMissing,
    TooMany,
    told_by,
)
from kb.services.accounts.rate_limit import TooManyAttempts
from kb.services.accounts.second_factor import WrongCode
from kb.services.accounts.sign_in import NotSignedIn
from kb.services.calls.answering import Frozen
from kb.services.jobs.runner import JobBusy
from kb.storage.failures import RAISED, storage_failure
from kb.storage.imap import MailboxProblem
from kb.web.accounts.oidc import ProviderRefused
from kb.web.api.problems import is_api, problem
from kb.web.api.site import API
from kb.web.context import Web
from kb.web.csrf import FormRefused
from kb.web.humanize import moment
from kb.web.layout.error_page import error_page
from kb.web.redirects import sign_in_address
from kb.web.visitor import SignInFirst


@dataclass(frozen=True)
class ErrorWords:
    """How an error is told: its status, what happened, and what to do."""

    status: int
    happened: str
    advice: str


OF_ERRORS: dict[type[KnowledgeBaseError], ErrorWords] = {
    NotFound: ErrorWords(404, "There is no such page", "Look for it by its words, or start from one of the lists."),
    InvalidInput: ErrorWords(
        422, "Something in the address cannot be used", "Check it, or start again from the search."
    ),
    NotAllowed: ErrorWords(
        403, "This is not open to you", "Ask the people who run the site if you think it should be."
    ),
    ReaderOnly: ErrorWords(
        403,
        "This copy of the site only shows",
        "Nothing was changed, and what you typed is still there when you go back. Changes are made, and people sign in,"
        " at the site’s own address.",
    ),
    EditConflict: ErrorWords(
        409, "Somebody saved this first", "Nothing is lost. Look at both versions and save again."
    ),
    IndexMissing: ErrorWords(
        503,
        "The search is not ready yet",
        "The reports themselves can be read. Search works once the index is built, with: kb index sync",
    ),
    IndexUnavailable: ErrorWords(
        503,
        "The search does not answer at the moment",
        "Nothing is lost, and the reports themselves can be read. Try again in a minute: who runs the site sees what is"
        " wrong.",
    ),
    FormRefused: ErrorWords(
        403,
        "The form could not be taken",
        "Nothing was changed, and what you typed is still there when you go back. You may have been signed out"
        " meanwhile: sign in in another window, open the page with the form anew, and send it from there.",
    ),
    ToolMissing: ErrorWords(
        503,
        "Such files cannot be made on this machine yet",
        "Nothing is lost. Take the HTML or Markdown file, and ask who runs the site to install what is"
        " missing: the extra [brief] for Word, LibreOffice for PDF.",
    ),
    ToolFailed: ErrorWords(
        503,
        "The file could not be made this time",
        "Nothing is lost, and who runs the site is told in its log. Try again in a moment, or take the HTML or Markdown"
        " file, which Word opens too.",
    ),
    TooMany: ErrorWords(
        429,
        "You have had many files made in a short time",
        "Nothing is lost: every file that was made is still here, and you can read all pages. Ask for this one after"
        " {time}.",
    ),
    StorageFailed: ErrorWords(503, "This cannot be done now: {what}", ""),  # what to do follows from what is wrong
    IndexBusy: ErrorWords(503, "The search is being renewed", "Nothing is lost. Try again in a moment."),
    SourceError: ErrorWords(
        503,
        "The document could not be fetched",
        "Nothing was changed. Try again later, or file the document by hand.",
    ),
    MailboxProblem: ErrorWords(
        503,
        "The mailbox cannot be read",
        "Answers that were taken in before are still here. Ask who runs the site to look at its settings.",
    ),
    ProviderRefused: ErrorWords(
        503,
        "Signing in at your organisation does not work just now",
        "Nothing was changed. Try again in a moment, or sign in with a passphrase if you have one.",
    ),
    TooManyAttempts: ErrorWords(429, "There were too many attempts", "Nothing was changed. Try again after {time}."),
    NotSignedIn: ErrorWords(
        403, "Address and passphrase do not fit together", "Nothing was changed. Sign in, and try again."
    ),
    WrongCode: ErrorWords(
        403, "The sign-in code does not fit", "Nothing was changed. Wait for the next code, and try again."
    ),
    Frozen: ErrorWords(
        409,
        "The call has closed",
        "Your answer stays as it was then. Write to the people who run the call if it has to change.",
    ),
    JobBusy: ErrorWords(409, "Another one is going on", "Nothing was changed. Wait until it has ended."),
    ContentChanged: ErrorWords(503, "This is being changed just now", "Nothing is lost. Try again in a moment."),
}
OF_STATUS: dict[int, ErrorWords] = {
    400: ErrorWords(400, "The request could not be understood", "Go back and try again, or start from the search."),
    404: OF_ERRORS[NotFound],
    413: ErrorWords(413, "This is too large to be taken", "Nothing was changed. Send less at once, or a smaller file."),
    405: ErrorWords(
        405, "This page cannot be used that way", "Nothing was changed. Go back, or start from the search."
    ),
}
OF_REST = ErrorWords(
    500, "Something went wrong on our side", "Nothing is lost. Try again; if it stays, tell who runs the site."
)


def register_errors(app: Flask, web: Web) -> None:
    """Show every error as a page in words; unknown ones are logged whole and told in general."""
    log = logging.getLogger("kb.web")

    def shown(told: ErrorWords, error: Exception) -> Response:
        if is_api(request.path):
            return problem(told.status, told.happened, _detail(told, error), request.path, _fields(error))
        page = error_page(web.frame(told.happened), told.status, told.happened, told.advice)
        return web.page(page, told.status)

    @app.errorhandler(KnowledgeBaseError)
    def known(error: KnowledgeBaseError) -> Response:
        if isinstance(error, ToolFailed):
            log.error("while answering %s: %s", request.path, error)
        return _bounded(shown(_told(error), error), error)

    _answer_changes_anew(app, web, known)

    @app.errorhandler(SignInFirst)
    def sign_in_first(_error: SignInFirst) -> AnyResponse:
        return redirect(sign_in_address(request.full_path.removesuffix("?") if request.method == "GET" else "/"), 303)

    @app.errorhandler(HTTPException)
    def of_http(error: HTTPException) -> Response:
        response = shown(_told_of_http(error), error)
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        log.exception("error while answering %s", request.path)
        failure = storage_failure(error) if isinstance(error, RAISED) else None
        return shown(_told(failure), failure) if failure else shown(OF_REST, error)


def _answer_changes_anew(app: Flask, web: Web, tell: Callable[[KnowledgeBaseError], Response]) -> None:
    """Where a text was saved after the content was looked at: look at the files, and answer again, once."""

    @app.errorhandler(ContentChanged)
    def changed_meanwhile(error: ContentChanged) -> AnyResponse:
        if request.method not in ("GET", "HEAD") or "answers_anew" in g:
            return tell(error)
        g.answers_anew = True
        web.kb.browsing.look_again()
        try:
            return app.make_response(app.dispatch_request())
        except Exception as other:  # whatever it is has a page of its own
            return app.make_response(app.handle_user_exception(other))


def _told_of_http(error: HTTPException) -> ErrorWords:
    told = OF_STATUS.get(error.code or 500) or ErrorWords(error.code or 500, error.name, OF_STATUS[400].advice)
    if isinstance(error, RequestEntityTooLarge) and request.max_content_length:
        return replace(
            told, happened=f"This is too large to be taken: it is larger than {request.max_content_length >> 20} MB"
        )
    return told


def _told(error: KnowledgeBaseError) -> ErrorWords:
    told = told_by(OF_ERRORS, error, OF_REST)
    if isinstance(error, StorageFailed):
        return replace(told, happened=told.happened.format(what=error.what), advice=error.advice)
    if isinstance(error, TooMany | TooManyAttempts):
        return replace(told, advice=told.advice.format(time=moment(error.until)))
    return told


def _bounded(response: Response, error: KnowledgeBaseError) -> Response:
    """Tell programs, too, from when on they may ask again."""
    if isinstance(error, TooMany | TooManyAttempts):
        response.headers["Retry-After"] = http_date(error.until)
    return response


def _detail(told: ErrorWords, error: Exception) -> str:
    """Return what a program is told: what the error itself says where it is one we know."""
    if isinstance(error, InvalidInput):
        return "Each parameter that cannot be used is listed under “errors”, with what to do about it."
    if isinstance(error, HTTPException):
        return f"{error.description or told.advice} What there is to ask: {API}/openapi.json"
    if isinstance(error, StorageFailed):
        return f"{error.what}. {error.advice}"  # which file it was is for the log
    return str(error) if isinstance(error, KnowledgeBaseError) else told.advice


def _fields(error: Exception) -> tuple[tuple[str, str], ...]:
    return tuple(error.field_errors.items()) if isinstance(error, InvalidInput) else ()
