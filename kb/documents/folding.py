"""Folding: texts and labels made alike where they differ only in how they are set.

The same words come out of two versions of a page or PDF with other quotation marks, dashes, spaces, ligatures, and
with words divided at the end of a line.
"""

import re
import unicodedata

_SET = str.maketrans({**dict.fromkeys("‘’‚‛′`", "'"), **dict.fromkeys("“”„‟″«»", '"'), "…": "..."})
_DASH = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
_LOOSE = re.compile(r"[\s\-]+")


def folded(text: str) -> str:
    """Return words in one case and one setting, with single spaces."""
    if text.isascii():  # most passages are, and this takes a third of the time
        return " ".join(text.replace("`", "'").casefold().split())
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text.translate(_SET)))
    return " ".join(_DASH.sub("-", plain).casefold().split())


def bare(text: str) -> str:
    """Return folded words without their spaces and hyphens, so that a word divided at a line's end is one word."""
    return _LOOSE.sub("", text)


def is_label(label: str, cited: str) -> bool:
    """Say whether a passage's label is the one cited; a finding of ours carries its pin behind it in brackets."""
    return label == cited or label.startswith(f"{cited} (")


def kind_of_label(label: str) -> str:
    """Return the noun of a label (``para``, ``conclusion``); empty for a bare number or no label."""
    return label.partition(" ")[0] if " " in label else ""
