"""The content files as the scraper uses them: sources to fetch, their text where it is kept, and saving both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.domain.errors import NotFound
from kb.domain.problem import ContentProblem
from kb.domain.source import PrivateText, Source
from kb.store import codec
from kb.store.catalogue import load_catalogue
from kb.store.files import path_of, write_atomically
from scraper.merge import Merged


@dataclass(frozen=True)
class Shelf:
    """Every source that could be read, where its file is, and the problems of those that could not."""

    content: tuple[Path, ...]
    private: Path
    sources: Mapping[str, Source]
    paths: Mapping[str, Path]
    texts: Mapping[str, Path]
    problems: tuple[ContentProblem, ...] = ()

    def source(self, id: str) -> Source:
        """Return a source as its file is now: people may have edited it since the run began.

        Raise ``NotFound`` where there is none, ``ValueError`` where its file has problems.
        """
        path = self._path(id)
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
        path = self.texts.get(source.id) or self._text_path(source.id)
        if not path.is_file():
            return ""
        item, _ = codec.load("text", source.id, path.read_bytes(), file=str(path))
        return item.body if isinstance(item, PrivateText) else ""

    def save(self, merged: Merged) -> Path:
        """Write a source and, first, its private text, so that a source never claims a text that is not there."""
        source = merged.source
        if merged.private is not None:
            path = self.texts.get(source.id) or self._text_path(source.id)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, codec.dump(codec.normal(merged.private)))
        path = self._path(source.id) or path_of(self.content[0], "source", source.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, codec.dump(codec.normal(source)))
        return path

    def _path(self, id: str) -> Path | None:
        """Return where the file of a source is; also one with problems, or one that came after loading."""
        known = self.paths.get(id)
        places = [known] if known else [path_of(root, "source", id) for root in (*self.content, self.private)]
        return next((path for path in places if path.is_file()), None)

    def _text_path(self, id: str) -> Path:
        return path_of(self.private, "text", id)


def open_shelf(content: Sequence[Path], private: Path) -> Shelf:
    """Load every content root, the private one last."""
    catalogue = load_catalogue((*content, private))
    where = {key: found.path for key, found in catalogue.files.items()}
    return Shelf(
        content=tuple(content),
        private=private,
        sources=dict(catalogue.sources),
        paths={id: path for (kind, id), path in where.items() if kind == "source"},
        texts={id: path for (kind, id), path in where.items() if kind == "text"},
        problems=tuple(catalogue.problems),
    )
