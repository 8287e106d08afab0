"""The address of a brief, with all that was chosen for it."""

from urllib.parse import urlencode

from kb.domain.audience import Audience
from kb.services.brief.material import BriefChoice, BriefLength


def brief_address(choice: BriefChoice, ending: str = "") -> str:
    """Return the address of a brief, or of its file with this ending: ``.docx``, ``/cite.bib``."""
    parameters = {
        "as-of": choice.as_of.isoformat() if choice.as_of else "",
        "audience": choice.audience.value if choice.audience is not Audience.PUBLIC else "",
        "priorities": ",".join(choice.priorities),
        "unreviewed": "1" if choice.unreviewed else "",
        "length": choice.length.value if choice.length is not BriefLength.LONG else "",
    }
    asked = urlencode({name: value for name, value in parameters.items() if value})
    return f"/calls/{choice.call}/brief{ending}{f'?{asked}' if asked else ''}"
