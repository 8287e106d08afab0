"""The words of priorities: a new one, edited, as they stood before, and agreed to; for staff."""

from collections.abc import Iterable, Iterator

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.audience import Audience
from kb.domain.form_data import FormData
from kb.domain.priority.priority import Priority
from kb.services.brief.material import BriefChoice
from kb.services.editorial.priority_text import AgreedWords, form_of, why_not
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.brief.brief_address import brief_address
from kb.web.context import Web
from kb.web.editorial.edited_item import EditedItem, form_to_edit, save_form, show_form, show_versions
from kb.web.editorial.entry_parts import Names
from kb.web.editorial.versions_page import ItemVersion
from kb.web.humanize import count, listed, moment
from kb.web.layout.frame import Link, priority_link
from kb.web.priorities.agree_page import agree_page
from kb.web.priorities.text_form import new_priority_fields, priority_text_fields

MOST_AT_ONCE = 200


def register(routes: Routes, web: Web) -> None:
    """Put the pages on the application."""
    _register_new(routes, web)
    _register_agreeing(routes, web)

    @routes.get("/priorities/<id>/edit", needs=Right.RUN_CALL)
    def edit_priority(id: str) -> Response:
        read = web.kb.priority_text.read(id)
        item, refused = edited(web, read.item), why_not(read.item)
        form = form_to_edit(item, read.item, read.digest, lambda: web.kb.priority_text.versions(id))
        return show_form(web, item, form, {"title": refused} if refused else {})

    @routes.post("/priorities/<id>/edit", needs=Right.RUN_CALL)
    def save_priority(id: str) -> AnyResponse:

        def save(form: FormData, seen: str) -> str:
            web.kb.priority_text.save(id, form, seen, web.viewer())
            return f"/priorities/{id}"

        return save_form(web, edited(web, web.kb.priority_text.read(id).item), save)

    @routes.get("/priorities/<id>/versions", needs=Right.RUN_CALL)
    def versions_of_words(id: str) -> Response:
        every, names = web.kb.priority_text.versions(id), names_for(web)
        versions = (ItemVersion(one, _note(one, names)) for one in every)
        return show_versions(web, edited(web, every[-1]), versions, may_restore=not why_not(every[-1]))


def _register_new(routes: Routes, web: Web) -> None:
    @routes.get("/priorities/new", needs=Right.RUN_CALL)
    def new_priority() -> Response:
        form = {"call": (request.args.get("call", ""),), "audience": (Audience.STAFF.value,)}
        return show_form(web, _new(web), form)

    @routes.post("/priorities/new", needs=Right.RUN_CALL)
    def make_priority() -> AnyResponse:
        viewer = web.viewer()
        return save_form(web, _new(web), lambda form, _: f"/priorities/{web.kb.priority_text.make(form, viewer).id}")


def _register_agreeing(routes: Routes, web: Web) -> None:
    @routes.get("/priorities/agree", needs=Right.RUN_CALL)
    def to_agree() -> Response:
        reviewed = request.args.get("reviewed", "")
        words = count(int(reviewed), "entry") if reviewed.isascii() and reviewed.isdigit() and len(reviewed) < 4 else ""
        return agreeing(web, said=f"{words[:1].upper()}{words[1:]} reviewed." if words else "")

    @routes.post("/priorities/agree", needs=Right.RUN_CALL)
    def agree() -> AnyResponse:
        chosen = [value.partition("@")[::2] for value in request.form.getlist("priority")[:MOST_AT_ONCE]]
        readers = next((one for one in Audience if one.value == request.form.get("audience")), None)
        done = web.kb.priority_text.agree_all(chosen, web.viewer(), readers)
        if len(chosen) == 1 and done.agreed and request.form.get("back"):
            return redirect(f"/priorities/{done.agreed[0].id}", 303)
        briefs = [link.address for link in _briefs(web, done.agreed)]
        if request.form.get("do") == "brief" and len(briefs) == 1 and not done.refused:
            return redirect(briefs[0], 303)
        if not chosen:
            return agreeing(web, said="Nothing was ticked, so nothing is agreed.", status=422)
        return agreeing(web, done=done, status=409 if done.refused else 200)


def agreeing(web: Web, *, said: str = "", done: AgreedWords | None = None, status: int = 200) -> Response:
    """Return the page of what waits to be agreed to, with what came of agreeing just now."""
    kb, viewer = web.kb.priority_text, web.viewer()
    refused = [
        Link(kb.read(id).item.title, f"/priorities/{id}", why) for id, why in (done.refused if done else {}).items()
    ]
    if done and done.agreed:
        said = f"Agreed: {listed([f'“{one.title}”' for one in done.agreed])}."
    briefs = _briefs(web, done.agreed if done else ())
    frame, csrf = web.frame("Priorities to agree to", "priorities"), web.visitors.form_token()
    waiting, own = kb.waiting(viewer), kb.own_drafts(viewer)
    page = agree_page(frame, csrf, waiting, own, names_for(web), said=said, refused=refused, briefs=briefs)
    return web.page(page, status)


def _briefs(web: Web, agreed: Iterable[Priority]) -> Iterator[Link]:
    """Yield the briefs that have what was agreed, each for who may read all of it."""
    for call in web.kb.priority_text.calls():
        audiences = [one.audience for one in agreed if one.call == call.id]
        if audiences:
            readers = max(audiences, key=lambda audience: audience.rank)
            yield Link(f"The brief on “{call.title}”", brief_address(BriefChoice(call.id, audience=readers)))


def _new(web: Web) -> EditedItem:
    kb = web.kb.priority_text
    return EditedItem(
        over=Link("Priorities", "/priorities"),
        section="priorities",
        address="/priorities/new",
        fields=lambda form: new_priority_fields(form, kb.topics(), kb.calls()),
        form_of=form_of,
        heading="New priority",
        lead="It is a draft until somebody else agrees to its words. Answers are put under it where they are grouped.",
        button="Save the draft",
        hidden=(),
    )


def edited(web: Web, priority: Priority) -> EditedItem:
    """Return the words of a priority as they are edited."""
    return EditedItem(
        over=priority_link(priority),
        section="priorities",
        address=f"/priorities/{priority.id}/edit",
        fields=lambda form: priority_text_fields(form, web.kb.priority_text.topics()),
        form_of=form_of,
        heading="Edit the words",
        lead="What members say under it, and how it came to be, stay as they are. The version before is kept.",
    )


def _note(one: Priority, names: Names) -> str:
    since = f"since {moment(one.changed)}" if one.changed else "as it was made"
    worded = f", worded by {names(one.worded_by)}" if one.worded_by else ""
    agreed = f", agreed by {names(one.agreed_by)}" if one.agreed_by else ""
    return f"{since}{worded}{agreed}"
