"""The page on which staff upload a roll: the file, what is wrong in it by row, and who would be on the roll."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.call.answer_form import ORGANISATION_KINDS
from kb.domain.call.call import Call
from kb.parsing.sheets.roll import COLUMNS, Member
from kb.web.humanize import count
from kb.web.layout.frame import Frame, Link

SHOWN = 200


@dataclass(frozen=True)
class RollPreview:
    """What a file holds, ready to be saved: its rows as text, and the SHA-256 of the roll that it was held against."""

    members: Sequence[Member]
    here: Sequence[Member]
    missing: Sequence[Member]
    text: str
    digest: str


@dataclass(frozen=True)
class RollUploadPage:
    """The form; ``wrong`` says by row why a file cannot be taken, ``rows`` who is in one that can be."""

    template: ClassVar[str] = "calls/roll_upload.html"
    frame: Frame
    csrf: str
    call_title: str
    back: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    wrong: tuple[tuple[str, str], ...]
    found: str
    rows: tuple[tuple[str, str, str, str], ...]
    more: str
    text: str
    seen: str
    replace: str
    add: str


def roll_upload_page(
    frame: Frame,
    csrf: str,
    call: Call,
    *,
    preview: RollPreview | None = None,
    wrong: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> RollUploadPage:
    """Make the page."""
    told, members = errors or {}, preview.members if preview else ()
    return RollUploadPage(
        frame=frame,
        csrf=csrf,
        call_title=call.title,
        back=f"/calls/{call.id}/roll",
        columns=COLUMNS,
        kinds=ORGANISATION_KINDS,
        errors=told,
        problems=tuple(Link(words, f"#{name}") for name, words in told.items()),
        wrong=tuple((wrong or {}).items()),
        found=f"{count(len(members), 'member')} in the file" if preview else "",
        rows=tuple((one.name, ", ".join(one.emails), one.organisation, one.kind) for one in members[:SHOWN]),
        more=f"{count(len(members) - SHOWN, 'more member')} not shown here." if len(members) > SHOWN else "",
        text=preview.text if preview else "",
        seen=preview.digest if preview else "",
        replace=_replace(preview) if preview else "",
        add=f"Add the {len(preview.missing)} who are not on the roll yet" if preview and _may_add(preview) else "",
    )


def _may_add(preview: RollPreview) -> bool:
    return bool(preview.here) and bool(preview.missing)


def _replace(preview: RollPreview) -> str:
    if not preview.here:
        return f"Save this roll of {count(len(preview.members), 'member')}"
    return f"Replace the {count(len(preview.here), 'member')} on the roll by these {len(preview.members)}"
