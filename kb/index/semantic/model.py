"""A small BERT model run by numpy alone: texts in, vectors of length one out.

The folder holds ``model.safetensors`` (weights: a head in JSON, then plain arrays, so nothing in it can run),
``vocab.txt`` and ``config.json``. The table of words (half of the file) is mapped; 42 MB of weights are in memory.
"""

import json
import math
import mmap
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kb.index.semantic.tokens import WordPieces
from kb.index.semantic.vectors import Array

MOST_PIECES = 128
"""Pieces of a text that are read, about 95 words: what the model was trained on. With 256 it takes longer, and was
better on one collection (by 0.004 nDCG@10) and worse on the other (by 0.012)."""

_BATCH = 1024
"""Pieces that go through the model at once: more is no faster, and takes more memory."""

_ROWS = 64
"""Rows of the widest array that are curved at once, so that they stay in the processor's cache."""


@dataclass(frozen=True)
class _Layer:
    """The weights of one layer."""

    mix: Array
    mix_bias: Array
    out: Array
    out_bias: Array
    out_norm: tuple[Array, Array]
    wide: Array
    wide_bias: Array
    narrow: Array
    narrow_bias: Array
    narrow_norm: tuple[Array, Array]


class Model:
    """A sentence model: the mean of the last layer's pieces, scaled to length one. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Map the weights; the files were checked by who hands them over (``kb.storage.model_files``)."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._heads, self._epsilon = int(config["num_attention_heads"]), float(config["layer_norm_eps"])
        weights = read_safetensors(folder / "model.safetensors")
        self._words = weights["embeddings.word_embeddings.weight"]
        kinds = weights["embeddings.token_type_embeddings.weight"]
        self._places = weights["embeddings.position_embeddings.weight"] + kinds[0]
        self._norm = _norm(weights, "embeddings.LayerNorm")
        self._layers = [_layer(weights, at, self._heads) for at in range(int(config["num_hidden_layers"]))]
        self._pieces = WordPieces.read(folder / "vocab.txt")
        self.size = int(self._words.shape[1])
        self._longest = min(MOST_PIECES, len(self._places))

    def encode(self, texts: Sequence[str]) -> Array:
        """Return a vector per text; texts of like length go through together."""
        pieces = [self._pieces.pieces(text, self._longest) for text in texts]
        order = sorted(range(len(texts)), key=lambda at: len(pieces[at]))
        found = np.zeros((len(texts), self.size), np.float32)
        done = 0
        while done < len(order):
            some = order[done:]
            fits = next((n for n, at in enumerate(some) if n and (n + 1) * len(pieces[at]) > _BATCH), len(some))
            chosen = some[:fits]
            found[chosen] = self._forward([pieces[at] for at in chosen])
            done += fits
        return found

    def _forward(self, pieces: Sequence[Sequence[int]]) -> Array:
        """Run texts through all layers; shorter ones are filled up, and what fills them is not looked at."""
        lengths = np.array([len(own) for own in pieces])
        most = int(lengths.max())
        numbers = np.zeros((len(pieces), most), np.int64)
        for at, own in enumerate(pieces):
            numbers[at, : len(own)] = own
        there = np.arange(most) < lengths[:, None]
        hidden = None if there.all() else np.where(there, np.float32(0), np.float32(-1e9))[:, None, None, :]
        x = self._words[numbers] + self._places[:most]
        x = self._normal(x.reshape(len(pieces) * most, self.size), self._norm)
        for layer in self._layers:
            x = self._normal(x + self._attend(x, layer, len(pieces), hidden), layer.out_norm)
            wide = x @ layer.wide
            wide += layer.wide_bias
            curve(wide)
            wide = wide @ layer.narrow
            wide += layer.narrow_bias
            wide += x
            x = self._normal(wide, layer.narrow_norm)
        x = x.reshape(len(pieces), most, self.size)
        sums: Array = np.einsum("bls,bl->bs", x, there.astype(np.float32))
        norms = np.sqrt(np.einsum("bs,bs->b", sums, sums))
        sums /= np.maximum(norms, 1e-12)[:, None]
        return sums

    def _attend(self, x: Array, layer: _Layer, texts: int, hidden: Array | None) -> Array:
        mixed = x @ layer.mix
        mixed += layer.mix_bias
        parts = mixed.reshape(texts, -1, 3, self._heads, self.size // self._heads)
        query, key, value = (parts[:, :, at].transpose(0, 2, 1, 3) for at in range(3))
        looks = query @ key.transpose(0, 1, 3, 2)
        if hidden is not None:
            looks += hidden
        looks -= looks.max(axis=-1, keepdims=True)
        np.exp(looks, out=looks)
        looks /= looks.sum(axis=-1, keepdims=True)
        seen = (looks @ value).transpose(0, 2, 1, 3).reshape(len(x), self.size)
        out: Array = seen @ layer.out
        out += layer.out_bias
        return out

    def _normal(self, x: Array, norm: tuple[Array, Array]) -> Array:
        """Give every row mean 0 and spread 1, then the layer's own scale and shift."""
        x = x - x.mean(axis=1, keepdims=True)
        spread = np.einsum("rs,rs->r", x, x) / np.float32(self.size)
        x /= np.sqrt(spread + np.float32(self._epsilon))[:, None]
        x *= norm[0]
        x += norm[1]
        return x


