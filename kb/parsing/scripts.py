"""Raised and lowered figures: as characters of their own, so that ten to the sixth is not read as a hundred and six."""

_RAISED = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def raised(words: str) -> str:
    """Return words that stand raised: figures as raised figures; letters, as in 1st, stay as they are."""
    return words.translate(_RAISED) if any(char.isdigit() for char in words) else words


def lowered(words: str) -> str:
    """Return words that stand lowered: figures as lowered figures."""
    return words.translate(_LOWERED) if any(char.isdigit() for char in words) else words
