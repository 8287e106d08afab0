"""Working out the vectors that are missing: once per text, kept as they come, so that a break loses little."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kb.index.semantic.model import Model
from kb.index.semantic.vectors import AT_ONCE, Vectors, key_of


@dataclass(frozen=True)
class EmbedReport:
    """What was done: texts that are on the shards, how many of them had no vector, and how long it took."""

    texts: int
    new: int
    seconds: float


def missing(texts: Iterable[str], vectors: Vectors) -> tuple[int, dict[bytes, str]]:
    """Count different texts, and return those without a vector by key."""
    known = vectors.refreshed()[1]
    keyed = {key_of(text): text for text in texts}
    return len(keyed), {key: text for key, text in keyed.items() if key not in known}


def embed(
    texts: Iterable[str], load: Callable[[], Model], vectors: Vectors, progress: Callable[[int, int], None]
) -> EmbedReport:
    """Work out what is missing; raise ``WriterBusy`` where another process is at it."""
    start = time.monotonic()
    with vectors.writing():
        count, lacking = missing(texts, vectors)
        keys = list(lacking)
        model = load() if keys else None
        for first in range(0, len(keys), AT_ONCE):
            some = keys[first : first + AT_ONCE]
            if model is not None:
                vectors.append(some, model.encode([lacking[key] for key in some]))
            progress(min(first + AT_ONCE, len(keys)), len(keys))
    return EmbedReport(count, len(keys), time.monotonic() - start)
