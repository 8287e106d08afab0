"""What can be wrong with a thing on its own although every field of it has its form."""

from collections.abc import Iterator

from kb.content.items import AcronymList, ContentItem, TopicList
from kb.content.schema.fields import Kind, names
from kb.content.schema.kinds import SCHEMA
from kb.domain.call.call import Call, Input
from kb.domain.hints import did_you_mean
from kb.domain.source.source import Source

Told = tuple[str, str, str]


def own_problems(item: ContentItem) -> Iterator[Told]:
    """Yield field, what is wrong and what to do about it, for each thing wrong with ``item`` itself."""
    if isinstance(item, Source):
        yield from _source(item)
    elif isinstance(item, Call):
        if item.closes <= item.opens:
            yield "closes", "the call closes before it opens", f"it opens {item.opens.isoformat()}"
        if item.late_until is not None and item.late_until < item.closes:
            yield "late_until", "the cut-off is before the deadline", f"it closes {item.closes.isoformat()}"
    elif isinstance(item, Input):
        if not item.slots and not item.triage:
            yield "slots", "the field is missing", "an answer has one entry at least, unless it waits in triage"
    elif isinstance(item, TopicList):
        yield from _repeats("topics", [(topic.id, "id") for topic in item.topics])
    elif isinstance(item, AcronymList):
        yield from _repeats("acronyms", [(acronym.short, "short") for acronym in item.acronyms])


def _source(source: Source) -> Iterator[Told]:
    known = set(names(SCHEMA[Kind.SOURCE].fields))
    for place, name in enumerate(source.unverified, start=1):
        if name not in known:
            hint = did_you_mean(name, known) or "name a field of this file, for example published or reference.number"
            yield f"unverified.{place}", f"`{name}` is not a field of a source", hint
    for name in ("derives_from", "responds_to"):
        if source.id in getattr(source, name):
            place = getattr(source, name).index(source.id) + 1
            yield f"{name}.{place}", "a source cannot refer to itself", "remove it, or name the other source"
    terms = source.terms
    if source.body and not terms.full_text:
        hint = "move the text to texts/ in a private root, or put the licence right"
        yield "licence", f"its licence ({terms.name}) does not let us show its text, which is in this file", hint
    for place, finding in enumerate(source.findings, start=1):
        words = len(finding.quote.split())
        if words > terms.quotation_words:
            hint = f"its licence ({terms.name}) allows {terms.quotation_words}; shorten it"
            yield f"findings.{place}.quote", f"the quotation has {words} words", hint


def _repeats(name: str, keys: list[tuple[str, str]]) -> Iterator[Told]:
    seen: dict[str, int] = {}
    for place, (key, part) in enumerate(keys, start=1):
        first = seen.setdefault(key.casefold(), place)
        if first != place:
            yield f"{name}.{place}.{part}", f"`{key}` is in the list twice", f"entry {first} has it; make one of them"
