"""Answers typed between the quoted lines of a form: the quoted lines say what each stretch is."""

from kb.parsing.reply.reply import Reply, ReplyPart
from kb.parsing.slots.entries import SlotEntries
from kb.parsing.slots.list_marks import entry_mark, is_closing, is_greeting, label_at
from kb.parsing.slots.spans import NOWHERE, EntrySpans, Span, trimmed

CERTAIN, _STOP = 88, 50


def between(reply: Reply) -> tuple[str, SlotEntries] | None:
    """Return the text of the whole mail and the entries in it, or ``None`` where the quoted lines are no form.

    A quoted line such as ``> Priority 2:`` begins an entry; one such as ``> Why does it matter?`` a part of it.
    """
    form = _Form()
    at = 0
    for stretch in reply.stretches:
        if stretch.part is ReplyPart.QUOTED:
            for line in stretch.text.splitlines():
                form.prompt(line.lstrip("> \t"))
        elif stretch.part is ReplyPart.WRITTEN and stretch.text.strip():
            form.written("".join(s.text for s in reply.stretches), (at, at + len(stretch.text)))
        at += len(stretch.text)
    if not form.parts:
        return None
    text = "".join(stretch.text for stretch in reply.stretches)
    return text, form.entries()


class _Form:
    def __init__(self) -> None:
        self.number = 0
        self.field = "title"
        self.parts: dict[int, dict[str, Span]] = {}
        self.besides: list[Span] = []
        self.reasons: dict[str, None] = {}

    def prompt(self, line: str) -> None:
        """Take a quoted line as what is asked next."""
        mark = entry_mark(line)
        if mark is not None and mark.number:
            self.number, self.field = mark.number, "title"
            if len(line[mark.end :].split()) > 0:
                self.reasons["the quoted form has words of its own in its entries"] = None
            return
        label = label_at(line)
        if label is not None:
            self.field = label.field

    def written(self, text: str, span: Span) -> None:
        """Take a stretch as the answer to what was asked last."""
        place = trimmed(text, span)
        words = text[place[0] : place[1]]
        if place == NOWHERE:
            return
        entry = self.parts.setdefault(self.number, {}) if self.number else {}
        if not self.number or self.field in entry:
            self.besides.append(place)
            small = all(is_greeting(x) or is_closing(x) or not x.strip() for x in words.splitlines())
            if not small:
                self.reasons["some of it answers no line of the form"] = None
            return
        entry[self.field] = place

    def entries(self) -> SlotEntries:
        """Return the entries by number."""
        entries = []
        for number, parts in sorted(self.parts.items()):
            if "title" in parts:
                places = (parts["title"], parts.get("why", NOWHERE), parts.get("question", NOWHERE))
                entries.append(EntrySpans(*places, CERTAIN))
            elif parts:
                self.reasons[f"entry {number} has no title"] = None
                self.besides += parts.values()
        numbers = [number for number, parts in sorted(self.parts.items()) if parts]
        if numbers != list(range(1, len(numbers) + 1)):
            self.reasons["the numbers of the entries are not 1, 2, 3 …"] = None
        certainty = _STOP if self.reasons else CERTAIN
        return SlotEntries(tuple(entries), tuple(self.besides), certainty, tuple(self.reasons))
