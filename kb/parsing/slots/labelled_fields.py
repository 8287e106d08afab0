"""The words of one entry → its title, its why and its question, by labels or, without them, by sentences."""

import re

from kb.parsing.slots.list_marks import Label, inner_labels, label_at
from kb.parsing.slots.spans import ABBREVIATION, NOWHERE, EntrySpans, Span, lines_of, sentences, trimmed, words_at

LONGEST_TITLE = 160
_FULL_LINE = 60
_ASKS = re.compile(
    r"\W*(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|can|could|should|would|will|has|have"
    r"|had|in|by|to|for|at|on)\b",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s+[–—-]{1,2}\s+|:\s+")


def entry_of(text: str, span: Span) -> EntrySpans:
    """Read one entry; ``span`` begins after its mark."""
    parts, besides, reasons = _labelled(text, span)
    certainty = 100
    head = parts.pop("head", NOWHERE)
    if head != NOWHERE:
        titled = "title" in parts
        for field, place in zip(("title", "why", "question"), _head(text, head, alone=titled), strict=True):
            if place != NOWHERE and field in parts:
                besides.append(place)
                reasons.append("an entry has words before its label")
            elif place != NOWHERE:
                parts[field] = place
                certainty -= 5 if field == "question" else 0
    title = parts.get("title", NOWHERE)
    if title[1] - title[0] > LONGEST_TITLE or _runs_on(text, title, span):
        reasons.append("where the title of an entry ends is not clear")
    return EntrySpans(
        title, parts.get("why", NOWHERE), parts.get("question", NOWHERE), certainty, tuple(besides), tuple(reasons)
    )


def _runs_on(text: str, title: Span, span: Span) -> bool:
    """Say whether the line of a title may go on in the next one: no mark ends it, and the next begins small."""
    rest = text[title[1] : span[1]]
    following = rest.lstrip()
    broken = "\n" in rest[: len(rest) - len(following)]
    return title != NOWHERE and broken and following[:1].islower() and not label_at(following.splitlines()[0])


def _labelled(text: str, span: Span) -> tuple[dict[str, Span], list[Span], list[str]]:
    """Return the parts of an entry by label; one label twice in a row makes one part, apart from itself none."""
    parts: dict[str, Span] = {}
    besides: list[Span] = []
    reasons: list[str] = []
    before = ""
    for field, place in _sections(text, span):
        if place == NOWHERE:
            continue
        if field not in parts:
            parts[field] = place
        elif field == before:
            parts[field] = (parts[field][0], place[1])
        else:
            besides.append(place)
            reasons.append("an entry has the same label twice")
        before = field
    return parts, besides, reasons


def _sections(text: str, span: Span) -> list[tuple[str, Span]]:
    """Return the labelled sections of an entry in order; what stands before the first label is the head."""
    cuts: list[tuple[str, int, int]] = [("head", span[0], span[0])]
    for start, end in lines_of(text, span):
        line = text[start:end]
        first = label_at(line)
        labels: list[Label] = [first] if first else []
        labels += [label for label in inner_labels(line) if not first or label.start >= first.end]
        cuts += [(label.field, start + label.start, start + label.end) for label in labels]
    ends = [cut[1] for cut in cuts[1:]] + [span[1]]
    return [(field, trimmed(text, (begins, end))) for (field, _, begins), end in zip(cuts, ends, strict=True)]


def _head(text: str, span: Span, *, alone: bool) -> tuple[Span, Span, Span]:
    """Split unlabelled words into title, why and question; ``alone`` where the title has a label of its own."""
    if alone:
        return span, NOWHERE, NOWHERE
    end, after = _title_end(text, span)
    title = trimmed(text, (span[0], end))
    linked = re.search(r"[;,]\s+(?:and|or)$", words_at(text, title))  # between the entries of a list in one sentence
    if linked and linked.start() > 0:
        title = (title[0], title[0] + linked.start())
    words = words_at(text, title)
    if words.endswith((".", ":", ";", ",")) and len(words) > 1 and not ABBREVIATION.search(words) and words[-2] != ".":
        title = (title[0], title[1] - 1)
    rest = trimmed(text, (after, span[1]))
    if rest == NOWHERE:
        return title, NOWHERE, NOWHERE
    parts = sentences(text, rest)
    asked = len(parts)
    while asked and words_at(text, trimmed(text, parts[asked - 1])).endswith("?"):
        asked -= 1
    if asked == len(parts):
        return title, rest, NOWHERE
    begins = ends = parts[asked][0]
    dash = _DASH.search(text, *parts[asked])
    if dash and not _ASKS.match(text, begins):  # "title - reason - question?"
        ends, begins = dash.span()
    return title, trimmed(text, (rest[0], ends)), (begins, rest[1])


def _title_end(text: str, span: Span) -> tuple[int, int]:
    """Return where the title ends and where the words after it begin."""
    end = _line_end(text, span)
    line = (span[0], end)
    first = sentences(text, line)[0]
    dash = _DASH.search(text, span[0] + 1, first[1])
    rest = text[dash.end() : span[1]].strip() if dash else ""
    bare = "\n" not in rest and not rest.endswith((".", "?", "!", "…")) and text.find("(", span[0], first[1]) < 0
    phrase = dash is not None and ":" in dash[0] and bare
    if dash and rest and not phrase:  # "Drones: one set of rules" is one title; "One list: forces differ." has a reason
        return dash.start(), dash.end()
    return first[1], first[1]


def _line_end(text: str, span: Span) -> int:
    """Return where the first line ends; a line that the sender's program broke goes on in the next."""
    for start, end in lines_of(text, span):
        line = text[start:end].rstrip()
        following = text[end : end + 1]
        broken = len(line) >= _FULL_LINE and following.islower() and not line.endswith((".", "?", "!", ":"))
        if not broken:
            return end
    return span[1]
