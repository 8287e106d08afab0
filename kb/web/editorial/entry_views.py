"""What the addresses of questions and of advice have in common: list, form, conflict, turns of review.

A door says what one sort of entry is; its module (``questions``, ``advice``) makes it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import InvalidInput
from kb.domain.priority.priority import Priority
from kb.services.editorial.entries import AdviceView, QuestionView, Wanted
from kb.services.editorial.form_data import Typed
from kb.services.editorial.question_form import typed_of
from kb.services.editorial.writing import WriteConflict
from kb.services.library.browse import PriorityView
from kb.web.access import PUBLIC, Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.editorial.entry_conflict import entry_conflict_page
from kb.web.editorial.entry_form import FormField, form_page
from kb.web.editorial.entry_parts import Work, work_of
from kb.web.layout.frame import Link
from kb.web.render import Page

DONE = {
    "made": "Written. It is a draft: hand it in when a second person may look at it.",
    "changed": "Changed. It is a draft now.",
    ReviewState.IN_REVIEW.value: "Handed in: a second person has to review it.",
    ReviewState.REVIEWED.value: "Reviewed.",
    ReviewState.DRAFT.value: "It is a draft now.",
    ReviewState.RETIRED.value: "Retired. It is kept, and can be taken up again.",
}
MOST_VALUES = 500


class EntryDoor(ABC):
    """One sort of entry at the web's door."""

    path: str
    type_: type[Question] | type[Advice]
    one: str
    many: str

    def __init__(self, web: Web) -> None:
        self.web = web

    @abstractmethod
    def listed(self, viewer: Viewer, wanted: Wanted, priorities: Iterable[Priority]) -> Page:
        """Make the list."""

    @abstractmethod
    def view(self, id: str, viewer: Viewer) -> QuestionView | AdviceView:
        """Return an entry as somebody sees it."""

    @abstractmethod
    def shown(self, view: Any, priorities: Iterable[PriorityView], work: Work | None, told: str, problem: str) -> Page:
        """Make the page of one."""

    @abstractmethod
    def fields(self, typed: Typed, viewer: Viewer) -> tuple[FormField, ...]:
        """Make the fields of its form."""

    @abstractmethod
    def begun(self, args: Typed, viewer: Viewer) -> Typed:
        """Return what the form of a new one begins with."""

    @abstractmethod
    def make(self, typed: Typed, viewer: Viewer) -> str:
        """Write a new one; return its id."""

    @abstractmethod
    def save(self, id: str, typed: Typed, digest: str, viewer: Viewer) -> None:
        """Change one."""

    @abstractmethod
    def wanted(self, args: Mapping[str, str]) -> Wanted:
        """Read what of the list is asked for; what is not understood is left out."""


