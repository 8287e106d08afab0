"""The first page: a question box, and what there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.query.search_query import SearchQuery
from kb.services.first_steps import FirstStep
from kb.services.library.browse import PriorityView
from kb.services.library.source_list import SourceList, SourceRow
from kb.web.addresses import search_address, source_address
from kb.web.humanize import count, listed, moment
from kb.web.layout.frame import Frame, Link
from kb.web.search.page import EXAMPLES

SHOWN = 5
_FIRST_STEPS = {
    FirstStep.GATHER: Link("Gather the reports", "/gathering", "no report’s own text is here yet"),
    FirstStep.INVITE: Link("Invite colleagues", "/people", "nobody but you can sign in"),
    FirstStep.OPEN_CALL: Link("Open a call", "/calls/new", "members say what matters to them"),
    FirstStep.REMOVE_EXAMPLES: Link("Remove the examples", "/calls/{call}/run#examples", "answers that were invented"),
}


@dataclass(frozen=True)
class HomePage:
    """What the newcomer sees."""

    template: ClassVar[str] = "home/home.html"
    frame: Frame
    holdings: str
    examples: tuple[Link, ...]
    priorities: tuple[Link, ...]
    more_priorities: str
    most_cited: tuple[Link, ...]
    states: tuple[Link, ...]
    freshness: str
    call: Link | None
    first_steps: tuple[Link, ...]


def home_page(
    frame: Frame,
    sources: SourceList,
    priorities: Sequence[PriorityView],
    passages: int,
    call: Link | None,
    first_steps: Sequence[tuple[FirstStep, str]] = (),
) -> HomePage:
    """Make the first page; ``first_steps`` are those still to be taken, each with the call that it is about."""
    parts = [count(len(sources.rows), "public document")]
    parts += [count(passages, "passage")] if passages else []
    parts += [count(len(priorities), "priority")] if priorities else []
    return HomePage(
        frame=frame,
        holdings=listed(parts),
        examples=tuple(Link(words, search_address(SearchQuery(words))) for words in EXAMPLES[:4]),
        priorities=tuple(_priority(view) for view in priorities[:SHOWN]),
        more_priorities=f"All {count(len(priorities), 'priority')}" if len(priorities) > SHOWN else "",
        most_cited=tuple(_source(row) for row in sources.most_cited),
        states=tuple(
            Link(f"{number} {state.value}", f"/sources?state={state.value.replace(' ', '+')}")
            for state, number in sources.by_state.items()
        ),
        freshness=f"Last captured {moment(sources.last_captured)}." if sources.last_captured else "",
        call=call,
        first_steps=tuple(_first_step(step, about) for step, about in first_steps),
    )


def _first_step(step: FirstStep, call: str) -> Link:
    link = _FIRST_STEPS[step]
    return Link(link.words, link.address.format(call=call), link.note)


def _priority(view: PriorityView) -> Link:
    evidence = count(len(view.evidence), "piece of evidence", "pieces of evidence")
    return Link(view.priority.title, f"/priorities/{view.priority.id}", evidence)


def _source(row: SourceRow) -> Link:
    source = row.source
    date = source.published.in_words() if source.published else ""
    note = ", ".join(part for part in (listed(source.publishers), date) if part)
    return Link(source.heading, source_address(source.id), note)
