import datetime as dt
import hashlib
import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kb.index import SearchEngine
from kb.index.opensearch.engine import OpenSearchEngine
from kb.index.semantic.embedding import EmbedReport, embed
from kb.index.semantic.model import Model
from kb.index.semantic.query_meaning import QueryMeaning
from kb.index.semantic.vectors import Vectors
from kb.index.whoosh.engine import WhooshEngine
from kb.index.whoosh.scoring.semantic_ranking import VectorRanking
from kb.storage.opensearch_settings import OpenSearchSettings

NOW = dt.datetime(2026, 11, 14, 10, 0, tzinfo=dt.UTC)

SIZE, WIDE, HEADS, LAYERS, PLACES = 32, 64, 4, 2, 24
WORDS = """[PAD] [UNK] [CLS] [SEP] police forces force systems case files digital share cps it word may kept spend
each day procurement slow slower found cat joint buy ing ##s ##ing ##er ##e do not talk to other . , - : ; ( ) & ' 2 0
a b c d e f g h i j k l m n o p q r s t u v w x y z ##a ##b ##c ##d ##f ##g ##h ##i ##j ##k ##l ##m ##n ##o ##p ##q ##r
##t ##u ##v ##w ##x ##y ##z""".split()


def shapes() -> dict[str, tuple[int, ...]]:
    """What a BERT model's weights are called, and their shapes, at the size of a toy."""
    found: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(WORDS), SIZE),
        "embeddings.position_embeddings.weight": (PLACES, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE),
        "embeddings.LayerNorm.weight": (SIZE,),
        "embeddings.LayerNorm.bias": (SIZE,),
    }
    dense = {
        "attention.self.query": (SIZE, SIZE),
        "attention.self.key": (SIZE, SIZE),
        "attention.self.value": (SIZE, SIZE),
        "attention.output.dense": (SIZE, SIZE),
        "intermediate.dense": (WIDE, SIZE),
        "output.dense": (SIZE, WIDE),
    }
    for layer in range(LAYERS):
        base = f"encoder.layer.{layer}"
        for name, (out, inner) in dense.items():
            found[f"{base}.{name}.weight"], found[f"{base}.{name}.bias"] = (out, inner), (out,)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            found[f"{base}.{name}.weight"] = found[f"{base}.{name}.bias"] = (SIZE,)
    return found


@pytest.fixture(scope="session")
def weights() -> dict[str, np.ndarray]:
    """Weights by chance, the same every time."""
    rng = np.random.default_rng(7)
    return {
        name: (rng.standard_normal(shape) * 0.3 + name.endswith("LayerNorm.weight")).astype(np.float32)
        for name, shape in shapes().items()
    }


@pytest.fixture(scope="session")
def model_folder(weights, tmp_path_factory) -> Path:
    """A whole model in its files, small enough to make in a test."""
    folder = tmp_path_factory.mktemp("model")
    head, at = {"__metadata__": {"format": "pt"}}, 0
    for name, array in weights.items():
        head[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    data = json.dumps(head).encode()
    data += b" " * (-len(data) % 8)
    body = b"".join(array.tobytes() for array in weights.values())
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(data)) + data + body)
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    config = {"num_attention_heads": HEADS, "num_hidden_layers": LAYERS, "layer_norm_eps": 1e-12}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.fixture
def model(model_folder) -> Model:
    return Model(model_folder)


@pytest.fixture
def vectors(tmp_path) -> Vectors:
    return Vectors(tmp_path / "vectors", SIZE)


@pytest.fixture
def meaning(model, vectors) -> QueryMeaning:
    return QueryMeaning(lambda: model, vectors)


@pytest.fixture(scope="session", params=["whoosh", "opensearch"])
def new_engine(request) -> Callable[..., SearchEngine]:
    """What makes an engine whose index is named by a folder, with or without meaning."""
    if request.param == "whoosh":

        def in_folder(folder: Path, meaning: QueryMeaning | None = None) -> SearchEngine:
            return WhooshEngine(folder, clock=lambda: NOW, meaning=VectorRanking(meaning) if meaning else None)

        return in_folder
    url = request.getfixturevalue("node").url

    def on_node(folder: Path, meaning: QueryMeaning | None = None) -> SearchEngine:
        name = f"m{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
        return OpenSearchEngine(OpenSearchSettings((url,), index=name), clock=lambda: NOW, meaning=meaning)

    return on_node


@pytest.fixture
def learn(model, vectors) -> Callable[..., EmbedReport]:
    """Work out the vectors of everything in an index."""
    return lambda index, audience: embed(index.texts(audience), lambda: model, vectors, lambda _done, _total: None)
