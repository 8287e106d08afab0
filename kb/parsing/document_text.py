"""What a document says: its words in order, those that stand beside them, and why a person has to look."""

import json
from dataclasses import asdict, dataclass

_LONGEST_SHOWN = 2_000


@dataclass(frozen=True)
class DocumentText:
    """The words of a document.

    ``text`` is read as the answer. ``aside`` is said too, but has no place in it: boxes, headers, comments. ``doubts``
    say why a person has to look, with the words that they are about.
    """

    text: str = ""
    aside: str = ""
    doubts: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """Return it as JSON, to pass between processes."""
        return json.dumps(asdict(self)).encode()

    @staticmethod
    def from_json(data: bytes) -> "DocumentText":
        """Read back the text that :meth:`to_json` wrote."""
        fields = json.loads(data)
        return DocumentText(str(fields["text"]), str(fields["aside"]), tuple(map(str, fields["doubts"])))


def quoted(what: str, words: str) -> str:
    """Return a doubt about words, with the words, as far as there is room."""
    folded = " ".join(words.split())
    more = "" if len(folded) <= _LONGEST_SHOWN else f" … and {len(folded) - _LONGEST_SHOWN:,} characters more"
    return f"{what}: “{folded[:_LONGEST_SHOWN]}”{more}"
