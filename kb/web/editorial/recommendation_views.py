"""Recommendations: the list, one of them, and the forms in which people follow one and say what became of it."""

from collections.abc import Mapping, Sequence

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.editorial.recommendation import Status
from kb.domain.errors import InvalidInput
from kb.services.editorial.form_data import Typed
from kb.services.editorial.recommendations import RecommendationView, typed_of
from kb.services.editorial.writing import WriteConflict
from kb.web.access import PUBLIC, Routes
from kb.web.context import Web
from kb.web.editorial.entry_conflict import entry_conflict_page
from kb.web.editorial.entry_form import FormField, audience_field, form_page, line, text
from kb.web.editorial.entry_views import linkable, seen_in, typed_from
from kb.web.editorial.question_form import priorities_field
from kb.web.editorial.recommendation_page import (
    history_fields,
    recommendation_page,
    recommendations_page,
    status_fields,
)
from kb.web.layout.frame import Link

HOME = "/recommendations"
ADD = "Add what became of it"
DONE = {"made": "Followed from now on.", "changed": "Changed.", "added": "Added to its history."}


def register(routes: Routes, web: Web) -> None:
    """Put recommendations on the application."""
    views = RecommendationViews(web)
    for rule, call, method, needs in (
        ("", views.list, "GET", PUBLIC),
        ("/new", views.new, "GET", Right.ANNOTATE),
        ("/new", views.make, "POST", Right.ANNOTATE),
        ("/<id>", views.show, "GET", PUBLIC),
        ("/<id>/edit", views.edit, "GET", Right.ANNOTATE),
        ("/<id>/edit", views.save, "POST", Right.ANNOTATE),
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
        number = passage.label.split()[-1] if passage.label.startswith("recommendation ") else ""
        typed = {
            "source": (args["source"],),
            "passage": (passage.id,),
            "audience": (Audience.PUBLIC.value,),
            "register_id": (number if len(number) > 2 else "",),
        }
        return self._new_form(typed, viewer)

    def make(self) -> AnyResponse:
        """Follow it."""
        viewer, typed = self._web.viewer(), typed_from(request.form)
        source, passage = request.form.get("source", ""), request.form.get("passage", "")
        self._kb.begun(source, passage, viewer)
        try:
            made = self._kb.make(source, passage, typed, viewer)
        except InvalidInput as error:
            return self._new_form(typed, viewer, error.field_errors)
        return redirect(f"{HOME}/{made.id}?done=made", 303)

    def edit(self, id: str) -> Response:
        """Show the form of one."""
        viewer = self._web.viewer()
        view = self._kb.one(id, viewer)
        return self._form(view, self._fields(typed_of(view.entry), viewer), "Edit", f"{HOME}/{id}/edit", view.digest)

    def save(self, id: str) -> AnyResponse:
        """Change one; show both versions where somebody saved first."""
        viewer, typed = self._web.viewer(), typed_from(request.form)
        view, action = self._kb.one(id, viewer), f"{HOME}/{id}/edit"
        try:
            self._kb.edit(id, typed, seen_in(typed), viewer)
        except InvalidInput as error:
            return self._form(view, self._fields(typed, viewer), "Edit", action, seen_in(typed), error.field_errors)
        except WriteConflict:
            now = self._kb.one(id, viewer)
            versions = tuple(self._fields(each, viewer) for each in (typed_of(now.entry), typed))
            return self._conflict(now, "edit", versions, typed)
        return redirect(f"{HOME}/{id}?done=changed", 303)

    def add(self, id: str) -> Response:
        """Show the form in which a status is added."""
        viewer = self._web.viewer()
        view = self._kb.one(id, viewer)
        fields = self._status_fields({"status": (Status.UNDER_REVIEW.value,)}, viewer)
        return self._form(view, fields, ADD, f"{HOME}/{id}/status")

    def added(self, id: str) -> AnyResponse:
        """Add a status."""
        viewer, typed = self._web.viewer(), typed_from(request.form)
        view = self._kb.one(id, viewer)
        try:
            self._kb.add_status(id, typed, viewer)
        except InvalidInput as error:
            fields = self._status_fields(typed, viewer)
            return self._form(view, fields, ADD, f"{HOME}/{id}/status", errors=error.field_errors)
        except WriteConflict:
            now = self._kb.one(id, viewer)
            theirs = history_fields(now)
            return self._conflict(now, "status", (theirs, (*theirs, *self._status_fields(typed, viewer))), typed)
        return redirect(f"{HOME}/{id}?done=added", 303)

    def _fields(self, typed: Typed, viewer: Viewer) -> tuple[FormField, ...]:
        priorities = linkable(self._web, typed, viewer)
        return (
            text(typed, "summary", "What is recommended", hint="In your own words.", rows=3, needed=True),
            text(typed, "addressees", "To whom", hint="One a line.", rows=2, needed=True),
            line(typed, "register_id", "Number in the inspectorate’s register", hint="Where it has one."),
            priorities_field(typed, priorities),
            audience_field(typed, viewer.audience, reviewed=False),
            text(typed, "body", "More about it", hint="If there is more to say. Markdown may be used."),
        )

    def _status_fields(self, typed: Typed, viewer: Viewer) -> tuple[FormField, ...]:
        return status_fields(typed, [row.source for row in self._web.kb.browsing.sources(viewer.audience)])

    def _new_form(self, typed: Typed, viewer: Viewer, errors: Mapping[str, str] | None = None) -> Response:
        web = self._web
        source, passage = (typed[name][0] for name in ("source", "passage"))
        found, each = self._kb.begun(source, passage, viewer)
        heading = "Follow this recommendation"
        page = form_page(
            web.frame(heading, "priorities"),
            web.visitors.form_token(),
            Link(f"{found.heading}, {each.label}" if each.label else found.heading, f"/sources/{source}#{passage}"),
            heading,
            self._fields(typed, viewer),
            action=f"{HOME}/new",
            button="Follow it",
            lead=f"It reads: {each.text}",
            hidden=(("source", source), ("passage", passage)),
            errors=errors,
        )
        return web.page(page, 422 if errors else 200)

    def _form(
        self,
        view: RecommendationView,
        fields: Sequence[FormField],
        heading: str,
        action: str,
        digest: str = "",
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        web = self._web
        page = form_page(
            web.frame(heading, "priorities"),
            web.visitors.form_token(),
            Link(view.entry.summary, f"{HOME}/{view.entry.id}"),
            heading,
            fields,
            action=action,
            button="Save",
            hidden=(("seen", digest[:20]),) if digest else (),
            errors=errors,
        )
        return web.page(page, 422 if errors else 200)

    def _conflict(
        self, view: RecommendationView, part: str, versions: Sequence[Sequence[FormField]], typed: Typed
    ) -> Response:
        web, address = self._web, f"{HOME}/{view.entry.id}"
        theirs, yours = versions
        page = entry_conflict_page(
            web.frame("Somebody saved first", "priorities"),
            web.visitors.form_token(),
            Link(view.entry.summary, address),
            f"{address}/{part}",
            theirs,
            yours,
            {name: values for name, values in typed.items() if name not in ("seen", "act")},
            view.digest,
        )
        return web.page(page, 409)
