"""Recommendations that others made already, under the priority that they bear on: to whom, and what became of them."""

from kb.documents.brief.inline_text import fit
from kb.documents.humanize import count, listed
from kb.domain.brief import BriefSection, Bullets, Runs, SectionKind, Style, TextRun, paragraph
from kb.domain.editorial.recommendation import Recommendation
from kb.services.brief.footnotes import Footnotes
from kb.services.brief.material import Material, OnPriority
from kb.services.brief.ranking_position import row_of


def recommendations_section(anchor: str, material: Material, one: OnPriority, notes: Footnotes) -> BriefSection | None:
    """Write what was recommended already; nothing where no recommendation is followed."""
    if not one.recommendations:
        return None
    row = row_of(material, one.priority.id)
    named = row.named_by if row else 0
    raised = (paragraph(f"Still named in {count(named, 'ballot')} of this call.", Style.LABEL),) if named else ()
    items = tuple(_line(each, material, one, notes) for each in one.recommendations)
    title = "Recommended already"
    return BriefSection(SectionKind.RECOMMENDATIONS, f"{anchor}-recommendations", title, (*raised, Bullets(items)))


def _line(one: Recommendation, material: Material, under: OnPriority, notes: Footnotes) -> Runs:
    """Return a recommendation and its history; that of one on several priorities stands under the first."""
    number = notes.cite(material.sources[one.citation.source], one.citation)
    first = next((each for each in material.priorities if one in each.recommendations), under)
    if first is not under:
        title = TextRun(fit(first.priority.title), address=f"#priority-{first.priority.id}")
        return (TextRun(fit(one.summary), note=number), TextRun(" See under “"), title, TextRun("”."))
    to = f" To {fit(listed(one.addressees))}." if one.addressees else ""
    history = "; ".join(
        f"{status.status.value}, {status.date.in_words()}{_noted(status.note)}" for status in one.statuses
    )
    told = f" {history[:1].upper()}{history[1:]}" if history else " What became of it is not known"
    return (TextRun(fit(one.summary), note=number), TextRun(f"{to}{told}."))


def _noted(note: str) -> str:
    return f" ({fit(note).rstrip('.')})" if note.strip() else ""
