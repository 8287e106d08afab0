"""The words of an answer in canonical form, and their fingerprint.

The form is plain text, so that whoever keeps it can make the fingerprint with any program (``sha256sum FILE``),
and it is published: the receipt offers it, and ``kb call receipt FILE`` makes it from an answer's file. It has

- first ``call:``, ``organisation:``, ``kind:`` and ``consent:``, each on a line of its own, followed by the lines
  of its value, set in by two spaces;
- then for each entry a line ``entry 1``, and in the same way ``title:``, ``why:``, ``question:`` and ``evidence:``
  (each passage pointed to as ``source#passage`` on a line), those that are empty left out;
- last ``besides:``, where anything was said besides;
- in UTF-8 and Unicode normalisation form C, with LF at the end of each line; white space at the ends of lines
  and blank lines before and after a value are left out.

Lines of values are set in, the form's own are not, so two answers with different words never look the same.
"""

import hashlib
import unicodedata
from collections.abc import Iterator

from kb.domain.call.call import Input, Slot


def canonical_words(answer: Input) -> str:
    """Return the words of an answer in canonical form."""
    return "".join(f"{line}\n" for line in _lines(answer))


def fingerprint(answer: Input) -> str:
    """Return the SHA-256 of the words in canonical form, in hexadecimal."""
    return hashlib.sha256(canonical_words(answer).encode()).hexdigest()


def _lines(answer: Input) -> Iterator[str]:
    yield from _value("call", answer.call)
    yield from _value("organisation", answer.organisation)
    yield from _value("kind", answer.organisation_kind)
    yield from _value("consent", answer.consent.value)
    for rank, slot in enumerate(answer.slots, start=1):
        yield f"entry {rank}"
        yield from _slot(slot)
    yield from _value("besides", answer.body)


def _slot(slot: Slot) -> Iterator[str]:
    yield from _value("title", slot.title)
    yield from _value("why", slot.why)
    yield from _value("question", slot.question)
    yield from _value(
        "evidence", "\n".join(f"{p.source}#{p.passage}" if p.passage else p.source for p in slot.evidence)
    )


def _value(name: str, words: str) -> Iterator[str]:
    normal = unicodedata.normalize("NFC", words)
    lines = [line.rstrip() for line in normal.splitlines()]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    if lines:
        yield f"{name}:"
        yield from (f"  {line}" if line else "" for line in lines)
