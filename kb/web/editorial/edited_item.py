"""One way to edit at the site: the form, what is wrong with it, the conflict page, and the versions before.

A module that has a kind of item says what its form asks for (:class:`EditedItem`); the rest is the same for all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.errors import InvalidInput, NotFound, or_not_found
from kb.domain.form_data import FormData, merge, one
from kb.services.library.content_writer import ContentConflict
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.editorial.conflict_page import conflict_page
from kb.web.editorial.entry_form import FormField, form_page
from kb.web.editorial.versions_page import ItemVersion, versions_page
from kb.web.layout.frame import Link

MOST_VALUES = 500
NOT_OF_THE_ITEM = ("csrf", "seen", "act", "do", "rows", "before", "words")


@dataclass(frozen=True)
class EditedItem:
    """An item that is edited: ``over`` leads to its page, ``address`` to its form.

    ``fields`` makes the fields of the form, ``form_of`` the form data of a version, as far as the reader may see it.
    ``hidden`` names what the form carries along. ``as_read`` turns what a browser sends into form data as ``form_of``
    makes it, ``as_sent`` turns that back.
    """

    over: Link
    section: str
    address: str
    fields: Callable[[FormData], Sequence[FormField]]
    form_of: Callable[[Any], FormData]
    heading: str = "Edit"
    lead: str = ""
    button: str = "Save"
    hidden: tuple[str, ...] = ("seen",)
    as_read: Callable[[FormData], FormData] = lambda form: form
    as_sent: Callable[[FormData], FormData] = lambda form: form


def show_form(web: Web, item: EditedItem, form: FormData, errors: Mapping[str, str] | None = None) -> Response:
    """Return the form with what was typed, and what is wrong with it."""
    page = form_page(
        web.frame(item.heading, item.section),
        web.visitors.form_token(),
        item.over,
        item.heading,
        item.fields(form),
        action=item.address,
        button=item.button,
        lead=item.lead,
        hidden=[(name, value) for name in item.hidden for value in form.get(name, ())[:1]],
        errors=errors,
    )
    return web.page(page, 422 if errors else 200)


def save_form(
    web: Web,
    item: EditedItem,
    save: Callable[[FormData, str], str],
    show: Callable[[FormData, Mapping[str, str] | None], Response] | None = None,
) -> AnyResponse:
    """Save what was sent and go on; show the form again, or both versions, where that cannot be.

    ``save`` is handed the form and the digest of the file that it was made from, and returns where to go on. ``show``
    makes the form where it is not one of :func:`show_form`.
    """
    form, show = form_sent(request.form), show or partial(show_form, web, item)
    if form.get("act", ()) == ("look",):  # with other things to choose from
        return show(form, None)
    try:
        return redirect(save(form, one(form, "seen")), 303)
    except InvalidInput as error:
        return show(form, error.field_errors)
    except ContentConflict as conflict:
        return show_conflict(web, item, conflict, form)


def show_conflict(web: Web, item: EditedItem, conflict: ContentConflict, form: FormData | None) -> Response:
    """Return the page where somebody saved first; ``form`` is what was to be saved, ``None`` for an act without."""
    theirs = item.form_of(conflict.stored.item)
    base = item.form_of(conflict.base) if conflict.base is not None else theirs
    own = item.as_read(form) if form else theirs
    own = {name: values for name, values in own.items() if name not in NOT_OF_THE_ITEM}
    merged = merge(base, theirs, own)
    page = conflict_page(
        web.frame("Somebody saved first", item.section),
        web.visitors.form_token(),
        item.over,
        item.address,
        (item.fields(theirs), item.fields(merged.form) if form else ()),
        merged,
        _sent(item.as_sent(merged.form), conflict.stored.digest) if form else (),
        conflict.saved,
        names_for(web),
    )
    return web.page(page, 409)


def show_versions(web: Web, item: EditedItem, versions: Iterable[ItemVersion], *, may_restore: bool = True) -> Response:
    """Return every version of an item, or one beside what stands now where the address asks for that."""
    asked = request.args.get("compare", "")
    page = versions_page(
        web.frame(f"Before: {item.over.words}", item.section),
        item.over,
        request.path,
        item.address if may_restore else "",
        [(version, item.fields(item.form_of(version.item))) for version in versions],
        asked,
    )
    if asked and not page.compared:
        raise NotFound("version", asked)
    return web.page(page)


def form_to_edit(item: EditedItem, now: Any, digest: str, versions: Callable[[], Iterable[Any]]) -> FormData:
    """Return the form of an item, or with the words of the version that the address asks for, to restore these."""
    asked, shown = request.args.get("version", ""), now
    if asked:
        shown = or_not_found(next((one for one in versions() if str(one.changes + 1) == asked), None), "version", asked)
    return {**item.form_of(shown), "seen": (digest[:20],)}


def form_sent(form: MultiDict[str, str]) -> FormData:
    """Return what a browser sent, by field."""
    return {name: tuple(values[:MOST_VALUES]) for name, values in form.lists() if name != "csrf"}


def _sent(form: FormData, digest: str) -> list[tuple[str, str]]:
    return [*((name, value) for name, values in form.items() for value in values), ("seen", digest[:20])]
