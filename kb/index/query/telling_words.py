"""Telling words: what a passage is about, to find others like it."""

from collections import Counter
from collections.abc import Callable

from kb.index.query.analysis import CHUNK, forms_of
from kb.index.query.tuning import idf

_TELLING = 14
"""Words of a passage that are compared."""


def telling_words(text: str, rows: int, having: Callable[[str], int]) -> list[str]:
    """Return the words of a text that are rarest elsewhere and commonest in it.

    ``having`` counts the passages, of ``rows`` in all, that have a term.
    """
    worth: dict[str, tuple[float, str]] = {}
    for word, count in counted_words(text).items():
        forms = forms_of(word)
        if forms is None:
            continue
        known = having(forms.exact[0])
        if known > 1:
            value = count**0.5 * idf(max(rows, known), known)
            stem = forms.stem or forms.exact[0]
            worth[stem] = max(worth.get(stem, (0.0, "")), (value, word))
    return [word for _, word in sorted(worth.values(), reverse=True)[:_TELLING]]


def counted_words(text: str) -> Counter[str]:
    """Count the words of a text as they are written."""
    return Counter(CHUNK.findall(text))
