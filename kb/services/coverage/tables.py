"""Coverage as tables and as JSON, for spreadsheets and programs; the stable names are here."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from kb.domain.evidence.coverage import CoverageCell, CoverageColumn
from kb.domain.evidence.search_record import CellState
from kb.services.coverage.coverage import CoverageView
from kb.services.coverage.coverage_grid import SquareCount


class CoverageTable(StrEnum):
    """What a table of coverage has in its cells; ``cells`` is one line for each priority and source instead."""

    STATES = "states"
    COUNTS = "counts"
    FLAGS = "0-1"
    CELLS = "cells"


LONG = ("priority", "source", "state", "cited", "hits", "searched_with", "index", "searched_at", "read_at")
"""Columns of the table ``cells``: times in UTC, searches with ``;`` between them."""


def coverage_rows(view: CoverageView, table: CoverageTable) -> list[Sequence[str]]:
    """Return a table as rows of text, the head first."""
    if table is CoverageTable.CELLS:
        return [LONG, *_long(view)]
    grid = view.whole()
    head = ("priority", "title", *(column.key or column.name for column in grid.columns))
    return [
        head,
        *(
            (row.priority, view.priorities[row.priority].title, *(_square(square, table) for square in row.squares))
            for row in grid.rows
        ),
    ]


def _square(square: SquareCount, table: CoverageTable) -> str:
    if table is CoverageTable.STATES:
        return square.state.value
    return str(square.cited) if table is CoverageTable.COUNTS else str(int(square.cited > 0))


def _long(view: CoverageView) -> list[Sequence[str]]:
    rows: dict[tuple[str, str], Sequence[str]] = {}  # a source that stands in two columns is one line
    grid, cells = view.whole(), view.cells()
    for priority in grid.priorities:
        for source in (id for column in grid.columns for id in column.sources):
            cell = cells[priority].of(view.sources[source])
            if not view.asked.states or cell.state in view.asked.states:
                rows[priority, source] = (priority, source, *_facts(cell))
    return list(rows.values())


def _facts(cell: CoverageCell) -> Sequence[str]:
    searched = ("; ".join(cell.run.queries), _at(cell.run.index), _at(cell.run.at)) if cell.run else ("", "", "")
    read = _at(cell.reading.at) if cell.reading else ""
    return (cell.state.value, str(len(cell.cited)), str(cell.hits), *searched, read)


def _at(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def coverage_shape(view: CoverageView) -> dict[str, Any]:
    """Return coverage in its stable JSON form: each priority with its sources counted by state, and its squares."""
    grid = view.whole()
    return {
        "by": view.asked.by.value,
        "columns": [{"key": c.key, "name": c.name, "sources": list(c.sources)} for c in grid.columns],
        "priorities": [
            {
                "priority": row.priority,
                "title": view.priorities[row.priority].title,
                "queries": list(view.priorities[row.priority].queries),
                "sources": {state.value: row.states.get(state, 0) for state in CellState},
                "cells": [_cell(column, square) for column, square in zip(grid.columns, row.squares, strict=True)],
            }
            for row in grid.rows
        ],
    }


def _cell(column: CoverageColumn, square: SquareCount) -> dict[str, Any]:
    counts = square.states
    states = {state.value: counts[state] for state in CellState if counts.get(state)}
    return {
        "column": column.key,
        "state": square.state.value,
        "cited": square.cited,
        "hits": square.hits,
        "sources": states,
    }
