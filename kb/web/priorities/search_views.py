"""What was looked for on a priority's page, and the form in which its searches are edited."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput
from kb.domain.priority.priority import Priority
from kb.services.coverage.priority_searches import LONGEST, MOST, typed_of
from kb.services.editorial.form_data import Typed
from kb.services.editorial.priority_text import why_not
from kb.services.editorial.writing import WriteConflict
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.anonymous_owner import Owners
from kb.web.context import Web
from kb.web.coverage.views import told
from kb.web.editorial.entry_form import FormField, form_page, text
from kb.web.editorial.entry_views import seen_in, typed_from
from kb.web.layout.frame import priority_link
from kb.web.priorities.searches_part import Known, PrioritySearchesPart, searches_part
from kb.web.priorities.text_views import both


def register(routes: Routes, web: Web) -> None:
    """Put the form on the application."""

    @routes.get("/priorities/<id>/searches", needs=Right.ANNOTATE)
    def searches(id: str) -> Response:
        kept = web.kb.priority_searches.kept(id, web.reader())
        why = why_not(kept.item)
        typed = typed_of(kept.item, [words[:LONGEST] for words in request.args.getlist("add")[:MOST]])
        return form(web, kept.item, typed, kept.digest, {"queries": why} if why else {})

    @routes.post("/priorities/<id>/searches", needs=Right.ANNOTATE)
    def searched(id: str) -> AnyResponse:
        own, reader = web.viewer().id, web.reader()
        typed, kept = typed_from(request.form), web.kb.priority_searches.kept(id, reader)
        try:
            web.kb.priority_searches.save(id, typed, seen_in(typed), own, reader)
        except InvalidInput as error:
            return form(web, kept.item, typed, seen_in(typed), error.field_errors)
        except WriteConflict as conflict:
            versions = (fields(typed_of(conflict.item)), fields(typed))
            return both(web, kept.item, "searches", versions, typed, conflict.digest)
        return redirect(f"/priorities/{id}?searches=saved#looking", 303)


def searches_here(web: Web, priority: Priority) -> PrioritySearchesPart:
    """Return what was looked for on a priority, as far as who asks may know, and what they may do."""
    reader, works = web.reader(), web.viewer().may(Right.ANNOTATE)
    cells = web.kb.coverage.of(priority, reader)
    owner = Owners(web.visitors, web.secret, web.base_url.startswith("https:")).known(request)
    known = Known(
        cells=cells,
        record=web.kb.coverage.record(priority.id),
        suggested=web.kb.evidence_suggesting.of(priority, cells, reader),
        saved=web.kb.saving.of(owner.owner) if owner else (),
    )
    said = told(request.args.get("ran", ""), request.args.get("news", ""))
    if request.args.get("searches") == "saved":
        said = "The searches are saved. Run them to know what they find."
    csrf = web.visitors.form_token() if works else ""
    return searches_part(priority, known, names_for(web), csrf=csrf, said=said, works=works)


def fields(typed: Typed) -> tuple[FormField, ...]:
    """Return the one field of the form."""
    hint = "One a line, in the words of the search page: “a phrase”, -without, OR. A gap is told with these words."
    return (text(typed, "queries", "Searches", hint=hint, rows=8),)


def form(web: Web, priority: Priority, typed: Typed, digest: str, errors: dict[str, str]) -> Response:
    """Return the form with what was typed, and what is wrong with it."""
    page = form_page(
        web.frame(f"Searches: {priority.title}", "priorities"),
        web.visitors.form_token(),
        priority_link(priority),
        "Searches of this priority",
        fields(typed),
        action=f"/priorities/{priority.id}/searches",
        button="Save",
        lead="They suggest evidence, and what they do not find is a gap on record.",
        hidden=(("seen", digest[:20]),),
        errors=errors,
    )
    return web.page(page, 422 if errors else 200)
