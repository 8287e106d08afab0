"""Letters to members of a call: taken as a file for a mail merge, as Word, or sent; for staff."""

from collections.abc import Sequence

from flask import Response, request

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput
from kb.parsing.sheets.roll import Member
from kb.parsing.sheets.tables import write_csv
from kb.services.calls.letters import LetterDraft, Occasion, merge_rows
from kb.web.access import Routes
from kb.web.calls.letters_page import LettersRequest, letters_page
from kb.web.calls.reminders_part import AT_ONCE
from kb.web.context import Web

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOT_TICKED = "Tick this to say that they are to be sent; nothing was sent yet."
SENT_MEANWHILE = "Letters of this call were sent after your page was made. Look at whom to, and choose again."


def register(routes: Routes, web: Web) -> None:
    """Put the letters on the application."""

    @routes.get("/calls/<id>/roll/letters", needs=Right.RUN_CALL)
    def letters_form(id: str) -> Response:
        return page_of(web, id, LettersRequest())

    @routes.post("/calls/<id>/roll/letters", needs=Right.RUN_CALL)
    def letters_made(id: str) -> Response:
        form, chosen = request.form, request.form.getlist("to")
        occasion = next((one for one in Occasion if one.value == form.get("occasion")), Occasion.INVITATION)
        asked = LettersRequest(chosen, occasion)
        members = [one for one in web.kb.rolls.of(id).silent if one.emails[0] in chosen]
        if not members:
            return _refused(web, id, asked, {"to": "Tick the members to write to."})
        try:
            if form.get("do") == "send":
                return _sent(web, id, asked, members)
            drafts = web.kb.reminders.letters(id, occasion, web.viewer(), members)
        except InvalidInput as error:
            return _refused(web, id, asked, {"to": "; ".join(error.field_errors.values())})
        return _file(id, occasion, drafts, is_word=form.get("do") == "docx")


def page_of(web: Web, id: str, asked: LettersRequest, status: int = 200) -> Response:
    """Return the page."""
    view = web.kb.rolls.of(id)
    page = letters_page(
        web.frame(f"Write to members: {view.call.title}", "call"),
        web.visitors.form_token(),
        view.call,
        view.silent,
        web.kb.reminders.written_to(id),
        asked,
        can_send=web.kb.reminders.can_send,
        acts=_acts(web, id),
    )
    return web.page(page, status)


def _sent(web: Web, id: str, asked: LettersRequest, members: Sequence[Member]) -> Response:
    if not request.form.get("confirmed"):
        return _refused(web, id, asked, {"confirmed": NOT_TICKED})
    if request.form.get("acts") != str(_acts(web, id)):  # the button was pressed twice, or the page loaded again
        return _refused(web, id, asked, {"to": SENT_MEANWHILE}, 409)
    now, left = members[:AT_ONCE], members[AT_ONCE:]
    drafts = web.kb.reminders.letters(id, asked.occasion, web.viewer(), now)
    failed = web.kb.reminders.send(id, asked.occasion, drafts, web.viewer())
    to = [one.emails[0] for one in left]
    return page_of(web, id, LettersRequest(to, asked.occasion, sent=drafts, failed=failed, left=len(left)))


def _refused(web: Web, id: str, asked: LettersRequest, errors: dict[str, str], status: int = 422) -> Response:
    return page_of(web, id, LettersRequest(asked.to, asked.occasion, errors), status)


def _acts(web: Web, id: str) -> int:
    """Return how often letters of a call were sent: it tells a form that was sent already from a new one."""
    return sum(act.what.startswith("send ") for act in web.kb.call_lifecycle.history(id))


def _file(id: str, occasion: Occasion, drafts: Sequence[LetterDraft], *, is_word: bool) -> Response:
    if is_word:
        from kb.documents.letters import letters_file  # noqa: PLC0415 - python-docx takes a moment to load

        rows = ((f"{one.member.organisation}, {one.member.emails[0]}", one.subject, one.text) for one in drafts)
        response = Response(letters_file(rows), mimetype=WORD)
    else:
        response = Response(write_csv(merge_rows(drafts)), mimetype="text/csv")
    name = f"letters-{id}-{occasion.value.replace(' ', '-')}.{'docx' if is_word else 'csv'}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
