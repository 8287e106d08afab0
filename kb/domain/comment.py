"""Comments: what colleagues say to each other about an entry or a priority, until it is settled."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Comment:
    """A comment, in Markdown; ``resolved_at`` is set while it counts as settled.

    ``subject`` is the path of what it is on (``priorities/slow-cases``), ``mentions`` the accounts that it calls on.
    """

    id: str
    subject: str
    author: str
    text: str
    made_at: dt.datetime
    mentions: tuple[str, ...] = ()
    resolved_at: dt.datetime | None = None
    resolved_by: str = ""


def mentioned(text: str, names: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the ids of those whose name stands in a text after an ``@``; ``names`` has the names of each id.

    Of ``@Ann Smith`` only the longest name counts that fits; capitals do not matter. An address is no mention.
    """
    ids: dict[str, list[str]] = {}
    for id, known in names.items():
        for name in known:
            ids.setdefault(name.casefold(), []).append(id)
    if not ids:
        return ()
    longest_first = sorted(ids, key=len, reverse=True)
    called = re.compile(rf"(?<![\w.@-])@({'|'.join(map(re.escape, longest_first))})(?!\w)")
    found = (id for match in called.finditer(text.casefold()) for id in ids[match[1]])
    return tuple(dict.fromkeys(found))
