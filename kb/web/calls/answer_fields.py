"""The form of an answer and its fields: what was sent by a browser → what was typed, whatever else was sent along.

An entry's fields carry its key (``title-b``); the order of entries is that of their ``slot`` fields, so a browser
that moves an entry on the page has moved it in the form.
"""

import re
from collections.abc import Callable

from werkzeug.datastructures import MultiDict

from kb.domain.call.answer_form import MOST_POINTERS, AnswerForm, AnswerFormSlot
from kb.domain.call.call import Pointer
from kb.domain.ids import is_id

_KEY = re.compile(r"[a-z]{1,2}")
MOST_SLOTS = 60
LONGEST_LABEL = 120

Form = MultiDict[str, str]
IsSource = Callable[[str], bool]


def typed_of(form: Form, is_source: IsSource) -> AnswerForm:
    """Return the typed form; ``is_source`` says which sources a pointer may name."""
    keys = dict.fromkeys(key for key in form.getlist("slot") if _KEY.fullmatch(key))
    return AnswerForm(
        organisation=form.get("organisation", ""),
        organisation_kind=form.get("organisation_kind", ""),
        email=form.get("email", ""),
        consent=form.get("consent", ""),
        slots=tuple(_slot(form, key, is_source) for key in list(keys)[:MOST_SLOTS]),
        besides=form.get("besides", ""),
    )


def _slot(form: Form, key: str, is_source: IsSource) -> AnswerFormSlot:
    found = (pointer_of(value, is_source) for value in form.getlist(f"evidence-{key}")[:MOST_POINTERS])
    return AnswerFormSlot(
        key=key,
        title=form.get(f"title-{key}", ""),
        why=form.get(f"why-{key}", ""),
        question=form.get(f"question-{key}", ""),
        evidence=tuple(pointer for pointer in found if pointer is not None),
        search=form.get(f"search-{key}", ""),
    )


def written(pointer: Pointer) -> str:
    """Return a pointer as the value of a field: ``joint-report#para-4.12#para 4.12, p 23``."""
    return f"{pointer.source}#{pointer.passage}#{pointer.label}"


def pointer_of(value: str, is_source: IsSource) -> Pointer | None:
    """Return the pointer that a field's value names; nothing where it names no source."""
    source, _, rest = value.partition("#")
    passage, _, label = rest.partition("#")
    if not is_id(source) or not is_source(source) or not passage.isprintable() or len(passage) > LONGEST_LABEL:
        return None
    return Pointer(source, passage.strip(), " ".join(label.split())[:LONGEST_LABEL])


def act_of(form: Form) -> tuple[str, str, str]:
    """Return the act of the pressed button, its slot and its argument: ``("link", "b", "joint#para-2#para 2")``."""
    act, _, rest = form.get("do", "").partition(":")
    key, _, value = rest.partition(":")
    return act, key, value