class EntryViews:
    """The addresses of one sort of entry."""

    def __init__(self, web: Web, door: EntryDoor) -> None:
        self._web, self._door = web, door

    def register(self, routes: Routes) -> None:
        """Put them on the application."""
        path, name = self._door.path, self._door.path.strip("/")
        for rule, call, method, needs in (
            ("", self.list, "GET", PUBLIC),
            ("/new", self.new, "GET", Right.ANNOTATE),
            ("/new", self.make, "POST", Right.ANNOTATE),
            ("/<id>", self.show, "GET", PUBLIC),
            ("/<id>/edit", self.edit, "GET", Right.ANNOTATE),
            ("/<id>/edit", self.save, "POST", Right.ANNOTATE),
            ("/<id>/turn", self.turn, "POST", Right.ANNOTATE),
        ):
            routes.add(f"{path}{rule}", f"{name}_{call.__name__}", call, method, needs=needs)

    def list(self) -> Response:
        """Show the list, narrowed as the address says."""
        viewer = self._web.viewer()
        priorities = [view.priority for view in self._web.kb.browsing.priorities(viewer.audience)]
        return self._web.page(self._door.listed(viewer, self._door.wanted(request.args), priorities))

    def show(self, id: str) -> Response:
        """Show one."""
        return self._shown(id, told=DONE.get(request.args.get("done", ""), ""))

    def new(self) -> Response:
        """Show the form for a new one."""
        viewer = self._web.viewer()
        return self._form("", self._door.begun(typed_from(request.args), viewer), viewer)

    def make(self) -> AnyResponse:
        """Write a new one, or show its form again with other things to choose from."""
        viewer, typed = self._web.viewer(), typed_from(request.form)
        if looks_only(typed):
            return self._form("", typed, viewer)
        try:
            return redirect(f"{self._door.path}/{self._door.make(typed, viewer)}?done=made", 303)
        except InvalidInput as error:
            return self._form("", typed, viewer, errors=error.field_errors)

    def edit(self, id: str) -> Response:
        """Show the form of one."""
        viewer = self._web.viewer()
        view = self._door.view(id, viewer)
        return self._form(id, {**typed_of(view.entry), "seen": (view.digest[:20],)}, viewer)

    def save(self, id: str) -> AnyResponse:
        """Change one; show both versions where somebody saved first."""
        viewer, typed = self._web.viewer(), typed_from(request.form)
        self._door.view(id, viewer)
        if looks_only(typed):
            return self._form(id, typed, viewer)
        try:
            self._door.save(id, typed, seen_in(typed), viewer)
        except InvalidInput as error:
            return self._form(id, typed, viewer, errors=error.field_errors)
        except WriteConflict:
            return self._conflict(id, typed, viewer)
        return redirect(f"{self._door.path}/{id}?done=changed", 303)

    def turn(self, id: str) -> AnyResponse:
        """Take a turn of review."""
        viewer, given = self._web.viewer(), request.form
        state = given.get("state", "")
        if state not in list(ReviewState):
            raise InvalidInput({"state": "there is no such state"})
        try:
            note, seen = given.get("note", ""), given.get("seen", "")
            self._web.kb.entry_writing.turn(self._door.type_, id, ReviewState(state), note, seen, viewer)
        except InvalidInput as error:
            return self._shown(id, problem=" ".join(error.field_errors.values()), status=422)
        except WriteConflict:
            problem = "Somebody changed it after your page was made. Nothing was done: look at it again, as it is now."
            return self._shown(id, problem=problem, status=409)
        return redirect(f"{self._door.path}/{id}?done={state.replace(' ', '+')}", 303)

    def _shown(self, id: str, *, told: str = "", problem: str = "", status: int = 200) -> Response:
        web, viewer = self._web, self._web.viewer()
        view = self._door.view(id, viewer)
        priorities = (web.kb.browsing.priority(one.id, viewer.audience) for one in view.priorities)
        work = self._work(view, viewer) if viewer.annotates else None
        return web.page(self._door.shown(view, priorities, work, told, problem), status)

    def _work(self, view: QuestionView | AdviceView, viewer: Viewer) -> Work:
        entry, kb = view.entry, self._web.kb
        versions = kb.entries.versions(entry, viewer)
        address = f"{self._door.path}/{entry.id}"
        why_not = lambda to: kb.entry_writing.why_not(entry, to, viewer)  # noqa: E731
        return work_of(entry, address, view.digest, why_not, versions, names_for(self._web))

    def _form(self, id: str, typed: Typed, viewer: Viewer, errors: Mapping[str, str] | None = None) -> Response:
        door, web = self._door, self._web
        seen = typed.get("seen", ())
        heading = f"Edit the {door.one}" if id else f"Write a {door.one}"
        page = form_page(
            web.frame(heading, "priorities"),
            web.visitors.form_token(),
            Link(f"The {door.one}", f"{door.path}/{id}") if id else Link(door.many, door.path),
            heading,
            door.fields(typed, viewer),
            action=f"{door.path}/{id}/edit" if id else f"{door.path}/new",
            button="Save" if id else "Save the draft",
            lead="Whoever changes it makes it a draft again; the version before is kept." if id else "",
            hidden=[("seen", value) for value in seen[:1]],
            errors=errors,
        )
        return web.page(page, 422 if errors else 200)

    def _conflict(self, id: str, typed: Typed, viewer: Viewer) -> Response:
        door, web = self._door, self._web
        view = door.view(id, viewer)
        page = entry_conflict_page(
            web.frame("Somebody saved first", "priorities"),
            web.visitors.form_token(),
            Link(f"The {door.one}", f"{door.path}/{id}"),
            f"{door.path}/{id}/edit",
            door.fields(typed_of(view.entry), viewer),
            door.fields(typed, viewer),
            {name: values for name, values in typed.items() if name not in ("seen", "act")},
            view.digest,
        )
        return web.page(page, 409)


def linkable(web: Web, typed: Typed, viewer: Viewer) -> tuple[Priority, ...]:
    """Return the priorities that a form offers: those that are open, and those that it has, merged or retired since.

    A priority that is not offered could not be ticked, and would be dropped when something else is changed.
    """
    return web.kb.annotations.priorities(viewer, typed.get("priorities", ()))


def typed_from(form: MultiDict[str, str]) -> Typed:
    """Return what was sent, by field."""
    return {name: tuple(values[:MOST_VALUES]) for name, values in form.lists() if name != "csrf"}


def looks_only(typed: Typed) -> bool:
    """Say whether the form only asks to be shown again, with other things to choose from."""
    return typed.get("act", ()) == ("look",)


def seen_in(typed: Typed) -> str:
    """Return the digest of the file that the form was made from."""
    return next(iter(typed.get("seen", ())), "")
