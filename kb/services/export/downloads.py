"""Files for visitors that cost work to make: Word files, which another program makes, and exports.

Each is made once for as long as it would come out the same, and nobody can have many new ones made in a short time;
what is kept already is given at once, however often it is asked for.
"""

import shutil
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path

from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.brief import Brief
from kb.services.accounts.rate_limit import Throttle
from kb.services.brief.formats import FORMATS, brief_as
from kb.services.export.export import ContentExport
from kb.services.library.library import Library
from kb.services.single_flight_cache import SingleFlightCache
from kb.storage.capture_log import CaptureLog


@dataclass(frozen=True)
class Zip:
    """An export that lies at ``path`` for as long as somebody holds this."""

    path: Path


class Downloads:
    """Makes files for visitors; what they may see is decided before it comes here."""

    def __init__(self, exporting: ContentExport, throttle: Throttle, library: Library, captures: CaptureLog) -> None:
        self._exporting, self._throttle = exporting, throttle
        self._library, self._captures = library, captures
        self._word: SingleFlightCache[bytes] = SingleFlightCache()
        self._zips: SingleFlightCache[Zip] = SingleFlightCache()

    def brief(self, brief: Brief, form: str, viewer: Viewer) -> bytes:
        """Return a brief in a format; raise ``TooMany``, ``ToolMissing`` or ``ToolFailed``."""
        if not FORMATS[form].by_a_program:
            return brief_as(brief, form)

        def make() -> bytes:
            self._throttle.count(viewer)
            return brief_as(brief, form)

        return self._word.get((), (form, brief), make)

    def export(self, viewer: Viewer) -> Zip:
        """Return the export for a viewer as one zip; raise ``TooMany``.

        For staff it is made each time: the log of who did what is in it, and has a new line for each export.
        """
        if viewer.is_staff:
            self._throttle.count(viewer)
            self._exporting.record(viewer)
            return self._made(viewer.audience)

        def make() -> Zip:
            self._throttle.count(viewer)
            return self._made(viewer.audience)

        zip = self._zips.get((self._library.snapshot(fresh=True), self._captures.latest()), viewer.audience, make)
        self._exporting.record(viewer)
        return zip

    def _made(self, reader: Audience) -> Zip:
        folder = tempfile.mkdtemp()
        zip = Zip(Path(folder) / "export.zip")
        weakref.finalize(zip, shutil.rmtree, folder, ignore_errors=True)
        self._exporting.export(zip.path, reader_as(reader))
        return zip
