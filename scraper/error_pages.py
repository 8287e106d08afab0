"""Pages that are errors although they came with 200: known by what they say, where they say little else."""

import re

FEW_WORDS = 150
"""A page with more words than this may speak of errors without being one."""

_SAID = re.compile(
    r"\b(?:page (?:not found|(?:cannot|can not) be found|does not exist|isn['’]t here|no longer (?:exists|available))"
    r"|404|410 gone|not found|error (?:410|5\d\d)|(?:410|5\d\d) error"
    r"|(?:can['’]t|cannot|could not|couldn['’]t) find (?:the|that|this) page"
    r"|(?:page|document|file) (?:you (?:were|are) looking for )?(?:does not|doesn.t|no longer) exists?"
    r"|(?:is|has) not (?:been )?(?:archived|available)|not archived"
    r"|(?:internal )?server error|bad gateway|service unavailable|temporarily unavailable|access denied"
    r"|request (?:was )?(?:rejected|blocked)|something went wrong|sorry, (?:we|there) "
    r"|(?:under|scheduled) maintenance|please enable (?:javascript|cookies)"
    r"|session (?:has )?(?:expired|timed out)|(?:sign|log) in to continue)\b",
    re.IGNORECASE,
)


def error_said(words: int, *texts: str) -> str:
    """Return the words by which a short page says that it is an error; empty where it is long or says nothing such."""
    if words >= FEW_WORDS:
        return ""
    return next((found[0] for text in texts if (found := _SAID.search(text))), "")
