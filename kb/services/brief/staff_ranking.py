"""Where the ranking that a brief's readers see has another order than that of staff, and why: told to staff alone."""

from kb.documents.brief.inline_text import fit
from kb.documents.humanize import count, listed
from kb.services.priorities.ranking import RankingView


def unlike_staff_ranking(staff: RankingView, readers: RankingView) -> str:
    """Return in words how two rankings of one call differ, and why; empty where they do not, or one is sealed."""
    if staff.ranking is None or readers.ranking is None or not readers.ranking.rows:
        return ""
    theirs = [row.priority for row in readers.ranking.rows]
    ours = [row.priority for row in staff.ranking.rows if row.priority in theirs]
    places = (place for place, (one, other) in enumerate(zip(ours, theirs, strict=False), start=1) if one != other)
    place = next(places, 0)
    titles = {id: fit(one.title) for id, one in (staff.priorities or {}).items()}
    if not place:
        return ""
    answers = staff.answers - readers.answers
    reasons = (
        f"{count(answers, 'answer')} that staff alone may count" if answers > 0 else "",
        f"{count(staff.late - readers.late, 'late ballot')} more" if staff.late > readers.late else "",
    )
    why = listed([reason for reason in reasons if reason]) or "choices that these readers may not know of"
    return (
        f"For staff “{titles[ours[place - 1]]}” stands in place {place}, where these readers see "
        f"“{titles[theirs[place - 1]]}”: staff’s ranking counts {why}."
    )
