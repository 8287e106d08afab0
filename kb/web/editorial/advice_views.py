"""Strategies and guidance: the list, one of them, and the form in which people write one."""

from collections.abc import Iterable, Mapping
from typing import Any

from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.editorial.question import Advice, AdviceKind
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import Annotation
from kb.domain.form_data import FormData
from kb.domain.priority.priority import Priority
from kb.services.editorial.entries import AdviceView, EntryFilter
from kb.services.library.browse import PriorityView
from kb.web.access import Routes
from kb.web.context import Web
from kb.web.editorial.advice_form import OfferedEvidence, advice_fields
from kb.web.editorial.advice_page import AdvicePage, advice_list, advice_page, annotation_words
from kb.web.editorial.entry_form import EntryOption, FormField
from kb.web.editorial.entry_parts import EntryWork
from kb.web.editorial.entry_views import EntryDoor, EntryViews, linkable
from kb.web.editorial.question_page import EntriesPage
from kb.web.layout.frame import Link


def register(routes: Routes, web: Web) -> None:
    """Put advice on the application."""
    EntryViews(web, AdviceDoor(web)).register(routes)


class AdviceDoor(EntryDoor):
    """Strategies and guidance at the web's door."""

    path, type_, one, many = "/advice", Advice, "strategy or guidance", "Strategies and guidance"

    def listed(self, viewer: Viewer, wanted: EntryFilter, priorities: Iterable[Priority]) -> EntriesPage:
        """Make the list."""
        views = self.web.kb.entries.advices(viewer, wanted)
        return advice_list(self.web.frame(self.many, "priorities"), views, wanted, priorities, works=viewer.annotates)

    def view(self, id: str, viewer: Viewer) -> AdviceView:
        """Return advice as somebody sees it."""
        return self.web.kb.entries.advice(id, viewer)

    def shown(
        self, view: Any, priorities: Iterable[PriorityView], work: EntryWork | None, told: str, problem: str
    ) -> AdvicePage:
        """Make the page of one."""
        frame, csrf = self.web.frame(view.entry.title, "priorities"), self.web.visitors.form_token() if work else ""
        return advice_page(frame, csrf, view, priorities, work, self._link, told=told, problem=problem)

    def fields(self, form: FormData, viewer: Viewer) -> tuple[FormField, ...]:
        """Make the fields of the form."""
        kb = self.web.kb
        linked = kb.entries.annotations(form.get("priorities", ()), viewer)
        offered = [EntryOption(one.id, self._words(one), note=one.state.value, address=_address(one)) for one in linked]
        return advice_fields(form, OfferedEvidence(linkable(self.web, form, viewer), offered), viewer.audience)

    def begun(self, args: FormData, viewer: Viewer) -> FormData:
        """Return what the form begins with."""
        kind = next(iter(args.get("kind", ())), "")
        kind = kind if kind in list(AdviceKind) else AdviceKind.STRATEGY.value
        return {"kind": (kind,), "audience": (Audience.PUBLIC.value,), "priorities": args.get("priority", ())}

    def make(self, form: FormData, viewer: Viewer) -> str:
        """Write a new one."""
        return self.web.kb.entry_editor.make_advice(form, viewer).id

    def wanted(self, args: Mapping[str, str]) -> EntryFilter:
        """Read what of the list is asked for."""
        kind, state = args.get("kind", ""), args.get("state", "")
        return EntryFilter(
            args.get("priority", ""),
            AdviceKind(kind) if kind in list(AdviceKind) else None,
            state=ReviewState(state) if state in list(ReviewState) else None,
        )

    def _link(self, annotation: Annotation) -> Link:
        return Link(self._words(annotation), _address(annotation))

    def _words(self, annotation: Annotation) -> str:
        source = self.web.kb.browsing.source(annotation.source, self.web.viewer()).source
        return annotation_words(annotation, source.heading)


def _address(annotation: Annotation) -> str:
    return f"/annotations/{annotation.id}"
