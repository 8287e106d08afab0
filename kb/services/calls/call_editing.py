"""Calls written by staff: a new one, one like an earlier one, and the words and times of one that is there.

What members were promised stays: once a call has opened, its form cannot change what an answer is or who may read it,
and its deadline only moves later. Opening and closing belong to ``kb.services.calls.call_lifecycle``.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from kb.content.repository import Stored
from kb.content.versions import versions_of
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Consent
from kb.domain.form_data import FormData, FormErrors, one
from kb.domain.ids import ids_from
from kb.services.library.content_writer import ContentWriter, tidy
from kb.services.library.library import Library

LONGEST_TITLE, LONGEST_QUESTION, LONGEST_PART, MOST_SLOTS = 200, 2_000, 20_000, 10
LONDON = "Europe/London"
DEFAULT_HOUR = dt.time(17)
"""When a new call closes, on its day: the end of a working day."""
FIXED = {
    CallState.DRAFT: (),
    CallState.OPEN: ("opens", "slots", "consents", "readers"),
    CallState.CLOSED: ("opens", "closes", "slots", "consents", "readers", "question"),
    CallState.REPORTED: ("opens", "closes", "slots", "consents", "readers", "question"),
}
"""What members were promised by the time that a call is in each state, so that its form cannot change it."""


class CallEditor:
    """Writes calls; who may is decided at the door. Safe to share between threads and processes."""

    def __init__(self, library: Library, writer: ContentWriter, now: Callable[[], dt.datetime]) -> None:
        self._library, self._writer, self._now = library, writer, now

    def make(self, form: FormData, viewer: Viewer) -> Call:
        """Write a new call, a draft; raise ``InvalidInput`` by field where something is amiss."""
        now = self._now().replace(tzinfo=None, second=0, microsecond=0)
        blank = Call("new", "", "", CallState.DRAFT, now, now, LONDON)
        made = call_with(blank, form, self._sources)
        for id in ids_from(made.title):
            stored = self._writer.create(tidy(replace(made, id=id)), viewer, "call: make")
            if stored is not None:
                return stored.item
        raise AssertionError("ids have no end")

    def edit(self, id: str, form: FormData, seen: str, viewer: Viewer) -> Call:
        """Change what was seen with this digest; raise ``ContentConflict`` where somebody saved first."""
        read = self.read(id)
        yours = tidy(call_with(read.item, form, self._sources))
        self._writer.expect(read, seen, yours)
        if yours == read.item:
            return yours
        new = tidy(replace(yours, changes=read.item.changes + 1, changed=self._now()))
        return self._writer.save(read, new, viewer, "call: edit").item

    def read(self, id: str) -> Stored[Call]:
        """Return a call as its file has it; raise ``NotFound``."""
        return self._writer.read(Call, id)

    def versions(self, id: str) -> tuple[Call, ...]:
        """Return every version of a call, the first one first."""
        read = self.read(id)
        return versions_of(read.item, read.path)

    def begun(self, like: str = "") -> FormData:
        """Return what the form of a new call begins with: what an earlier one asked, without its times."""
        if like:
            return {**form_of(self.read(like).item), "opens": (), "closes": (), "late_until": (), "closes_note": ()}
        return {
            "slots": ("5",),
            "consents": tuple(consent.value for consent in Consent),
            "readers": (Audience.MEMBERS.value,),
            "audience": (Audience.MEMBERS.value,),
        }

    @property
    def _sources(self) -> Iterable[str]:
        return self._library.snapshot(fresh=True).catalogue.sources


def form_of(call: Call) -> FormData:
    """Return a call as its form shows it."""
    return {
        "title": (call.title,),
        "question": (call.question,),
        "opens": (_typed(call.opens),),
        "closes": (_typed(call.closes),),
        "late_until": (_typed(call.late_until),),
        "closes_note": (call.closes_note,),
        "slots": (str(call.slots),),
        "consents": tuple(consent.value for consent in call.choices),
        "readers": (call.readers.value,),
        "audience": (call.audience.value,),
        "ask": (call.ask,),
        "body": (call.body.strip(),),
        "source": (call.source,),
        "closing_note": (call.closing_note,),
    }


def call_with(call: Call, form: FormData, sources: Iterable[str]) -> Call:
    """Return a call with the words of a form; raise ``InvalidInput`` with everything that is wrong.

    A field that is fixed stays as it is; a form that would change it is refused.
    """
    errors = FormErrors()
    form = _with_fixed(call, form, errors)
    opens, closes = _time(errors, form, "opens", call.opens), _time(errors, form, "closes", call.closes)
    late_until = _time(errors, form, "late_until", call.late_until) if one(form, "late_until") else None
    made = replace(
        call,
        title=errors.line(form, "title", LONGEST_TITLE, needed="Give the call a title."),
        question=errors.text(form, "question", LONGEST_QUESTION, needed="Write the question that members are asked."),
        opens=opens or call.opens,
        closes=closes or call.closes,
        late_until=late_until,
        closes_note=errors.text(form, "closes_note", LONGEST_PART),
        slots=_slots(errors, form, call.slots),
        consents=_consents(errors, form),
        readers=errors.choice(form, "readers", Audience, call.readers),
        audience=errors.audience(form, Audience.STAFF),
        ask=errors.text(form, "ask", LONGEST_PART),
        body=errors.text(form, "body", LONGEST_PART),
        source=_source(errors, form, call.source, sources),
        closing_note=errors.text(form, "closing_note", LONGEST_PART),
    )
    _check_times(errors, call, made, form)
    errors.raise_any()
    return replace(made, **{name: getattr(call, name) for name in FIXED[call.state]})


def _typed(time: dt.datetime | None) -> str:
    return time.isoformat(timespec="minutes") if time else ""


def _with_fixed(call: Call, form: FormData, errors: FormErrors) -> FormData:
    now = form_of(call)
    for name in FIXED[call.state]:
        if name in form and form[name] != now[name] and not _same_text(form[name], now[name]):
            errors.add(name, f"The call is {call.state.value}: members were promised this, so it stays as it is.")
    return {**form, **{name: now[name] for name in FIXED[call.state]}}


def _same_text(one_way: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return sorted(" ".join(text.split()) for text in one_way) == sorted(" ".join(text.split()) for text in other)


def _check_times(errors: FormErrors, before: Call, made: Call, form: FormData) -> None:
    for name, words in (("opens", "answers are first taken"), ("closes", "the call closes")):
        if not one(form, name):
            errors.add(name, f"Say when {words}: a day and a time.")
    if made.closes <= made.opens:
        errors.add("closes", "The deadline has to come after the opening.")
    if before.state is CallState.OPEN and made.closes < before.closes:
        errors.add(
            "closes", f"Members were promised the time until {before.closes:%d %B %Y, %H:%M}; it can move later."
        )
    if made.late_until is not None and made.late_until < made.closes:
        errors.add("late_until", "The cut-off for late answers cannot come before the deadline.")


def _time(errors: FormErrors, form: FormData, name: str, default: dt.datetime | None) -> dt.datetime | None:
    """Return a time on the clock as browsers send it, ``2016-09-30T17:00``; a day alone is its five o'clock."""
    text = one(form, name)
    if not text or text == _typed(default):  # the form shows no seconds: what was not changed keeps them
        return default
    try:
        if len(text) == len("2016-09-30"):
            return dt.datetime.combine(dt.date.fromisoformat(text), DEFAULT_HOUR)
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        errors.add(name, "Write a day and a time, for example 2016-09-30T17:00.")
        return default
    if found.tzinfo is not None:
        errors.add(name, "Write the time on London’s clock, without a zone.")
    return found.replace(tzinfo=None, second=0, microsecond=0)


def _slots(errors: FormErrors, form: FormData, default: int) -> int:
    text = one(form, "slots")
    if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= max(MOST_SLOTS, default):
        return int(text)
    errors.add("slots", f"Choose how many priorities an answer may have: 1 to {MOST_SLOTS}.")
    return default


def _consents(errors: FormErrors, form: FormData) -> tuple[Consent, ...]:
    """Return the choices offered; none stands for all of them, as in files."""
    ticked = errors.many(form, "consents", [consent.value for consent in Consent])
    if not ticked:
        errors.add("consents", "Offer members one choice at least.")
    return () if len(ticked) == len(Consent) else tuple(Consent(value) for value in ticked)


def _source(errors: FormErrors, form: FormData, before: str, sources: Iterable[str]) -> str:
    source = one(form, "source")
    if source and source != before and source not in set(sources):
        errors.add("source", "Choose a source from the list.")
    return source
