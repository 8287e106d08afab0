"""The form for the title, the meeting and the introduction of a brief, for staff who run its call."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.domain.brief import BriefOpening
from kb.domain.form_data import FormData, one
from kb.services.brief.opening import LONGEST_INTRODUCTION, LONGEST_TITLE, version_of
from kb.web.layout.frame import Link

FIELDS = ("title", "meeting", "introduction")


@dataclass(frozen=True)
class OpeningForm:
    """The form, with what was typed and what is wrong with it; ``read`` is the version that it changes."""

    action: str
    csrf: str
    read: str
    typed: Mapping[str, str]
    placeholder: str
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    told: str
    longest_title: int = LONGEST_TITLE
    longest_introduction: int = LONGEST_INTRODUCTION


def opening_form(
    action: str,
    csrf: str,
    kept: BriefOpening,
    title_of_call: str,
    *,
    typed: FormData | None = None,
    errors: Mapping[str, str] | None = None,
    told: str = "",
) -> OpeningForm:
    """Make the form that is sent to ``action``: with what is kept, or as it was ``typed`` where it has ``errors``."""
    errors = errors or {}
    as_kept = {
        "title": kept.title,
        "meeting": kept.meeting.isoformat() if kept.meeting else "",
        "introduction": kept.introduction,
    }
    return OpeningForm(
        action=action,
        csrf=csrf,
        read=version_of(kept),
        typed={field: one(typed, field) for field in FIELDS} if typed else as_kept,
        placeholder=title_of_call,
        errors=errors,
        problems=tuple(Link(errors[field], f"#opening-{field}") for field in FIELDS if field in errors),
        told=told,
    )
