"""A brief as JSON: the document itself, in the shape of ``kb.domain.brief``, whose keys are a promise."""

import json

from kb.domain.brief import Brief

FORM = "police-it-evidence brief 1"
"""Names the shape; it changes when a key does."""


def brief_json(brief: Brief) -> str:
    """Return the whole brief."""
    return json.dumps({"form": FORM, **vars(brief)}, ensure_ascii=False, indent=2, default=vars) + "\n"
