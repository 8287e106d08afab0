"""Adding a source: by its address, fetched at once, or by a file; its facts are proposed for staff to confirm."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Protocol

from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput
from kb.domain.form_data import FormData
from kb.domain.job import BackgroundJob, JobState
from kb.domain.source.preview import DocumentPreview
from kb.domain.source.source import Source
from kb.services.jobs.runner import JobBusy, JobProgress, JobRunner
from kb.services.sources.editing import SourceEditor
from kb.services.sources.fetching import SourceFetching
from kb.services.sources.filing import READING, DocumentFiling, ReadDocument

SECONDS = 300
LONGEST_ADDRESS = 2_000


class AddressReader(Protocol):
    """Fetches what stands at an address, politely, and tells what it is."""

    def preview_address(self, address: str, seconds: float) -> DocumentPreview:
        """Read a document at an address; raise ``ToolFailed`` where nothing could be asked."""


class SourceAdding:
    """Adds sources, and has their text fetched or filed once they are there."""

    def __init__(
        self,
        reader: AddressReader,
        filing: DocumentFiling,
        fetching: SourceFetching,
        editor: SourceEditor,
        jobs: JobRunner,
    ) -> None:
        self._reader, self._filing, self._fetching, self._editor, self._jobs = reader, filing, fetching, editor, jobs

    def look(self, address: str, viewer: Viewer) -> BackgroundJob:
        """Start reading what stands at an address; raise ``InvalidInput`` for what can be none."""
        address = address.strip()
        if not address.startswith(("http://", "https://")) or len(address) > LONGEST_ADDRESS or " " in address:
            raise InvalidInput({"address": "Write the address as your browser shows it, beginning with https://."})

        def work(_: JobProgress) -> Mapping[str, Any]:
            return {"preview": dataclasses.asdict(self._reader.preview_address(address, SECONDS))}

        return self._jobs.start(READING, work, viewer, facts={"name": address, "address": address})

    def document(self, job: str, viewer: Viewer) -> ReadDocument:
        """Return what was read for a new source; raise ``NotFound`` where there is none of this viewer's."""
        return self._filing.document(job, viewer)

    def create(self, job: str, form: FormData, viewer: Viewer) -> tuple[Source, BackgroundJob | None]:
        """Make the source that a form describes, and start to take its text in; returns that job.

        Raises ``InvalidInput`` by field. No job comes back where another run goes on: the source is then due.
        """
        read = self._filing.document(job, viewer) if job else None
        content = self._jobs.file(job) if job else None
        made = self._editor.create(form, viewer)
        if content is not None and read is not None and read.job.state is JobState.DONE:
            return made, self._filing.file(made.id, read.name, content, viewer, job, anyway=False)
        if not made.address:
            return made, None
        try:
            return made, self._fetching.fetch([made.id], viewer)
        except JobBusy:
            return made, None
