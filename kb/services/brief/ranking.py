"""The ranking in a brief: the table by every rule, the rules in words, and by kind of organisation."""

from collections.abc import Iterator

from kb.documents.brief.inline_text import fit
from kb.documents.humanize import count, listed
from kb.domain.brief import Block, BriefSection, BriefTable, Bullets, SectionKind, Style, TextRun, paragraph, words
from kb.domain.priority.ranking import RULES, Ranking
from kb.services.brief.material import Material
from kb.services.priorities.ranking_rules import RULE_WORDS

MOST_LEADERS = 4


def ranking_section(material: Material) -> BriefSection:
    """Write the ranking, or why there is none."""
    ranking = material.ranking.ranking
    if ranking is None or not ranking.ballots or not ranking.rows:
        return BriefSection(SectionKind.RANKING, "ranking", "Ranking", (paragraph(_why_none(material), Style.GAP),))
    return BriefSection(SectionKind.RANKING, "ranking", "Ranking", tuple(_blocks(material, ranking)))


def _why_none(material: Material) -> str:
    if material.withheld:
        return material.withheld
    if material.ranking.ranking is None:
        return "The ranking opens when the call has been closed. Until then nobody but staff sees totals."
    if not material.ranking.ranking.ballots:
        return "There are too few answers that may be counted here for a ranking."
    return "There is nothing to rank yet: no priority is agreed."


def _blocks(material: Material, ranking: Ranking) -> Iterator[Block]:
    titles = {id: fit(one.title) for id, one in (material.ranking.priorities or {}).items()}
    yield paragraph(_verdict(ranking, titles))
    yield from (paragraph(line) for line in _other_orders(material, ranking, titles))
    first = ranking.rows[0]
    yield BriefTable(
        caption="The priorities by each rule",
        description=(
            f"{count(len(ranking.rows), 'priority')} in the order of their points, each with its number and place "
            f"under each rule. {titles[first.priority]} leads by points, with {first.points}."
        ),
        head=("Priority", *(RULE_WORDS[rule][0] for rule in RULES)),
        rows=tuple(
            (
                (TextRun(titles[row.priority]),),
                *(
                    words(f"{value} (place {row.ranks[rule]})")
                    for rule, value in zip(
                        RULES, (row.points, row.named_by, row.first_choices, f"{row.pairwise:g}"), strict=True
                    )
                ),
            )
            for row in ranking.rows
        ),
        figures=(False, True, True, True, True),
    )
    yield paragraph("The rules", Style.LABEL)
    yield Bullets(tuple((TextRun(f"{name}: ", strong=True), TextRun(told)) for name, told in RULE_WORDS.values()))
    if material.ranking.kinds:
        kinds = material.ranking.kinds
        yield BriefTable(
            caption="Points by kind of organisation",
            description=f"Points of each priority by kind of organisation: {count(len(kinds), 'column')}.",
            head=("Priority", *(f"{fit(k.kind) or 'All others'} ({count(k.ballots, 'ballot')})" for k in kinds)),
            rows=tuple(
                ((TextRun(titles[row.priority]),), *(words(str(k.points[row.priority])) for k in kinds))
                for row in ranking.rows
            ),
            figures=(False, *[True] * len(kinds)),
        )


def _other_orders(material: Material, ranking: Ranking, titles: dict[str, str]) -> Iterator[str]:
    """Say where the order of this brief is not that of the points, and where staff see another ranking, and why.

    Of the answers that staff alone count only what is told here anyway is told.
    """
    chosen = [one.priority.id for one in material.priorities]
    by_points = [row.priority for row in ranking.rows if row.priority in chosen]
    if chosen != by_points and set(chosen) <= set(titles):
        first = next(id for id, other in zip(by_points, chosen, strict=True) if id != other)
        yield (
            "The parts on the priorities come in the order that was chosen for this brief, not in that of their "
            f"points: by these {titles[first]} would stand in place {by_points.index(first) + 1}."
        )
    if left := len(ranking.rows) - len(by_points):
        yield f"{count(left, 'priority').capitalize()} of the ranking {'is' if left == 1 else 'are'} not in this brief."
    beyond = [
        f"{count(number, thing)} {why}"
        for number, thing, why in (
            (material.ranking.left_out, "answer", "left out here"),
            (material.drafts, "priority", "not agreed"),
        )
        if number
    ]
    if beyond:
        yield f"Staff may see another order: their ranking has {listed(beyond)} as well."


def _verdict(ranking: Ranking, titles: dict[str, str]) -> str:
    leaders = {rule: _few([titles[id] for id in ids]) for rule, ids in ranking.leaders.items()}
    if ranking.agree:
        return f"Every rule has the same in first place: {listed(next(iter(leaders.values())))}."
    each = "; ".join(f"{RULE_WORDS[rule][0].lower()}: {listed(names)}" for rule, names in leaders.items())
    return f"The rules disagree about the first place. {each[:1].upper()}{each[1:]}."


def _few(names: list[str]) -> list[str]:
    """Return names that fit into a sentence, and how many more there are."""
    return (
        names if len(names) <= MOST_LEADERS else [*names[: MOST_LEADERS - 1], f"{len(names) - MOST_LEADERS + 1} more"]
    )
