"""One form of an answer in one request: whatever button was pressed, everything typed comes back or is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Response, request

from kb.content.codec import load
from kb.domain.account.viewer import Viewer
from kb.domain.call.answer_form import AnswerForm, moved, not_pointing, pointing, with_room
from kb.domain.call.call import Call, Input, Pointer
from kb.domain.call.call_phase import CallPhase
from kb.domain.call.receipt import canonical_words
from kb.domain.errors import EditConflict, IndexMissing, InvalidInput, NotAllowed
from kb.domain.query.results import Hit
from kb.domain.query.search_query import SearchQuery
from kb.services.calls.answering import Frozen, Receipt
from kb.web.calls.answer_fields import act_of, pointer_of, typed_of, written
from kb.web.calls.answer_form_page import (
    FormState,
    FormTarget,
    FoundPassage,
    form_page,
    pointer_address,
    review_page,
    saved_words,
)
from kb.web.context import Web

SHOWN = 6
REFUSED = (
    "Nothing was sent yet: this page was too old, or you were signed out meanwhile. Everything you typed is still here."
    " Look it over and press the button again."
)


@dataclass(frozen=True)
class AnswerFormHandler:
    """A call, who answers it, where the form goes, and what sending it does.

    ``target_now`` is the target of a form that is shown again because somebody else saved first; ``kind`` the kind of
    organisation that an answer has which is changed here.
    """

    web: Web
    viewer: Viewer
    call: Call
    phase: CallPhase
    now: datetime
    target: FormTarget
    send: Callable[[AnswerForm], Receipt]
    keep: Callable[[AnswerForm], datetime | None]
    goes_to: Callable[[Receipt], str]
    target_now: Callable[[], FormTarget]
    kind: str = ""

    @property
    def titles(self) -> Mapping[str, str]:
        """Return the titles of the sources that may be pointed to."""
        return self.web.kb.browsing.sources(self.viewer).headings

    def shown(self, typed: AnswerForm, state: FormState, status: int = 200) -> Response:
        """Show the form as it was typed."""
        heading = f"Not sent yet: {self.call.title}" if state.errors else f"Answer: {self.call.title}"
        frame = self.web.frame(heading, "call")
        typed = with_room(typed, self.call)
        page = form_page(frame, self.call, self.phase, self.now, self.target, typed, self.titles, state)
        return self.web.page(page, status)

    def handle(self) -> Response:
        """Do what the pressed button says."""
        titles = self.titles
        typed = typed_of(request.form, titles.__contains__)
        act, key, value = act_of(request.form)
        if act == "send":
            return self._sent(typed)
        saved_at = self.keep(typed)
        if act == "keep":
            return Response(saved_words(saved_at, self.call), mimetype="text/plain")
        if act == "review":
            return self._reviewed(typed, saved_at)
        typed = _done(typed, act, key, pointer_of(value, titles.__contains__))
        if act in ("link", "unlink", "up", "down"):
            saved_at = self.keep(typed)
        state = FormState({}, saved_at=saved_at)
        if act in ("search", "link", "enter"):
            state = self._searched(typed, key, state)
        return self.shown(typed, state)

    def refused(self) -> Response:
        """Show again what was typed into a form that cannot be taken from where it came."""
        typed = typed_of(request.form, self.titles.__contains__)
        return self.shown(typed, FormState({}, told=REFUSED), 403)

    def _reviewed(self, typed: AnswerForm, saved_at: datetime | None) -> Response:
        errors = self.web.kb.answers.faults(self.call.id, self.viewer, typed, self.kind)
        if errors:
            return self.shown(typed, FormState(errors, saved_at=saved_at), 422)
        frame = self.web.frame(f"Check your answer: {self.call.title}", "call")
        return self.web.page(review_page(frame, self.call, self.phase, self.target, typed, self.titles))

    def _sent(self, typed: AnswerForm) -> Response:
        try:
            receipt = self.send(typed)
        except InvalidInput as error:
            return self.shown(typed, FormState(error.field_errors), 422)
        except Frozen:
            told = "The call closed before this change came, so the answer stays as it was. What you typed is below."
            return self.shown(typed, FormState({}, told=told), 409)
        except EditConflict as conflict:
            told = "The answer was changed from another window meanwhile. Its words as they are kept now are below;"
            told += " what you typed is still in the form. Send it again to put it in their place."
            state = FormState({}, told=told, kept_words=_words(conflict, self.call.id))
            return replace(self, target=self.target_now()).shown(typed, state, 409)
        except NotAllowed as error:
            told = f"Nothing was sent: it is not possible to {error.what}. What you typed is below."
            return self.shown(typed, FormState({}, told=told), 403)
        if receipt.is_news and self.viewer.is_known_member:  # a stranger could have us write to anybody
            self.web.kb.reminders.receipt(receipt, f"{self.web.base_url}{self.goes_to(receipt).partition('?')[0]}")
        response = Response(status=303, headers={"Location": self.goes_to(receipt)})
        response.headers["Cache-Control"] = "no-store"
        return response

    def _searched(self, typed: AnswerForm, key: str, state: FormState) -> FormState:
        slot = next((s for s in typed.slots if s.key == key), None)
        slot = slot or next((s for s in typed.slots if s.search.strip()), None)
        if slot is None or not slot.search.strip():
            told = "Write into the box what to look for, for example: systems that do not talk to each other."
            return replace(state, found_in=slot.key if slot else "", found_told=told)
        try:
            result = self.web.kb.search.search(SearchQuery(slot.search[:500]), self.viewer).result
        except IndexMissing:
            return replace(state, found_in=slot.key, found_told="The search is not ready yet. What you typed is safe.")
        hits = [(g, hit) for g in result.groups if g.doc_type == "source" for hit in g.hits]
        linked = {(p.source, p.passage) for p in slot.evidence}
        found = tuple(_found(slot.key, g.title, hit, linked) for g, hit in hits[:SHOWN])
        told = f"The best {len(found)} of what was found:" if found else "Nothing was found. Try fewer or other words."
        return replace(state, found_in=slot.key, found=found, found_told=told)


def _done(typed: AnswerForm, act: str, key: str, pointer: Pointer | None) -> AnswerForm:
    if act in ("up", "down"):
        return moved(typed, key, -1 if act == "up" else 1)
    if pointer is not None and act == "link":
        return pointing(typed, key, pointer)
    if pointer is not None and act == "unlink":
        return not_pointing(typed, key, pointer)
    return typed


def _found(key: str, title: str, hit: Hit, linked: set[tuple[str, str]]) -> FoundPassage:
    pointer = Pointer(hit.source, hit.passage, hit.locator)
    return FoundPassage(
        title=title,
        locator=hit.locator or hit.kind,
        text=hit.snippet.text,
        address=pointer_address(pointer),
        do=f"link:{key}:{written(pointer)}",
        is_linked=(hit.source, hit.passage) in linked,
    )


def _words(conflict: EditConflict, call: str) -> str:
    """Return the words of the answer that was saved first, as its receipt has them."""
    item, _ = load("input", "theirs", conflict.theirs, parent=call)
    return canonical_words(item) if isinstance(item, Input) else conflict.theirs
