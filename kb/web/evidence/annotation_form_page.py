"""The form in which an entry is written: on a passage or a source, or to change one; it works without scripts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from kb.documents.paraphrase import is_paraphrase
from kb.domain.audience import Audience
from kb.domain.evidence.annotation import Strength
from kb.domain.form_data import FormData, one
from kb.domain.priority.priority import Priority, Stance
from kb.domain.source.passage import Citation, page_words
from kb.domain.source.source import Source
from kb.services.evidence.annotation_form import link_rows
from kb.web.addresses import annotate_address, source_address
from kb.web.editorial.entry_form import EntryOption, FormField, Look, choice, line, text
from kb.web.layout.frame import Frame, Link
from kb.web.sources.marks import SIGNS

STRENGTHS = {
    Strength.DIRECT: "direct: the source found it itself",
    Strength.INDIRECT: "indirect: it follows from what the source says",
    Strength.ANECDOTAL: "anecdotal: somebody told the source",
}
AUDIENCES = {
    Audience.PUBLIC: "everybody, once it is reviewed",
    Audience.MEMBERS: "members, once it is reviewed",
    Audience.STAFF: "staff only",
}


@dataclass(frozen=True)
class AnnotationChoice:
    """Something that can be chosen; ``sign`` stands before its words where there is one."""

    value: str
    words: str
    chosen: bool
    sign: str = ""


@dataclass(frozen=True)
class LinkRow:
    """A link to a priority in the form; ``number`` is part of its fields' names."""

    number: int
    priorities: tuple[AnnotationChoice, ...]
    stances: tuple[AnnotationChoice, ...]
    strengths: tuple[AnnotationChoice, ...]
    why: str


@dataclass(frozen=True)
class About:
    """What an entry is written on: the source, the place in it, and the words there."""

    title: str
    place: str
    back: str
    quote: str
    is_ours: bool


@dataclass(frozen=True)
class Fields:
    """What stands in the fields of the form, and what is amiss with it, by field."""

    words: str
    before: str
    body: str
    tags: str
    links: tuple[LinkRow, ...]
    review_by: str
    audiences: tuple[AnnotationChoice, ...]
    errors: Mapping[str, str]
    problems: tuple[Link, ...]


@dataclass(frozen=True)
class AnnotationFormPage:
    """The form. ``seen`` is the hash of the file that is changed, ``can_narrow`` says that words can be chosen."""

    template: ClassVar[str] = "evidence/annotation_form.html"
    frame: Frame
    csrf: str
    heading: str
    about: About
    action: str
    back: str
    seen: str
    can_narrow: bool
    most_words: int
    fields: Fields


@dataclass(frozen=True)
class Choices:
    """What this person can choose from."""

    priorities: tuple[Priority, ...]
    audience: Audience


def about_of(source: Source, citation: Citation, passage: str = "") -> About:
    """Return what an entry is on."""
    page = page_words(citation.page) if page_words(citation.page) not in citation.label else ""
    place = ", ".join(part for part in (citation.label, page) if part)
    is_whole = not citation.exact and not citation.label
    return About(
        title=source.heading,
        place="the document as a whole" if is_whole else place or "a passage without a number",
        back=source_address(source.id, passage),
        quote=citation.exact,
        is_ours=is_paraphrase(citation, source),
    )


def new_form(
    frame: Frame,
    csrf: str,
    about: About,
    place: tuple[Source, str],
    form: FormData,
    choices: Choices,
    errors: Mapping[str, str] | None = None,
    *,
    rows: int = 1,
) -> AnnotationFormPage:
    """Make the form of a new entry; ``place`` is the source and the passage, ``rows`` how many links there is room for.

    Without chosen words the field for them has the whole passage.
    """
    source, passage = place
    return AnnotationFormPage(
        frame=frame,
        csrf=csrf,
        heading="Write an entry",
        about=about,
        action=annotate_address(source.id, passage),
        back=about.back,
        seen="",
        can_narrow=bool(passage),
        most_words=source.terms.quotation_words,
        fields=_fields({**form, "words": (one(form, "words") or about.quote,)}, choices, errors or {}, rows),
    )


def edit_form(
    frame: Frame,
    csrf: str,
    about: About,
    id: str,
    digest: str,
    form: FormData,
    choices: Choices,
    errors: Mapping[str, str] | None = None,
    *,
    rows: int = 1,
) -> AnnotationFormPage:
    """Make the form that changes an entry; the words that it is on stay."""
    return AnnotationFormPage(
        frame=frame,
        csrf=csrf,
        heading="Change an entry",
        about=about,
        action=f"/annotations/{id}/edit",
        back=f"/annotations/{id}",
        seen=digest,
        can_narrow=False,
        most_words=0,
        fields=_fields(form, choices, errors or {}, rows),
    )


def annotation_fields(form: FormData, titles: Mapping[str, str]) -> list[FormField]:
    """Return an entry's form as fields, for its versions and conflicts; each link is one, named by its priority."""
    links = (
        FormField(
            name, f"Evidence for {titles.get(row[0], row[0])}", Look.LINE, f"{row[1]} ({row[2]}) {row[3]}".strip()
        )
        for name, row in form.items()
        if name.startswith("link ") and row
    )
    readers = (EntryOption(one.value, words) for one, words in AUDIENCES.items())
    return [
        text(form, "body", "Words"),
        *links,
        line(form, "tags", "Tags"),
        line(form, "review_by", "Look again by"),
        choice(form, "audience", "Who may read it", readers),
    ]


def _fields(form: FormData, choices: Choices, errors: Mapping[str, str], rows: int) -> Fields:
    links = link_rows(form)
    links += [("", "", "", "")] * (rows - len(links))
    return Fields(
        words=one(form, "words"),
        before=next(iter(form.get("before", ())), ""),
        body=one(form, "body"),
        tags=one(form, "tags"),
        links=tuple(_row(number, link, choices.priorities) for number, link in enumerate(links)),
        review_by=one(form, "review_by"),
        audiences=_choices(((a.value, AUDIENCES[a]) for a in choices.audience.shelves()), one(form, "audience")),
        errors=errors,
        problems=tuple(Link(words, f"#{name}") for name, words in errors.items()),
    )


def _row(number: int, link: tuple[str, ...], priorities: tuple[Priority, ...]) -> LinkRow:
    priority, stance, strength, why = link
    return LinkRow(
        number=number,
        priorities=_choices(((one.id, one.title) for one in priorities), priority),
        stances=tuple(
            replace(one, sign=SIGNS[Stance(one.value)])
            for one in _choices(((s.value, s.value) for s in Stance), stance)
        ),
        strengths=_choices(((one.value, words) for one, words in STRENGTHS.items()), strength),
        why=why,
    )


def _choices(pairs: Iterable[tuple[str, str]], chosen: str) -> tuple[AnnotationChoice, ...]:
    return tuple(AnnotationChoice(value, words, value == chosen) for value, words in pairs)
