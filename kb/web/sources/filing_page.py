"""The page on which a saved document is filed for a source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.source.capture import Attempt
from kb.services.library.browse import SourceView
from kb.services.sources.filing import SECONDS
from kb.web.layout.frame import Frame, Link
from kb.web.sources.reader_facts import State, state_of_view


@dataclass(frozen=True)
class FilingPage:
    """One source, its state, the form, and what the last document came to."""

    template: ClassVar[str] = "sources/filing.html"
    frame: Frame
    csrf: str
    title: str
    back: str
    original: str
    state: State
    problems: tuple[Link, ...]
    errors: Mapping[str, str]
    told: str
    minutes: int


def filing_page(
    frame: Frame, csrf: str, view: SourceView, filed: Attempt | None, errors: Mapping[str, str]
) -> FilingPage:
    """Make the page; ``filed`` is a document that was read and not taken."""
    return FilingPage(
        frame=frame,
        csrf=csrf,
        title=view.source.heading,
        back=f"/sources/{view.source.id}",
        original=view.source.address,
        state=state_of_view(view),
        problems=tuple(Link(words, f"#{name}") for name, words in errors.items()),
        errors=errors,
        told=f"Not taken ({filed.outcome.value}): {filed.detail} The text shown is as it was; the file is kept."
        if filed
        else "",
        minutes=SECONDS // 60,
    )