def curve(x: Array) -> None:
    """Apply x·Φ(x) in place, Φ the normal distribution; its error function to 2e-7 (Abramowitz and Stegun 7.1.26)."""
    for first in range(0, len(x), _ROWS):
        part = x[first : first + _ROWS]
        z = np.abs(part)
        z *= np.float32(math.sqrt(0.5))
        t = z * np.float32(0.3275911)
        t += np.float32(1)
        np.reciprocal(t, out=t)
        tail = t * np.float32(1.061405429)
        for term in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
            tail += np.float32(term)
            tail *= t
        z *= z
        np.negative(z, out=z)
        np.exp(z, out=z)
        tail *= z  # 1 - erf(|x|/√2)
        np.subtract(np.float32(1), tail, out=tail)
        np.copysign(tail, part, out=tail)
        tail += np.float32(1)
        part *= tail
        part *= np.float32(0.5)


def read_safetensors(path: Path) -> dict[str, Array]:
    """Map the arrays of a weights file, read-only."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    (head,) = struct.unpack_from("<Q", data)
    found: dict[str, Array] = {}
    for name, about in json.loads(data[8 : 8 + head]).items():
        if name != "__metadata__" and about["dtype"] == "F32":
            found[name] = _mapped(data, 8 + head, about)
    return found


def _mapped(data: mmap.mmap, start: int, about: dict[str, Any]) -> Array:
    low, high = about["data_offsets"]
    array = np.frombuffer(data, "<f4", (high - low) // 4, start + low).reshape(about["shape"])
    return array if array.flags.aligned else array.copy()


def _turned(weights: Array) -> Array:
    """Return weights as they are multiplied with: for a few rows that is twice as fast as turning them each time."""
    return np.ascontiguousarray(weights.T)


def _norm(weights: dict[str, Array], name: str) -> tuple[Array, Array]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _layer(weights: dict[str, Array], at: int, heads: int) -> _Layer:
    """Gather a layer; what asks is scaled once here instead of at every look."""
    base = f"encoder.layer.{at}"

    def of(name: str) -> tuple[Array, Array]:
        return weights[f"{base}.{name}.weight"], weights[f"{base}.{name}.bias"]

    asks, keys, values = (of(f"attention.self.{name}") for name in ("query", "key", "value"))
    scale = np.float32(1 / math.sqrt(asks[0].shape[0] // heads))
    out, wide, narrow = of("attention.output.dense"), of("intermediate.dense"), of("output.dense")
    return _Layer(
        mix=_turned(np.concatenate([asks[0] * scale, keys[0], values[0]])),
        mix_bias=np.concatenate([asks[1] * scale, keys[1], values[1]]),
        out=_turned(out[0]),
        out_bias=out[1],
        out_norm=of("attention.output.LayerNorm"),
        wide=_turned(wide[0]),
        wide_bias=wide[1],
        narrow=_turned(narrow[0]),
        narrow_bias=narrow[1],
        narrow_norm=of("output.LayerNorm"),
    )
