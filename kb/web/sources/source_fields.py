"""The fields of the form in which a source is written."""

from collections.abc import Iterable, Iterator

from kb.domain.account.viewer import Viewer
from kb.domain.form_data import FormData
from kb.domain.source.licence import LICENCES
from kb.domain.source.source import SourceKind
from kb.domain.vocabulary import Topic
from kb.services.sources.source_form import finding_places
from kb.web.editorial.entry_form import EntryOption, FormField, audience_field, choice, line, text, ticks

_HOUSES = (
    EntryOption("", "neither"),
    EntryOption("commons", "House of Commons"),
    EntryOption("lords", "House of Lords"),
)
_DATE = "As exact as it is known: 2016, 2016-04 or 2016-04-13."


def source_fields(form: FormData, topics: Iterable[Topic], viewer: Viewer) -> tuple[FormField, ...]:
    """Make the fields, with what the form has in them."""
    return (
        line(form, "title", "Title", hint="As printed on the title page.", needed=True),
        line(form, "short_title", "Short title", hint="For lists, where the title is long."),
        text(form, "publishers", "Publishers", hint="Short names, one a line, the lead first.", rows=2, needed=True),
        choice(form, "kind", "Kind", (EntryOption(kind.value, kind.value) for kind in SourceKind)),
        line(form, "published", "Published", hint=_DATE),
        text(form, "other_dates", "Other dates", hint="One a line: 2016-06-29: ordered to be printed", rows=2),
        line(form, "number", "Reference number", hint="For example HC 23."),
        line(form, "session", "Session", hint="Of Parliament: 2016-17. HC numbers repeat every session."),
        choice(form, "house", "House", _HOUSES),
        line(form, "series", "Series", hint="For example Fourth Report."),
        line(form, "isbn", "ISBN"),
        line(form, "address", "Address", hint="Where the document is on the web."),
        text(form, "aliases", "Other addresses", hint="One a line.", rows=2),
        choice(
            form,
            "licence",
            "Licence",
            (
                EntryOption(one.id, one.name, note="" if one.full_text else "text not shown")
                for one in LICENCES.values()
            ),
            hint="It decides whether the text may be shown in full.",
        ),
        ticks(
            form,
            "topics",
            "Topics",
            (EntryOption(topic.id, topic.name) for topic in topics),
            folded="Choose topics",
            empty="There are no topics yet.",
        ),
        text(form, "derives_from", "Derives from", hint="The last part of a source’s address, one a line.", rows=2),
        text(form, "responds_to", "Responds to", hint="Likewise.", rows=2),
        text(form, "summary", "Summary", hint="What it says on our subject, in our own words. Markdown may be used."),
        *_finding_fields(form),
        text(form, "notes", "Notes", hint="Anything a reader should know about this source."),
        *_unverified(form),
        audience_field(form, viewer.audience, reviewed=False),
    )


def _finding_fields(form: FormData) -> Iterator[FormField]:
    for number in range(1, finding_places(form) + 1):
        name, label = f"finding-{number}", f"Finding {number}"
        yield text(form, f"{name}-text", label, hint="In our own words. Empty it to take it out.", rows=3)
        yield line(form, f"{name}-date", f"{label}: date", hint=f"When what it says was so. {_DATE}")
        yield line(form, f"{name}-pin", f"{label}: place", hint="As printed: para 134, rec 3.")
        yield line(form, f"{name}-page", f"{label}: page")
        yield line(form, f"{name}-unpinned", f"{label}: why it has no place", hint="Where it has neither.")
        yield line(form, f"{name}-quote", f"{label}: short quotation")
        yield line(
            form, f"{name}-via", f"{label}: address of the page where it was seen", hint="Beginning with https://"
        )


def _unverified(form: FormData) -> Iterator[FormField]:
    names = form.get("unverified", ())
    if names:
        yield ticks(
            form,
            "unverified",
            "Not verified yet",
            (EntryOption(name, name.replace("_", " ")) for name in names),
            hint="These rest on inference or memory. Untick what you have checked in the document.",
        )
