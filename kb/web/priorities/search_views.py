"""What was looked for on a priority's page, and the form in which its searches are edited."""

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.form_data import FormData
from kb.domain.priority.priority import Priority
from kb.services.coverage.priority_searches import LONGEST, MOST, form_of
from kb.services.editorial.priority_text import why_not
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.anonymous_owner import Owners
from kb.web.context import Web
from kb.web.coverage.views import told
from kb.web.editorial.edited_item import EditedItem, save_form, show_form
from kb.web.editorial.entry_form import FormField, text
from kb.web.layout.frame import priority_link
from kb.web.priorities.searches_part import PrioritySearchesPart, SearchesMaterial, searches_part


def register(routes: Routes, web: Web) -> None:
    """Put the form on the application."""

    @routes.get("/priorities/<id>/searches", needs=Right.ANNOTATE)
    def searches(id: str) -> Response:
        read = web.kb.priority_searches.read(id, web.viewer())
        refused, added = why_not(read.item), [words[:LONGEST] for words in request.args.getlist("add")[:MOST]]
        form = {**form_of(read.item, added), "seen": (read.digest[:20],)}
        return show_form(web, edited(read.item), form, {"queries": refused} if refused else {})

    @routes.post("/priorities/<id>/searches", needs=Right.ANNOTATE)
    def searched(id: str) -> AnyResponse:
        viewer = web.viewer()

        def save(form: FormData, seen: str) -> str:
            web.kb.priority_searches.save(id, form, seen, viewer)
            return f"/priorities/{id}?searches=saved#looking"

        return save_form(web, edited(web.kb.priority_searches.read(id, viewer).item), save)


def searches_here(web: Web, priority: Priority) -> PrioritySearchesPart:
    """Return what was looked for on a priority, as far as who asks may know, and what they may do."""
    viewer = web.viewer()
    found = web.kb.coverage.of(priority, viewer)
    owner = Owners.of(web).known(request)
    known = SearchesMaterial(
        sources=found,
        record=web.kb.coverage.record(priority.id, viewer),
        suggested=web.kb.evidence_suggestions.of(priority, found, viewer),
        saved=web.kb.saved_searches.of(owner.owner) if owner else (),
    )
    said = told(request.args.get("ran", ""), request.args.get("news", ""))
    if request.args.get("searches") == "saved":
        said = "The searches are saved. Run them to know what they find."
    csrf = web.visitors.form_token() if viewer.annotates else ""
    return searches_part(priority, known, names_for(web), csrf=csrf, said=said, works=viewer.annotates)


def fields(form: FormData) -> tuple[FormField, ...]:
    """Return the one field of the form."""
    hint = "One a line, in the words of the search page: “a phrase”, -without, OR. A gap is told with these words."
    return (text(form, "queries", "Searches", hint=hint, rows=8),)


def edited(priority: Priority) -> EditedItem:
    """Return the searches of a priority as they are edited."""
    return EditedItem(
        over=priority_link(priority),
        section="priorities",
        address=f"/priorities/{priority.id}/searches",
        fields=fields,
        form_of=form_of,
        heading="Searches of this priority",
        lead="They suggest evidence, and what they do not find is a gap on record.",
    )
