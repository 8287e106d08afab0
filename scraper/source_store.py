"""The source store: reads and saves source files and private texts for the scraper."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.content import codec
from kb.content.catalogue import load_catalogue
from kb.content.files import path_of
from kb.content.repository import Stored, digest_of
from kb.content.versions import keep_version, text_version_of
from kb.domain.account.audit import Act
from kb.domain.content_problem import ContentProblem
from kb.domain.errors import NotFound
from kb.domain.ids import is_id
from kb.domain.source.source import PrivateText, Source
from kb.storage.atomic_files import write_atomically
from kb.storage.audit.audit_log import AuditLog
from scraper.discovery.fit import Interest, interests_of
from scraper.merge import MergedText

SCRAPER = "scraper"
"""Who did it, in the audit log; who asked for it has a line of their own."""


@dataclass(frozen=True)
class SourceStore:
    """Every source that could be read, where its file is, and the problems of those that could not.

    ``interests`` are what the priorities are about, for telling why a proposal fits. What is written has its line in
    the audit ``log``.
    """

    content: tuple[Path, ...]
    private: Path
    sources: Mapping[str, Source]
    paths: Mapping[str, Path]
    texts: Mapping[str, Path]
    log: AuditLog
    now: Callable[[], dt.datetime]
    problems: tuple[ContentProblem, ...] = ()
    interests: tuple[Interest, ...] = ()

    def source(self, id: str) -> Source:
        """Return a source as its file is now: people may have edited it since the run began.

        Raise ``NotFound`` where there is none, ``ValueError`` where its file has problems.
        """
        path = self.path(id)
        if path is None:
            raise NotFound("source", id)
        item, problems = codec.load("source", id, path.read_bytes(), file=str(path))
        if not isinstance(item, Source):
            said = "; ".join(f"{p.file}:{p.line}: {p.what}" for p in problems)
            raise ValueError(f"the file of {id} has problems: {said}")  # noqa: TRY004 - the words are wrong, not a type
        return item

    def text(self, source: Source) -> str:
        """Return the text held of a source, wherever its licence lets it stand."""
        if source.terms.full_text:
            return source.body
        held = self._private(source.id)
        return held.body if held else ""

    def save(self, merged: MergedText) -> Path:
        """Write a source and, first, its private text, so that a source never claims a text that is not there.

        The version before is kept, with the private text that went with it, so that both can be gone back to. Who may
        see a private text is for people to say, so what its file says of that stays. A text that may be shown now
        stands in the source, and no longer beside it.
        """
        source, private = self._next_version(merged.source), merged.private
        written = codec.checked_text(source)  # first of all, for it raises where no file may hold it
        beside, path = self.text_path(source.id), self.path(source.id) or path_of(self.content[0], "source", source.id)
        texts: dict[Path, str | None] = {}
        if private is not None:
            held = self._private(source.id)
            private = replace(private, audience=held.audience) if held else private
            texts[beside] = codec.checked_text(private)
        texts[path] = written
        if private is None and source.body and beside.exists():
            texts[beside] = None
        self.write(texts, "merge text")
        return path

    def write(self, texts: Mapping[Path, str | None], what: str) -> None:
        """Write files in this order, or take them away where there is no text, with their lines in the log."""
        acts = (self._act(what, path, text) for path, text in texts.items())
        with self.log.intending([act for act in acts if act.changes_file]):
            for path, text in texts.items():
                if text is None:
                    path.unlink(missing_ok=True)
                else:
                    write_atomically(path, text)

    def _act(self, what: str, path: Path, text: str | None) -> Act:
        place = next(path.relative_to(r).as_posix() for r in (*self.content, self.private) if path.is_relative_to(r))
        before = digest_of(path.read_bytes()) if path.exists() else ""
        return Act(self.now(), SCRAPER, what, place, before, "" if text is None else digest_of(text.encode()))

    def _next_version(self, source: Source) -> Source:
        """Keep what stands in the files as a version; return the source as the one after it."""
        path = self.path(source.id)
        if path is None:
            return source
        try:
            before = self.source(source.id)
        except ValueError:  # a broken file is no version of anything
            return source
        keep_version(Stored(before, path, ""))
        if (held := self.text_path(source.id)).is_file():
            write_atomically(text_version_of(held, before.changes + 1), held.read_text(encoding="utf-8"))
        return replace(source, changes=before.changes + 1, changed=self.now().replace(microsecond=0))

    def text_path(self, id: str) -> Path:
        """Return where the private text of a source is, or would be."""
        return self.texts.get(id) or path_of(self.private, "text", id)

    def _private(self, id: str) -> PrivateText | None:
        path = self.text_path(id)
        item, _ = codec.load("text", id, path.read_bytes(), file=str(path)) if path.is_file() else (None, ())
        return item if isinstance(item, PrivateText) else None

    def path(self, id: str) -> Path | None:
        """Return the file of a source, if there is one; also one with problems, or one that came after loading."""
        known = self.paths.get(id)
        if known is None and not is_id(id):
            return None
        places = [known] if known else [path_of(root, "source", id) for root in (*self.content, self.private)]
        return next((path for path in places if path.is_file()), None)


def open_source_store(
    content: Sequence[Path], private: Path, log: AuditLog, now: Callable[[], dt.datetime]
) -> SourceStore:
    """Load every content root, the private one last."""
    catalogue = load_catalogue((*content, private))
    where = {key: found.path for key, found in catalogue.files.items()}
    return SourceStore(
        content=tuple(content),
        private=private,
        sources=dict(catalogue.sources),
        paths={id: path for (kind, id), path in where.items() if kind == "source"},
        texts={id: path for (kind, id), path in where.items() if kind == "text"},
        log=log,
        now=now,
        problems=tuple(catalogue.problems),
        interests=interests_of(catalogue.priorities.values(), catalogue.topics),
    )
