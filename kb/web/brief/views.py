"""The brief on a call: as a page, and as files that leave the house."""

import datetime as dt
from dataclasses import replace

from flask import Response, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.content.visibility import sees
from kb.domain.account.account import Right
from kb.domain.audience import Audience
from kb.domain.call.consent import audience_of_call
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.form_data import FormData
from kb.services.brief.formats import FORMATS
from kb.services.brief.material import BriefChoice, BriefLength
from kb.services.brief.staff_ranking import unlike_staff_ranking
from kb.web.access import PUBLIC, Routes
from kb.web.brief.brief_address import brief_address
from kb.web.brief.opening_form import FIELDS, opening_form
from kb.web.brief.page import brief_page, briefs_page, priority_options
from kb.web.context import Web
from kb.web.sources.citation_views import citation_file


def register(routes: Routes, web: Web) -> None:
    """Put the brief on the application."""

    @routes.get("/brief", needs=PUBLIC)
    def briefs() -> AnyResponse:
        return web.page(briefs_page(web.frame("Brief", "brief"), web.kb.browsing.calls(web.viewer())))

    @routes.get("/calls/<id>/brief", needs=PUBLIC)
    def brief(id: str) -> Response:
        return _page(web, _choice(web, id))

    @routes.post("/calls/<id>/brief", needs=Right.RUN_CALL)
    def save_brief_opening(id: str) -> AnyResponse:
        choice = _choice(web, id)
        typed = {field: (request.form.get(field, ""),) for field in FIELDS}
        try:
            web.kb.brief_openings.save(id, typed, request.form.get("read", ""), web.viewer())
        except InvalidInput as error:
            return _page(web, choice, typed, error)
        address = brief_address(choice)
        return redirect(f"{address}{'&' if '?' in address else '?'}saved=1", 303)

    @routes.get("/calls/<id>/brief.<ending>", needs=PUBLIC)
    def brief_file(id: str, ending: str) -> Response:
        if ending not in FORMATS:
            raise NotFound("format", ending)
        made = web.kb.briefs.brief(_choice(web, id))
        response = make_response(web.kb.downloads.brief(made, ending, web.viewer()))
        response.headers["Content-Type"] = FORMATS[ending].media_type
        name = f"brief-{made.cover.call}-{made.cover.as_at}{'-in-short' if made.is_short else ''}.{ending}"
        response.headers["Content-Disposition"] = f"attachment; filename={name}"
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    @routes.get("/calls/<id>/brief/cite.<ending>", needs=PUBLIC)
    def brief_citations(id: str, ending: str) -> Response:
        choice = _choice(web, id)
        cited = web.kb.citation_export.of_brief(web.kb.briefs.brief(choice).notes, choice.readers)
        return citation_file(web, cited, f"brief-{id}", ending)


def _page(web: Web, choice: BriefChoice, typed: FormData | None = None, error: InvalidInput | None = None) -> Response:
    """Return the page of a brief; with what was typed of its opening where that could not be kept."""
    made, viewer = web.kb.briefs.brief(choice), web.viewer()
    may_run = viewer.may(Right.RUN_CALL)
    waiting = web.kb.priority_text.waiting(viewer) if may_run else ()
    all_of_them = web.kb.briefs.brief(replace(choice, priorities=(), length=BriefLength.LONG))
    opening = (
        opening_form(
            brief_address(choice),
            web.visitors.form_token(),
            web.kb.brief_openings.of(choice.call),
            web.kb.browsing.call(choice.call, viewer).call.title,
            typed=typed,
            errors=error.field_errors if error else None,
            told="Saved." if request.args.get("saved") else "",
        )
        if may_run
        else None
    )
    page = brief_page(
        web.frame(f"Brief: {made.cover.title}", "brief"),
        made,
        choice,
        viewer,
        web.kb.briefs.today(choice).isoformat(),
        sum(one.priority.call == choice.call for one in waiting),
        all_of_them,
        opening,
        _unlike_staff(web, choice) if viewer.is_staff else "",
    )
    return web.page(page, 422 if error else 200)


def _unlike_staff(web: Web, choice: BriefChoice) -> str:
    """Say to staff how the ranking of the brief's readers differs from theirs, as things stand now."""
    if choice.audience is Audience.STAFF or choice.as_of:
        return ""
    rankings = (web.kb.rankings.ranking(choice.call, one) for one in (web.viewer(), choice.readers))
    return unlike_staff_ranking(*rankings)


def _choice(web: Web, call: str) -> BriefChoice:
    """Read what is asked for; nobody gets more than they may read, nor drafts who may not work on them."""
    asked = request.args
    wanted = asked.get("audience", "")
    audience = Audience(wanted) if wanted in list(Audience) else _widest(web, call)
    if not sees(web.viewer(), audience):
        audience = web.viewer().audience
    choice = BriefChoice(
        call=call,
        audience=audience,
        as_of=_day(asked.get("as-of", "")),
        priorities=tuple(id.strip() for id in asked.get("priorities", "").split(",") if id.strip()),
        unreviewed=asked.get("unreviewed") == "1" and web.viewer().annotates,
        length=next((one for one in BriefLength if one.value == asked.get("length")), BriefLength.LONG),
    )
    return replace(choice, priorities=choice.priorities or _placed(web, choice))


def _placed(web: Web, choice: BriefChoice) -> tuple[str, ...]:
    """Return the priorities that were given a place on the page, in order; what cannot enter is left out."""
    places = {name.removeprefix("place-"): value for name, value in request.args.items() if name.startswith("place-")}
    if not any(value.strip() for value in places.values()):
        return ()
    offered = [
        option.value
        for option in priority_options(web.kb.briefs.brief(replace(choice, length=BriefLength.LONG)), choice)
    ]
    given = {id: int(value) for id in offered if (value := places.get(id, "").strip()).isdecimal() and len(value) < 4}
    return tuple(sorted(given, key=given.__getitem__))


def _widest(web: Web, call: str) -> Audience:
    """Return the widest audience that sees a call, so that its brief is there for who does."""
    found = next((one for one in web.kb.browsing.calls(web.viewer()) if one.id == call), None)
    return audience_of_call(found) if found else Audience.PUBLIC


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise InvalidInput({"as-of": "Write the day as 2016-09-30."}) from None
