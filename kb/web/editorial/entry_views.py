"""What the addresses of questions and of advice have in common: list, form, conflict, turns of review.

A door says what one sort of entry is; its module (``questions``, ``advice``) makes it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import InvalidInput
from kb.domain.form_data import FormData
from kb.domain.priority.priority import Priority
from kb.services.editorial.entries import AdviceView, EntryFilter, QuestionView
from kb.services.editorial.question_form import form_of
from kb.services.library.browse import PriorityView
from kb.services.library.content_writer import ContentConflict
from kb.web.access import PUBLIC, Routes
from kb.web.accounts.display_names import names_for
from kb.web.comments.part import comments_here
from kb.web.context import Web
from kb.web.editorial.edited_item import EditedItem, form_sent, form_to_edit, save_form, show_form, show_versions
from kb.web.editorial.entry_form import FormField
from kb.web.editorial.entry_parts import STATES, EntryWork, work_of
from kb.web.editorial.versions_page import ItemVersion
from kb.web.humanize import moment
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


class EntryDoor(ABC):
    """One sort of entry at the web's door."""

    path: str
    type_: type[Question] | type[Advice]
    one: str
    many: str

    def __init__(self, web: Web) -> None:
        self.web = web

    @abstractmethod
    def listed(self, viewer: Viewer, wanted: EntryFilter, priorities: Iterable[Priority]) -> Page:
        """Make the list."""

    @abstractmethod
    def view(self, id: str, viewer: Viewer) -> QuestionView | AdviceView:
        """Return an entry as somebody sees it."""

    @abstractmethod
    def shown(
        self, view: Any, priorities: Iterable[PriorityView], work: EntryWork | None, told: str, problem: str
    ) -> Page:
        """Make the page of one."""

    @abstractmethod
    def fields(self, form: FormData, viewer: Viewer) -> tuple[FormField, ...]:
        """Make the fields of its form."""

    @abstractmethod
    def begun(self, args: FormData, viewer: Viewer) -> FormData:
        """Return what the form of a new one begins with."""

    @abstractmethod
    def make(self, form: FormData, viewer: Viewer) -> str:
        """Write a new one; return its id."""

    @abstractmethod
    def wanted(self, args: Mapping[str, str]) -> EntryFilter:
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
            ("/<id>/versions", self.versions, "GET", Right.RUN_CALL),
        ):
            routes.add(f"{path}{rule}", f"{name}_{call.__name__}", call, method, needs=needs)

    def list(self) -> Response:
        """Show the list, narrowed as the address says."""
        viewer = self._web.viewer()
        priorities = [view.priority for view in self._web.kb.browsing.priorities(viewer)]
        return self._web.page(self._door.listed(viewer, self._door.wanted(request.args), priorities))

    def show(self, id: str) -> Response:
        """Show one."""
        return self._shown(id, told=DONE.get(request.args.get("done", ""), ""))

    def new(self) -> Response:
        """Show the form for a new one."""
        viewer = self._web.viewer()
        return show_form(self._web, self._item("", viewer), self._door.begun(form_sent(request.args), viewer))

    def make(self) -> AnyResponse:
        """Write a new one, or show its form again with other things to choose from."""
        viewer, door = self._web.viewer(), self._door
        item = self._item("", viewer)
        return save_form(self._web, item, lambda form, _: f"{door.path}/{door.make(form, viewer)}?done=made")

    def edit(self, id: str) -> Response:
        """Show the form of one, or of one of its versions."""
        viewer = self._web.viewer()
        view, item = self._door.view(id, viewer), self._item(id, viewer)
        form = form_to_edit(item, view.entry, view.digest, lambda: self._web.kb.entries.versions(view.entry, viewer))
        return show_form(self._web, item, form)

    def save(self, id: str) -> AnyResponse:
        """Change one; show both versions where somebody saved first."""
        viewer, door = self._web.viewer(), self._door
        door.view(id, viewer)

        def save(form: FormData, seen: str) -> str:
            self._web.kb.entry_editor.edit(door.type_, id, form, seen, viewer)
            return f"{door.path}/{id}?done=changed"

        return save_form(self._web, self._item(id, viewer), save)

    def versions(self, id: str) -> Response:
        """Show what one said before; for staff, since some of it may have been for them only."""
        web = self._web
        viewer = web.viewer()
        every = web.kb.entries.versions(self._door.view(id, viewer).entry, viewer)
        versions = (ItemVersion(v, f"since {moment(v.changed or v.made)}, {STATES[v.state].lower()}") for v in every)
        return show_versions(web, self._item(id, viewer), versions)

    def turn(self, id: str) -> AnyResponse:
        """Take a turn of review."""
        viewer, given = self._web.viewer(), request.form
        state = given.get("state", "")
        if state not in list(ReviewState):
            raise InvalidInput({"state": "there is no such state"})
        try:
            note, seen = given.get("note", ""), given.get("seen", "")
            self._web.kb.entry_editor.transition(self._door.type_, id, ReviewState(state), note, seen, viewer)
        except InvalidInput as error:
            return self._shown(id, problem=" ".join(error.field_errors.values()), status=422)
        except ContentConflict:
            problem = "Somebody changed it after your page was made. Nothing was done: look at it again, as it is now."
            return self._shown(id, problem=problem, status=409)
        return redirect(f"{self._door.path}/{id}?done={state.replace(' ', '+')}", 303)

    def _shown(self, id: str, *, told: str = "", problem: str = "", status: int = 200) -> Response:
        web, viewer = self._web, self._web.viewer()
        view = self._door.view(id, viewer)
        priorities = (web.kb.browsing.priority(one.id, viewer) for one in view.priorities)
        work = self._work(view, viewer) if viewer.annotates else None
        return web.page(self._door.shown(view, priorities, work, told, problem), status)

    def _work(self, view: QuestionView | AdviceView, viewer: Viewer) -> EntryWork:
        entry, kb = view.entry, self._web.kb
        address = f"{self._door.path}/{entry.id}"
        why_not = partial(kb.entry_editor.why_not, entry, viewer=viewer)
        has_versions = viewer.is_staff and entry.changes > 0
        names, comments = names_for(self._web), comments_here(self._web, address.removeprefix("/"))
        return work_of(entry, address, view.digest, why_not, names, comments, has_versions=has_versions)

    def _item(self, id: str, viewer: Viewer) -> EditedItem:
        """Return one as it is edited; without an id, a new one."""
        door, web = self._door, self._web
        address = f"{door.path}/{id}"
        return EditedItem(
            over=Link(f"The {door.one}", address) if id else Link(door.many, door.path),
            section="priorities",
            address=f"{address}/edit" if id else f"{door.path}/new",
            fields=lambda form: door.fields(form, viewer),
            form_of=lambda entry: form_of(web.kb.entries.as_seen(entry, viewer)),
            heading=f"Edit the {door.one}" if id else f"Write a {door.one}",
            lead="Whoever changes it makes it a draft again; the version before is kept." if id else "",
            button="Save" if id else "Save the draft",
        )


def linkable(web: Web, form: FormData, viewer: Viewer) -> tuple[Priority, ...]:
    """Return the priorities that a form offers: those that are open, and those that it has, merged or retired since.

    A priority that is not offered could not be ticked, and would be dropped when something else is changed.
    """
    return web.kb.annotations.priorities(viewer, form.get("priorities", ()))
