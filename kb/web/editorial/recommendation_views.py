"""Recommendations: the list, one of them, and the forms in which people follow one and say what became of it."""

from dataclasses import replace

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.editorial.recommendation import Status
from kb.domain.form_data import FormData
from kb.services.editorial.recommendations import form_of
from kb.web.access import PUBLIC, Routes
from kb.web.context import Web
from kb.web.editorial.edited_item import EditedItem, form_to_edit, save_form, show_form, show_versions
from kb.web.editorial.entry_form import FormField, audience_field, line, text
from kb.web.editorial.entry_views import linkable
from kb.web.editorial.question_form import priorities_field
from kb.web.editorial.recommendation_page import (
    history_fields,
    history_form,
    recommendation_page,
    recommendations_page,
    status_fields,
)
from kb.web.editorial.recommended_page import recommended_page
from kb.web.editorial.versions_page import ItemVersion
from kb.web.humanize import moment
from kb.web.layout.frame import Link

HOME = "/recommendations"
ADD = "Add what became of it"
DONE = {"made": "Followed from now on.", "changed": "Changed.", "added": "Added to its history."}


def register(routes: Routes, web: Web) -> None:
    """Put recommendations on the application."""
    views = RecommendationViews(web)
    for rule, call, method, needs in (
        ("", views.list, "GET", PUBLIC),
        ("/by-publisher", views.by_publisher, "GET", PUBLIC),
        ("/new", views.new, "GET", Right.ANNOTATE),
        ("/new", views.make, "POST", Right.ANNOTATE),
        ("/<id>", views.show, "GET", PUBLIC),
        ("/<id>/edit", views.edit, "GET", Right.ANNOTATE),
        ("/<id>/edit", views.save, "POST", Right.ANNOTATE),
        ("/<id>/versions", views.versions, "GET", Right.RUN_CALL),
        ("/<id>/status", views.add, "GET", Right.ANNOTATE),
        ("/<id>/status", views.added, "POST", Right.ANNOTATE),
    ):
        routes.add(f"{HOME}{rule}", f"recommendation_{call.__name__}", call, method, needs=needs)


