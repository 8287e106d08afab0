"""Saved searches: the list, and the form that gives one its name and note."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import parse_qs

from kb.domain.query.parameters import query_of
from kb.domain.query.search_query import SearchQuery
from kb.services.search.saved import LONGEST_NAME, LONGEST_NOTE
from kb.storage.saved_searches import SavedSearch
from kb.web.addresses import feed_address, search_address
from kb.web.anonymous_owner import kept_where
from kb.web.humanize import count, day, shortened
from kb.web.layout.frame import Frame, Link, UndoChange
from kb.web.search.facets import chips_of


@dataclass(frozen=True)
class SavedRow:
    """A saved search in the list."""

    name: str
    note: str
    words: str
    filters: tuple[str, ...]
    date: str
    run: str
    feed: str
    edit: str
    delete: str


@dataclass(frozen=True)
class SavedPage:
    """The list of saved searches."""

    template: ClassVar[str] = "search/saved.html"
    frame: Frame
    heading: str
    told: str
    undo: UndoChange | None
    rows: tuple[SavedRow, ...]
    csrf: str
    kept: str


@dataclass(frozen=True)
class SavedFormPage:
    """The form for name and note; ``errors`` maps fields to what is wrong, ``problems`` links to them."""

    template: ClassVar[str] = "search/saved_form.html"
    frame: Frame
    heading: str
    action: str
    button: str
    words: str
    filters: tuple[str, ...]
    run: str
    name: str
    note: str
    parameters: str
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    longest_name: int
    longest_note: int
    csrf: str
    kept: str


def kept_words(account: str) -> str:
    """Return where saved searches are kept, and who can see them."""
    return f"Saved searches are kept {kept_where(account)}. Others cannot see them."


def saved_page(
    frame: Frame,
    saved: tuple[SavedSearch, ...],
    csrf: str,
    kept: str,
    told: str,
    deleted: SavedSearch | None = None,
) -> SavedPage:
    """Make the list; ``deleted`` is what was just deleted and can be had back, ``told`` what was just done."""
    return SavedPage(
        frame=frame,
        heading=count(len(saved), "saved search", "saved searches") if saved else "Saved searches",
        told=told,
        undo=UndoChange(f"Deleted “{deleted.name}”.", f"/saved/{deleted.id}/undo") if deleted else None,
        rows=tuple(_row(one) for one in saved),
        csrf=csrf,
        kept=kept,
    )


def _row(saved: SavedSearch) -> SavedRow:
    query = query_from(saved.parameters)
    return SavedRow(
        name=saved.name,
        note=saved.note,
        words=query.text if query.text != saved.name else "",
        filters=filter_words(query),
        date=day(saved.saved_at.date()),
        run=search_address(query),
        feed=feed_address(query),
        edit=f"/saved/{saved.id}",
        delete=f"/saved/{saved.id}/delete",
    )


def new_form(frame: Frame, query: SearchQuery, parameters: str, csrf: str, kept: str) -> SavedFormPage:
    """Make the form for a search that is not saved yet."""
    name = query.text or "; ".join(filter_words(query))
    return SavedFormPage(
        frame=frame,
        heading="Save this search",
        action="/saved",
        button="Save",
        words=query.text,
        filters=filter_words(query),
        run=search_address(query),
        name=shortened(name, LONGEST_NAME - 1),
        note="",
        parameters=parameters,
        errors={},
        problems=(),
        longest_name=LONGEST_NAME,
        longest_note=LONGEST_NOTE,
        csrf=csrf,
        kept=kept,
    )


def edit_form(frame: Frame, saved: SavedSearch, csrf: str, kept: str) -> SavedFormPage:
    """Make the form that changes name and note."""
    return replace(
        new_form(frame, query_from(saved.parameters), saved.parameters, csrf, kept),
        heading="Name and note",
        action=f"/saved/{saved.id}",
        button="Save changes",
        name=saved.name,
        note=saved.note,
    )


def with_errors(page: SavedFormPage, name: str, note: str, errors: Mapping[str, str]) -> SavedFormPage:
    """Return the form again, with what was typed and what is wrong with it."""
    fields = {"search": "name"}  # what is wrong with the search itself is told at the first field
    problems = tuple(Link(what, f"#{fields.get(field, field)}") for field, what in errors.items())
    return replace(page, name=name, note=note, errors=errors, problems=problems)


def query_from(parameters: str) -> SearchQuery:
    """Return the search that saved parameters mean."""
    query, _ = query_of(parse_qs(parameters, keep_blank_values=True))
    return query


def filter_words(query: SearchQuery) -> tuple[str, ...]:
    """Return the filters of a search in words."""
    return tuple(chip.words for chip in chips_of(query, (), {}))
