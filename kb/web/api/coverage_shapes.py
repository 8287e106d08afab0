"""The shapes of coverage. Keys are a promise: added to, never renamed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.domain.evidence.coverage import CoverageCell
from kb.domain.evidence.search_record import CellState
from kb.domain.priority.priority import Priority
from kb.web.api.site import ApiAddress, Cursor, Site, WebAddress

_States = Annotated[Mapping[str, int], "how many sources are in each state"]


@dataclass(frozen=True)
class CoverageRowShape:
    """What is known for one priority, in numbers."""

    priority: str
    title: str
    sources: _States
    web_url: WebAddress
    api_url: ApiAddress


@dataclass(frozen=True)
class CoverageShape:
    """A part of the list of priorities with their coverage, by title; ``total`` counts all."""

    total: int
    priorities: tuple[CoverageRowShape, ...]
    next: Cursor


@dataclass(frozen=True)
class CoverageCellShape:
    """What is known of one source for one priority."""

    source: Annotated[str, "id of the source"]
    state: str
    cited: Annotated[int, "passages of it that are cited"]
    hits: Annotated[int, "passages that the last search found"]
    searched_with: Annotated[tuple[str, ...], "the searches that were run last"]
    searched_at: Annotated[str, "when, in UTC; empty where it was not searched"]
    read_at: Annotated[str, "when somebody read it and found nothing, in UTC; empty where nobody did"]
    web_url: WebAddress


@dataclass(frozen=True)
class CoverageDetailShape(CoverageRowShape):
    """What is known of each source for one priority, the newest source first; ``total`` counts those asked for."""

    total: int
    cells: tuple[CoverageCellShape, ...]
    next: Cursor


def coverage_row_shape(site: Site, one: Priority, states: Mapping[CellState, int]) -> CoverageRowShape:
    """Return what is known for a priority, in numbers."""
    return CoverageRowShape(**_facts(site, one, states))


def coverage_detail_shape(
    site: Site,
    one: Priority,
    states: Mapping[CellState, int],
    cells: Sequence[tuple[str, CoverageCell]],
    total: int,
    next: str | None,
) -> CoverageDetailShape:
    """Return what is known of sources, given by id, for a priority."""
    rows = tuple(_cell(site, one, source, cell) for source, cell in cells)
    return CoverageDetailShape(**_facts(site, one, states), total=total, cells=rows, next=next)


def _facts(site: Site, one: Priority, states: Mapping[CellState, int]) -> dict[str, Any]:
    return {
        "priority": one.id,
        "title": one.title,
        "sources": {state.value: states.get(state, 0) for state in CellState},
        "web_url": site.web(f"/priorities/{one.id}/searches"),
        "api_url": site.api(f"/coverage/{one.id}"),
    }


def _cell(site: Site, one: Priority, source: str, cell: CoverageCell) -> CoverageCellShape:
    return CoverageCellShape(
        source=source,
        state=cell.state.value,
        cited=len(cell.cited),
        hits=cell.hits,
        searched_with=cell.run.queries if cell.run else (),
        searched_at=f"{cell.run.at:%Y-%m-%dT%H:%M:%SZ}" if cell.run else "",
        read_at=f"{cell.reading.at:%Y-%m-%dT%H:%M:%SZ}" if cell.reading else "",
        web_url=site.web(f"/coverage/{one.id}/{source}"),
    )
