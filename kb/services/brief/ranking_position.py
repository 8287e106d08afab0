"""Where a priority stands in the ranking, in one sentence."""

from kb.documents.humanize import count, number
from kb.domain.priority.ranking import RankedRow
from kb.services.brief.material import Material, OnPriority


def row_of(material: Material, priority: str) -> RankedRow | None:
    """Return the row of a priority in the ranking; nothing where totals are not told, or there are none."""
    ranking = material.ranking.ranking
    if ranking is None or not ranking.ballots:
        return None
    return next((row for row in ranking.rows if row.priority == priority), None)


def standing_words(material: Material, one: OnPriority) -> str:
    """Say where a priority stands under each rule."""
    row = row_of(material, one.priority.id)
    ranking = material.ranking.ranking
    if row is None or ranking is None:
        return "It has no place in a ranking here."
    among = len(ranking.rows)
    return (
        f"Place {row.ranks['points']} of {among} by points ({number(row.points)}), "
        f"{row.ranks['named by']} by how many name it ({count(row.named_by, 'ballot')} of {number(ranking.ballots)}), "
        f"{row.ranks['first choices']} by first choices ({number(row.first_choices)}), "
        f"{row.ranks['pairwise']} by pairwise wins ({row.pairwise:g})."
    )
