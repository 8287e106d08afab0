"""One call from its file as it is this moment: deadlines and states bear no waiting for the next look at all files."""

from kb.content.repository import Stored
from kb.domain.audience import Audience
from kb.domain.call.call import Call
from kb.domain.call.consent import audience_of_call
from kb.domain.errors import NotFound
from kb.services.library.content_writer import ContentWriter


def seen_call(writer: ContentWriter, id: str, reader: Audience) -> Stored[Call]:
    """Return a call as this reader may see it; raise ``NotFound`` where there is none for them."""
    read = writer.read(Call, id)
    if not reader.sees(audience_of_call(read.item)):
        raise NotFound("call", id)
    return read