class RecommendationViews:
    """The addresses of recommendations."""

    def __init__(self, web: Web) -> None:
        self._web, self._kb = web, web.kb.recommendations

    def list(self) -> Response:
        """Show what is followed."""
        viewer = self._web.viewer()
        frame = self._web.frame("Recommendations", "priorities")
        return self._web.page(recommendations_page(frame, self._kb.all(viewer), works=viewer.annotates))

    def by_publisher(self) -> Response:
        """Show who recommended what to whom."""
        heading = "Who recommended what to whom"
        frame = self._web.frame(heading, "priorities")
        return self._web.page(recommended_page(frame, heading, self._kb.all(self._web.viewer())))

    def show(self, id: str) -> Response:
        """Show one."""
        web, viewer = self._web, self._web.viewer()
        view = self._kb.one(id, viewer)
        csrf = web.visitors.form_token() if viewer.annotates else ""
        told = DONE.get(request.args.get("done", ""), "")
        frame = web.frame(view.entry.summary, "priorities")
        return web.page(recommendation_page(frame, csrf, view, works=viewer.annotates, told=told))

    def new(self) -> Response:
        """Show the form in which the recommendation of a passage is followed."""
        viewer, args = self._web.viewer(), request.args
        _, passage = self._kb.begun(args.get("source", ""), args.get("passage", ""), viewer)
        label = passage.label if passage else ""
        number = label.split()[-1] if label.startswith("recommendation ") else ""
        form = {
            "source": (args["source"],),
            "passage": (passage.id if passage else "",),
            "audience": (Audience.PUBLIC.value,),
            "register_id": (number if len(number) > 2 else "",),
        }
        return show_form(self._web, self._new(args["source"], passage.id if passage else "", viewer), form)

    def make(self) -> AnyResponse:
        """Follow it."""
        viewer, given = self._web.viewer(), request.form
        source, passage = given.get("source", ""), given.get("passage", "")
        return save_form(
            self._web,
            self._new(source, passage, viewer),
            lambda form, _: f"{HOME}/{self._kb.make(source, passage, form, viewer).id}?done=made",
        )

    def edit(self, id: str) -> Response:
        """Show the form of one, or of one of its versions."""
        viewer = self._web.viewer()
        view, item = self._kb.one(id, viewer), self._item(id, viewer)
        form = form_to_edit(item, view.entry, view.digest, lambda: self._kb.versions(id, viewer))
        return show_form(self._web, item, form)

    def save(self, id: str) -> AnyResponse:
        """Change one; show both versions where somebody saved first."""
        viewer = self._web.viewer()

        def save(form: FormData, seen: str) -> str:
            self._kb.edit(id, form, seen, viewer)
            return f"{HOME}/{id}?done=changed"

        return save_form(self._web, self._item(id, viewer), save)

    def versions(self, id: str) -> Response:
        """Show what one said before; for staff, since some of it may have been for them only."""
        viewer = self._web.viewer()
        every = self._kb.versions(id, viewer)
        notes = (ItemVersion(one, f"since {moment(one.changed)}" if one.changed else "as it was made") for one in every)
        return show_versions(self._web, self._item(id, viewer), notes)

    def add(self, id: str) -> Response:
        """Show the form in which a status is added."""
        viewer = self._web.viewer()
        return show_form(self._web, self._status(id, viewer), {"status": (Status.UNDER_REVIEW.value,)})

    def added(self, id: str) -> AnyResponse:
        """Add a status."""
        viewer = self._web.viewer()

        def save(form: FormData, _: str) -> str:
            self._kb.add_status(id, form, viewer)
            return f"{HOME}/{id}?done=added"

        return save_form(self._web, self._status(id, viewer), save)

    def _new(self, source: str, passage: str, viewer: Viewer) -> EditedItem:
        found, each = self._kb.begun(source, passage, viewer)
        words = f"{found.heading}, {each.label}" if each and each.label else found.heading
        return EditedItem(
            over=Link(words, f"/sources/{source}#{passage}" if passage else f"/sources/{source}"),
            section="priorities",
            address=f"{HOME}/new",
            fields=lambda form: self._fields(form, viewer),
            form_of=form_of,
            heading="Follow this recommendation" if each else "Follow a recommendation of this document",
            lead=f"It reads: {each.text}" if each else "It has no passage here; the document as a whole is cited.",
            button="Follow it",
            hidden=("source", "passage"),
        )

    def _item(self, id: str, viewer: Viewer) -> EditedItem:
        return EditedItem(
            over=Link(self._kb.one(id, viewer).entry.summary, f"{HOME}/{id}"),
            section="priorities",
            address=f"{HOME}/{id}/edit",
            fields=lambda form: self._fields(form, viewer),
            form_of=lambda entry: form_of(self._kb.as_seen(entry, viewer)),
        )

    def _status(self, id: str, viewer: Viewer) -> EditedItem:
        sources = [row.source for row in self._web.kb.browsing.sources(viewer).rows]
        return replace(
            self._item(id, viewer),
            address=f"{HOME}/{id}/status",
            fields=lambda form: (*history_fields(form), *(status_fields(form, sources) if "date" in form else ())),
            form_of=lambda entry: history_form(self._kb.as_seen(entry, viewer)),
            heading=ADD,
        )

    def _fields(self, form: FormData, viewer: Viewer) -> tuple[FormField, ...]:
        return (
            text(form, "summary", "What is recommended", hint="In your own words.", rows=3, needed=True),
            text(form, "addressees", "To whom", hint="One a line.", rows=2, needed=True),
            line(form, "register_id", "Number in the inspectorate’s register", hint="Where it has one."),
            priorities_field(form, linkable(self._web, form, viewer)),
            audience_field(form, viewer.audience, reviewed=False),
            text(form, "body", "More about it", hint="If there is more to say. Markdown may be used."),
        )
