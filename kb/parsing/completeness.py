"""Whether a reading has all the words of a file and no others: it is held against a simple reading of the file."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from kb.parsing.document_text import quoted

_WORD = re.compile(r"\w+|[£$€%≤≥=≠]")
_INVISIBLE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF))


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared: letters and figures, and the signs that turn a meaning."""
    return _WORD.findall(unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).casefold())


def differences(read: str, found: Iterable[str], *, added: Iterable[str] = (), in_order: bool = True) -> Iterator[str]:
    """Yield why a person has to look: passages that were found and not read as they stand, and words read besides.

    ``read`` is all that was read, ``added`` the marks in it that the reading put there itself, ``found`` the passages
    of the simple reading. Without ``in_order`` words are counted only.
    """
    passages = [(passage, words_of(passage)) for passage in found]
    words = words_of(read)
    joined = f" {' '.join(words)} "
    missing = [passage for passage, its in passages if its and f" {' '.join(its)} " not in joined] if in_order else []
    left = Counter(word for _, its in passages for word in its)
    left.update(word for mark in added for word in words_of(mark))
    left.subtract(words)
    short, extra = (" ".join(some.elements()) for some in (+left, -left))
    if missing or short:
        yield quoted("not all of it was read as it stands", "\n".join(missing) or short)
    if extra:
        yield quoted("what was read has words that the file does not show", extra)
