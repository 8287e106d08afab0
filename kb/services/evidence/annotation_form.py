"""The form of an annotation: its fields from an annotation, and an annotation from its fields.

Links are numbered in the order of the form (``priority-0``, ``stance-0`` …). Links to priorities that whoever edits
may not see are in no form, and stay as they are.
"""

from collections.abc import Sequence
from dataclasses import replace

from kb.content.visibility import VisibleCatalogue, sees
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.evidence.annotation import Annotation, EvidenceLink, Strength
from kb.domain.form_data import FormData, FormErrors, one
from kb.domain.priority.priority import Stance

LONGEST_BODY, LONGEST_WHY, LONGEST_TAG = 20_000, 2_000, 60
MOST_TAGS, MOST_LINKS = 20, 20
LINK = ("priority", "stance", "strength", "why")
"""The fields of a link; each has the link's number behind a hyphen."""


def form_of(entry: Annotation) -> FormData:
    """Return an annotation as its form shows it."""
    links = ((link.priority, link.stance.value, link.strength.value, link.why) for link in entry.links)
    return {
        "body": (entry.body.strip(),),
        "tags": (", ".join(entry.tags),),
        "review_by": (entry.review_by.isoformat() if entry.review_by else "",),
        "audience": (entry.audience.value,),
        **numbered(list(links)),
    }


def link_rows(form: FormData) -> list[tuple[str, ...]]:
    """Return the links of a form, each as its four fields; rows in which nothing was said are left out."""
    rows = (tuple(one(form, f"{name}-{number}") for name in LINK) for number in range(MOST_LINKS + 1))
    return [(priority, stance, strength, why) for priority, stance, strength, why in rows if priority or stance or why]


def numbered(rows: Sequence[tuple[str, ...]]) -> FormData:
    """Return links as the fields of a form, numbered from 0."""
    return {
        f"{name}-{number}": (value,) for number, row in enumerate(rows) for name, value in zip(LINK, row, strict=True)
    }


def in_order(form: FormData) -> FormData:
    """Return a form with its links numbered anew, without those in which nothing was said."""
    return {**without_links(form), **numbered(link_rows(form))}


def by_priority(form: FormData) -> FormData:
    """Return a form with each link as one field named by its priority, so that two forms can be merged."""
    return {**without_links(form), **{f"link {row[0]}": row for row in link_rows(form)}}


def by_number(form: FormData) -> FormData:
    """Return a form with its links numbered again; see :func:`by_priority`."""
    rows = [values for name, values in form.items() if name.startswith("link ") and values]
    return {**{name: values for name, values in form.items() if not name.startswith("link ")}, **numbered(rows)}


def without_links(form: FormData) -> FormData:
    """Return the fields of a form that are not of a link."""
    return {name: values for name, values in form.items() if name.rpartition("-")[0] not in LINK}


def annotation_with(entry: Annotation, form: FormData, visible: VisibleCatalogue, viewer: Viewer) -> Annotation:
    """Return an annotation with the words of a form; raise ``InvalidInput`` with everything that is wrong."""
    errors = FormErrors()
    body = errors.text(form, "body", LONGEST_BODY)
    links = _links(errors, form, entry, visible)
    if not body and not links:
        errors.add("body", "Write something, or link it to a priority.")
    tags = tuple(dict.fromkeys(tag for part in one(form, "tags").split(",") if (tag := " ".join(part.split()))))
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        errors.add("tags", f"At most {MOST_TAGS} tags of up to {LONGEST_TAG} characters are taken.")
    audience = errors.choice(form, "audience", Audience, viewer.audience, "Choose who may read it.")
    if not sees(viewer, audience):
        errors.add("audience", "You would not see it yourself. Choose a wider audience.")
    review_by = errors.day(form, "review_by")
    errors.raise_any()
    hidden = (link for link in entry.links if link.priority not in visible.priorities)
    return replace(entry, body=body, tags=tags, links=(*links, *hidden), review_by=review_by, audience=audience)


def _links(
    errors: FormErrors, form: FormData, entry: Annotation, visible: VisibleCatalogue
) -> tuple[EvidenceLink, ...]:
    rows, linked, found = link_rows(form), {link.priority for link in entry.links}, list[EvidenceLink]()
    if len(rows) > MOST_LINKS:
        errors.add("links", f"At most {MOST_LINKS} links are taken.")
    form = numbered(rows)
    for number, (priority, *_) in enumerate(rows):
        stance = errors.choice(form, f"stance-{number}", Stance, Stance.SUPPORTS, "Say what it does for the priority.")
        strength = errors.choice(
            form, f"strength-{number}", Strength, Strength.DIRECT, "Choose how strong the evidence is."
        )
        if priority not in visible.priorities:
            errors.add(f"priority-{number}", "Choose a priority from the list.")
        elif not visible.priorities[priority].is_open and priority not in linked:
            errors.add(f"priority-{number}", f"It is {visible.priorities[priority].status.value}. Choose another.")
        elif priority in {link.priority for link in found}:
            errors.add(f"priority-{number}", "It is linked to this one already. Say it in one link.")
        found.append(EvidenceLink(priority, stance, strength, errors.text(form, f"why-{number}", LONGEST_WHY)))
    return tuple(found)
