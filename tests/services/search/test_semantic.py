"""A model that is not the one that was measured is not opened."""

import hashlib

import pytest

from kb.services.search.semantic import SemanticFiles
from kb.storage.model_files import ModelFile, ModelFiles

FILES = {"model.safetensors": b"weights" * 9, "vocab.txt": b"[PAD]\n[UNK]\n", "config.json": b"{}"}
MODEL = ModelFiles(
    "toy", "makers/toy", "toy==1", tuple(ModelFile(n, len(d), hashlib.sha256(d).hexdigest()) for n, d in FILES.items())
)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("harm", [b"", b"?", b"\xff" * 64])
def test_a_harmed_model_is_not_used(tmp_path, monkeypatch, name, harm):
    opened = []
    monkeypatch.setattr("kb.services.search.semantic.Model", lambda folder: opened.append(folder) or "a model")
    semantic = SemanticFiles(tmp_path, MODEL, on=True)
    semantic.folder.mkdir(parents=True)
    for file, data in FILES.items():
        (semantic.folder / file).write_bytes(data)
    assert semantic.load() == "a model"
    data = FILES[name]
    (semantic.folder / name).write_bytes(harm + data[len(harm) :] if harm else data[:-1])
    assert semantic.load() is None
    (semantic.folder / name).unlink()
    assert semantic.load() is None
    assert opened == [semantic.folder]
