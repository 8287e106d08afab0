"""The rules of ranking in words: the ranking's page and the brief say the same."""

from collections.abc import Mapping

from kb.documents.humanize import listed
from kb.domain.priority.ranking import POINTS
from kb.services.priorities.ranking import PER_ANSWER, PER_ORGANISATION

RULE_WORDS: Mapping[str, tuple[str, str]] = {
    "points": (
        "Points",
        f"A first choice gives {POINTS[0]} points, the next ones "
        f"{listed([str(p) for p in POINTS[1:]])}; later ones give none. Where two choices of one answer are under one "
        "priority, the better one counts, and nothing else moves up.",
    ),
    "named by": ("Named by", "How many answers name it at all, at whatever place."),
    "first choices": ("First choices", "How many answers put it first."),
    "pairwise": (
        "Pairwise wins",
        "Each priority is held against each other one: who puts it higher, or names it where the other is not named, "
        "is on its side. A win counts 1, a draw ½ (Copeland’s rule).",
    ),
}
BALLOT_WORDS = {
    PER_ORGANISATION: "One ballot for each organisation. Where one sent two answers, the latest counts, whichever way "
    "it came.",
    PER_ANSWER: "One ballot for each answer. An organisation that sent two has two.",
}
