"""Citations in words, in the manner of OSCOLA: who, title, reference or date, place, address.

``Home Affairs Committee, College of Policing: three years on (HC 2016–17, 23) para 82 <address>``
"""

import datetime as dt
import re
from collections.abc import Sequence

from kb.documents.markdown.inline import escape
from kb.domain.dates import PartialDate
from kb.domain.source.passage import Citation, Passage, PassageKind, page_words
from kb.domain.source.source import Finding, Reference, Source

_NO_PLACE = frozenset({PassageKind.SUMMARY})
_OURS = frozenset({"summary"})
PARAPHRASED = "summarised in this knowledge base"
"""Said at the end of each citation of a summary or finding, whose words are ours and not the source's."""
_FINDING = re.compile(r"finding (\d{1,4})\b")
_PINNED = re.compile(r"finding \d+(?: \((?P<pin>.*)\))?")


def citation_text(source: Source, passage: Passage | None, base_url: str) -> str:
    """Return the citation of a source, or of one passage of it, as plain text with the address of our page."""
    words = [_who(source.publishers), source.title]
    known = (
        f"{', '.join(part for part in words if part)}{_rest(source, passage)} <{address(source, passage, base_url)}>"
    )
    return ", ".join(part for part in (known, archived_copy(source), _whose_words(passage)) if part)


def citation_markdown(source: Source, passage: Passage | None, base_url: str) -> str:
    """Return the same citation as Markdown, the title being the link to the passage on our page."""
    link = f"[*{escape(source.title)}*]({address(source, passage, base_url)})"
    who = escape(_who(source.publishers))
    known = f"{', '.join(part for part in (who, link) if part)}{_escaped(_rest(source, passage))}"
    return ", ".join(part for part in (known, escape(archived_copy(source)), _whose_words(passage)) if part)


def _whose_words(passage: Passage | None) -> str:
    """Return that a passage is our summary of the source or a finding of ours; nothing for its own text."""
    return PARAPHRASED if passage is not None and passage.is_ours else ""


def archived_copy(source: Source) -> str:
    """Return day and address of the web archive's copy that our text was read from; nothing for other texts."""
    captured = source.captured
    if captured is None or not captured.archived:
        return ""
    day = PartialDate.of(captured.at.astimezone(dt.UTC).date()).in_words()
    return f"archived copy of {day} <{captured.archived}>"


def address(source: Source, passage: Passage | None, base_url: str) -> str:
    """Return the lasting address of a source's page here, at the passage if one is given."""
    page = f"{base_url.rstrip('/')}/sources/{source.id}"
    return f"{page}#{passage.id}" if passage else page


def place(passage: Passage | None) -> str:
    """Return where a passage is, as the document itself counts: ``para 4.12, p 23``; empty for the whole.

    A finding is our sentence about a place, so the place it is pinned to is given.
    """
    if passage is None or passage.kind in _NO_PLACE:
        return ""
    return _place(_pin(passage.label) if passage.kind is PassageKind.FINDING else passage.label, passage.page)


def place_of(citation: Citation, source: Source) -> str:
    """Return the place that a citation of ``source`` holds, as the document itself counts; empty for the whole.

    One of our findings is where the finding is pinned; our summary is about the whole.
    """
    if _FINDING.match(citation.label) is None:
        return _place("" if citation.label in _OURS else citation.label, citation.page)
    pinned = finding_of(citation, source)
    return _place(
        _pin(citation.label) or (pinned.pin if pinned else ""), citation.page or (pinned.page if pinned else "")
    )


def finding_of(citation: Citation, source: Source) -> Finding | None:
    """Return the finding of ours that a citation is on; nothing where it is on the source's own text."""
    named = _FINDING.match(citation.label)
    number = int(named[1]) - 1 if named else -1
    return source.findings[number] if 0 <= number < len(source.findings) else None


def _place(label: str, page: str) -> str:
    return ", ".join(part for part in dict.fromkeys((label, page_words(page))) if part)


def _pin(label: str) -> str:
    """Return the place that one of our findings is pinned to; any other label as it is."""
    pinned = _PINNED.fullmatch(label)
    return (pinned["pin"] or "") if pinned else label


def _rest(source: Source, passage: Passage | None) -> str:
    known = _reference(source.reference) or (source.published.in_words() if source.published else "")
    parts = (f"({known})" if known else "(no date)", place(passage))
    return "".join(f" {part}" for part in parts if part)


def _escaped(words: str) -> str:
    return f" {escape(words)}" if words else ""


def _reference(reference: Reference | None) -> str:
    """Return a paper's parliamentary reference: ``HC 2016–17, 23``; empty where it is not one."""
    if reference is None or not (reference.number and reference.session):
        return ""
    number = re.sub(r"^(?:HC|HL)\s*", "", reference.number)
    session = reference.session.replace("-", "–")
    if reference.house == "lords":
        return f"{session}, HL {number}"
    return f"HC {session}, {number}" if reference.house == "commons" else ""


def _who(publishers: Sequence[str]) -> str:
    *most, last = publishers or ("",)
    return " and ".join(part for part in (", ".join(most), last) if part)
