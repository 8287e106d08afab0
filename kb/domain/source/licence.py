"""Licences of sources, and what each lets us show.

Licences differ by publisher (Crown, Parliament, the NAO's own terms, all rights reserved), so one is kept
per source, and it decides between full text and short quotations with a link.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    """One licence: its id in front matter, its name, whether text may be shown in full, and the words owed."""

    id: str
    name: str
    full_text: bool
    attribution: str
    url: str = ""
    quotation_words: int = 60


LICENCES: dict[str, Licence] = {
    licence.id: licence
    for licence in (
        Licence(
            "OGL-UK-3.0",
            "Open Government Licence v3.0",
            True,
            "Contains public sector information licensed under the Open Government Licence v3.0.",
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            quotation_words=400,
        ),
        Licence(
            "OPL-UK-3.0",
            "Open Parliament Licence v3.0",
            True,
            "Contains Parliamentary information licensed under the Open Parliament Licence v3.0.",
            "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/",
            quotation_words=400,
        ),
        Licence(
            "NAO",
            "National Audit Office terms",
            True,
            "© National Audit Office. Reproduced accurately and not in a misleading context, as its terms allow.",
            quotation_words=400,
        ),
        Licence("all-rights-reserved", "All rights reserved", False, "© the publisher. Short quotations only."),
        Licence("unknown", "Licence not known", False, "Licence not established: short quotations only."),
    )
}
