"""One call from its file as it is this moment: deadlines and states bear no waiting for the next look at all files."""

from kb.content.repository import Stored
from kb.content.visibility import sees_call
from kb.domain.account.viewer import Viewer
from kb.domain.call.call import Call
from kb.domain.errors import NotFound
from kb.services.library.content_writer import ContentWriter


def seen_call(writer: ContentWriter, id: str, viewer: Viewer) -> Stored[Call]:
    """Return a call as somebody may see it; raise ``NotFound`` where there is none for them."""
    read = writer.read(Call, id)
    if not sees_call(viewer, read.item):
        raise NotFound("call", id)
    return read
