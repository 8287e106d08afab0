"""One call from its file as it is this moment: deadlines and states bear no waiting for the next look at all files."""

from kb.content.repository import ContentRepository, Stored
from kb.domain.audience import Audience
from kb.domain.call.call import Call
from kb.domain.call.consent import audience_of_call
from kb.domain.errors import NotFound
from kb.domain.ids import is_id


def seen_call(files: ContentRepository, id: str, reader: Audience) -> Stored[Call]:
    """Return a call as this reader may see it; raise ``NotFound`` where there is none for them."""
    kept = files.read(Call, "call", id) if is_id(id) else None
    if kept is None or not reader.sees(audience_of_call(kept.item)):
        raise NotFound("call", id)
    return kept
