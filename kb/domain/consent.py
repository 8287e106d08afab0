"""Who may see an answer, and under what name: decided here and nowhere else.

A member chooses per answer; shelves, pages, feeds, exports and the brief all ask these functions.
"""

from kb.domain.audience import Audience
from kb.domain.call import Consent, Input


def audience_of(answer: Input) -> Audience:
    """Return the widest audience that may read the words of an answer.

    Consent can only narrow what the file's own audience allows: answers given for totals only, or for
    staff only, are read by staff and nobody else.
    """
    if answer.consent in (Consent.TOTALS, Consent.STAFF):
        return Audience.STAFF
    return answer.audience


def name_for(answer: Input, reader: Audience) -> str:
    """Return the name under which this reader sees an answer: the organisation, or only its kind."""
    if answer.consent is Consent.NAMED or reader is Audience.STAFF:
        return answer.organisation
    return answer.organisation_kind


def is_counted(answer: Input, reader: Audience) -> bool:
    """Say whether an answer may be counted in totals that this reader sees."""
    return reader is Audience.STAFF or answer.consent is not Consent.STAFF
