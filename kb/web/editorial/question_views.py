"""Questions for the inspectorate: the list, one of them, and the form in which people write one."""

from collections.abc import Iterable, Mapping
from typing import Any

from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.editorial.question import Pillar, Question, QuestionKind
from kb.domain.editorial.review import ReviewState
from kb.domain.form_data import FormData
from kb.domain.priority.priority import Priority
from kb.services.editorial.entries import EntryFilter, QuestionView
from kb.services.editorial.question_form import slot_words, slots_of
from kb.services.library.browse import PriorityView
from kb.web.access import Routes
from kb.web.context import Web
from kb.web.editorial.entry_form import FormField
from kb.web.editorial.entry_parts import EntryWork
from kb.web.editorial.entry_views import EntryDoor, EntryViews, linkable
from kb.web.editorial.question_form import OfferedChoices, question_fields
from kb.web.editorial.question_page import EntriesPage, QuestionPage, question_page, questions_page


def register(routes: Routes, web: Web) -> None:
    """Put questions on the application."""
    EntryViews(web, QuestionDoor(web)).register(routes)


class QuestionDoor(EntryDoor):
    """Questions at the web's door."""

    path, type_, one, many = "/questions", Question, "question", "Questions for the inspectorate"

    def listed(self, viewer: Viewer, wanted: EntryFilter, priorities: Iterable[Priority]) -> EntriesPage:
        """Make the list."""
        views = self.web.kb.entries.questions(viewer, wanted)
        frame = self.web.frame(self.many, "priorities", data="/questions")
        return questions_page(frame, views, wanted, priorities, works=viewer.annotates)

    def view(self, id: str, viewer: Viewer) -> QuestionView:
        """Return a question as somebody sees it."""
        return self.web.kb.entries.question(id, viewer)

    def shown(
        self, view: Any, priorities: Iterable[PriorityView], work: EntryWork | None, told: str, problem: str
    ) -> QuestionPage:
        """Make the page of one."""
        frame = self.web.frame(view.entry.text, "priorities", data=f"/questions/{view.entry.id}")
        csrf = self.web.visitors.form_token() if work else ""
        return question_page(frame, csrf, view, priorities, work, told=told, problem=problem)

    def fields(self, form: FormData, viewer: Viewer) -> tuple[FormField, ...]:
        """Make the fields of the form."""
        kb, chosen = self.web.kb, form.get("priorities", ())
        views = [view for view in kb.browsing.priorities(viewer) if view.priority.is_open]
        ticked = [view for view in views if view.priority.id in chosen]
        cited = {each.cited.citation.source for view in ticked for each in view.evidence}
        raised = None
        if viewer.is_staff:
            under = [slot for view in ticked for slot in view.priority.slots]
            raised = kb.entries.offered((*under, *slots_of(form.get("raised", ()))))
        offered = OfferedChoices(
            linkable(self.web, form, viewer),
            [row.source for row in kb.browsing.sources(viewer).rows],
            sorted(cited),
            raised,
        )
        return question_fields(form, offered, viewer.audience)

    def begun(self, args: FormData, viewer: Viewer) -> FormData:
        """Return what the form begins with: words of a member's question only where others may read these anyway."""
        slots = slots_of(args.get("raised", ())) if viewer.is_staff else ()
        rows = [row for row in self.web.kb.entries.offered(slots) if row.slot in slots]
        quoted = next((row for row in rows if row.quotable is not Audience.STAFF), None)
        text = quoted.question if quoted and len(rows) == 1 else ""
        audience = quoted.quotable if text and quoted else Audience.PUBLIC
        return {
            "kind": (QuestionKind.FACT.value,),
            "audience": (audience.value,),
            "priorities": args.get("priority", ()),
            "text": (text,),
            "raised": tuple(slot_words(row.slot) for row in rows),
        }

    def make(self, form: FormData, viewer: Viewer) -> str:
        """Write a new one."""
        return self.web.kb.entry_editor.make_question(form, viewer).id

    def wanted(self, args: Mapping[str, str]) -> EntryFilter:
        """Read what of the list is asked for."""
        kind, pillar, state = args.get("kind", ""), args.get("pillar", ""), args.get("state", "")
        return EntryFilter(
            args.get("priority", ""),
            QuestionKind(kind) if kind in list(QuestionKind) else None,
            Pillar(pillar) if pillar in list(Pillar) else None,
            ReviewState(state) if state in list(ReviewState) else None,
        )
