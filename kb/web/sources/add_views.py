"""Adding a source by its address or a file: its document is read, and staff confirm the facts that were found."""

from collections.abc import Mapping

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.form_data import FormData
from kb.domain.job import JobState
from kb.domain.source.preview import DocumentPreview
from kb.services.sources.filing import LARGEST, ReadDocument
from kb.services.sources.source_form import form_of, form_of_preview
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.addresses import source_address
from kb.web.context import Web
from kb.web.editorial.edited_item import EditedItem, save_form, show_form
from kb.web.humanize import listed
from kb.web.layout.frame import Link
from kb.web.sources.add_page import add_page
from kb.web.sources.filing_page import figures
from kb.web.sources.filing_views import SOON, file_sent
from kb.web.sources.job_views import titles_of
from kb.web.sources.source_fields import source_fields

HOME, BY_HAND = "/sources/new", "by-hand"


def register(routes: Routes, web: Web) -> None:
    """Put the pages on the application."""

    @routes.get(HOME, needs=Right.GATHER)
    def add_source() -> Response:
        return form(web)

    @routes.post(HOME, needs=Right.GATHER)
    def look_at_address() -> AnyResponse:
        address = request.form.get("address", "")
        try:
            job = web.kb.source_adding.look(address, web.viewer())
        except InvalidInput as error:
            return form(web, error.field_errors, address)
        web.kb.jobs.wait(job.id, SOON)
        return redirect(f"{HOME}/{job.id}", 303)

    @routes.post(f"{HOME}/file", needs=Right.GATHER, largest=LARGEST)
    def look_at_file() -> AnyResponse:
        try:
            job = web.kb.filing.read("", *file_sent(), web.viewer())
        except InvalidInput as error:
            return form(web, error.field_errors)
        web.kb.jobs.wait(job.id, SOON)
        return redirect(f"{HOME}/{job.id}", 303)

    @routes.get(f"{HOME}/<job>", needs=Right.GATHER)
    def new_source(job: str) -> Response:
        return facts(web, job)

    @routes.post(f"{HOME}/<job>", needs=Right.GATHER)
    def make_source(job: str) -> AnyResponse:
        return make(web, job)


def form(web: Web, errors: Mapping[str, str] | None = None, address: str = "") -> Response:
    """Return the page on which an address is written or a file is chosen."""
    frame, csrf = web.frame("Add a source", "sources"), web.visitors.form_token()
    return web.page(add_page(frame, csrf, names_for(web), errors, address), 422 if errors else 200)


def facts(web: Web, job: str) -> Response:
    """Return the form with the facts that were found, or how far reading is."""
    read = _read(web, job)
    if read is None:
        blank = form_of_preview(DocumentPreview())
        return show_form(web, _item(web, job, "Write what is known. The document can be filed later."), blank)
    found = read.preview
    if read.job.state is not JobState.DONE or found is None or found.unreadable or read.decided:
        frame, csrf = web.frame("Add a source", "sources"), web.visitors.form_token()
        return web.page(add_page(frame, csrf, names_for(web), read=read))
    return show_form(web, _item(web, job, _lead(web, found)), form_of_preview(found))


def make(web: Web, job: str) -> AnyResponse:
    """Make the source, and go to the job that takes its text in."""
    read, viewer = _read(web, job), web.viewer()
    lead = _lead(web, read.preview) if read and read.preview else ""

    def save(form: FormData, _: str) -> str:
        made, started = web.kb.source_adding.create(job if read else "", form, viewer)
        if started is None:
            return f"{source_address(made.id)}?filed=added"
        web.kb.jobs.wait(started.id, SOON)
        return f"/jobs/{started.id}"

    return save_form(web, _item(web, job, lead), save)


def _read(web: Web, job: str) -> ReadDocument | None:
    """Return the document that was read; nothing where a source is written without one."""
    if job == BY_HAND:
        return None
    read = web.kb.source_adding.document(job, web.viewer())
    if read.source:
        raise NotFound("document", job)
    return read


def _item(web: Web, job: str, lead: str) -> EditedItem:
    viewer: Viewer = web.viewer()
    topics = web.kb.browsing.topics(viewer)
    return EditedItem(
        over=Link("Gather", "/gathering"),
        section="sources",
        address=f"{HOME}/{job}",
        fields=lambda form: source_fields(form, topics, viewer),
        form_of=form_of,
        heading="Check the facts",
        lead=lead,
        button="Add this source",
        hidden=(),
    )


def _lead(web: Web, found: DocumentPreview) -> str:
    """Say what was read, and what speaks against adding it."""
    titles = titles_of(web)
    known = listed([f"“{titles[id]}”" for id in found.elsewhere if id in titles])
    words = [
        f"This very file is the text of {known} already." if known else "",
        f"It looks wrong: {found.detail}." if found.may_be_forced else "",
        "This is what was found in the document. Correct what is wrong; nothing is added until you say so.",
        *figures(found),
        *(f"{doubt}." for doubt in found.doubts),
        f"It begins: “{found.first[0]}”" if found.first else "",
    ]
    return " ".join(word for word in words if word)
