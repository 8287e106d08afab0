"""What to do where a call has no priority to brief on yet: links to where that is done, for who reads the page."""

from collections.abc import Iterator
from dataclasses import replace

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.brief import Brief, SectionKind
from kb.services.brief.material import BriefChoice
from kb.web.brief.brief_address import brief_address
from kb.web.humanize import count
from kb.web.layout.frame import Link


def next_steps(brief: Brief, choice: BriefChoice, viewer: Viewer, to_agree: int) -> tuple[Link, ...]:
    """Return what this reader can do about a brief without priorities; nothing where it has some."""
    if any(section.kind is SectionKind.PRIORITY for section in brief.every()):
        return ()
    return tuple(_steps(choice, viewer, to_agree))


def _steps(choice: BriefChoice, viewer: Viewer, to_agree: int) -> Iterator[Link]:
    if viewer.may(Right.RUN_CALL):
        if to_agree:
            yield Link(f"Agree to {count(to_agree, 'priority')}", "/priorities/agree", "drafts that wait for you")
        yield Link("Group the answers", f"/calls/{choice.call}/triage", "each group becomes a priority")
        yield Link("Write a priority", f"/priorities/new?call={choice.call}", "somebody else then agrees to it")
    if viewer.annotates and not choice.unreviewed:
        address = brief_address(replace(choice, unreviewed=True))
        yield Link("See the brief with what is not reviewed", address, "drafts are in it, each marked")
    yield Link("Read the call", f"/calls/{choice.call}", "what was asked, and by when")
    yield Link("Search the sources", "/search", "tick passages in the results, and take them away as a collection")
