import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.index.semantic.model import curve
from kb.index.semantic.tokens import WordPieces

HEADS, LAYERS = 4, 2


def plain_forward(w, pieces):
    """The same model as the textbook has it: one text, one piece and one number after another."""

    def dense(x, name):
        rows, shifts = w[f"{name}.weight"].tolist(), w[f"{name}.bias"].tolist()
        pairs = list(zip(rows, shifts, strict=True))
        return [[sum(a * b for a, b in zip(row, out, strict=True)) + shift for out, shift in pairs] for row in x]

    def normal(x, name):
        found = []
        for row in x:
            mean = sum(row) / len(row)
            spread = sum((value - mean) ** 2 for value in row) / len(row)
            scale, shift = w[f"{name}.weight"].tolist(), w[f"{name}.bias"].tolist()
            found.append(
                [(v - mean) / math.sqrt(spread + 1e-12) * g + s for v, g, s in zip(row, scale, shift, strict=True)]
            )
        return found

    def add(x, y):
        return [[a + b for a, b in zip(one, other, strict=True)] for one, other in zip(x, y, strict=True)]

    tables = (f"embeddings.{name}_embeddings.weight" for name in ("word", "position", "token_type"))
    words, places, kinds = (w[name].tolist() for name in tables)
    x = [[a + b + c for a, b, c in zip(words[p], places[at], kinds[0], strict=True)] for at, p in enumerate(pieces)]
    x = normal(x, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        base = f"encoder.layer.{layer}"
        asks, keys, values = (dense(x, f"{base}.attention.self.{name}") for name in ("query", "key", "value"))
        size = len(x[0]) // HEADS
        seen = [[] for _ in x]
        for head in range(HEADS):
            part = slice(head * size, (head + 1) * size)
            for at, ask in enumerate(asks):
                looks = [
                    sum(a * b for a, b in zip(ask[part], key[part], strict=True)) / math.sqrt(size) for key in keys
                ]
                top = [math.exp(look - max(looks)) for look in looks]
                seen[at] += [
                    sum(t / sum(top) * value[part][i] for t, value in zip(top, values, strict=True))
                    for i in range(size)
                ]
        x = normal(add(x, dense(seen, f"{base}.attention.output.dense")), f"{base}.attention.output.LayerNorm")
        wide = [
            [v * 0.5 * (1 + math.erf(v / math.sqrt(2))) for v in row] for row in dense(x, f"{base}.intermediate.dense")
        ]
        x = normal(add(x, dense(wide, f"{base}.output.dense")), f"{base}.output.LayerNorm")
    mean = np.mean(np.array(x), axis=0)
    return mean / np.linalg.norm(mean)


def test_a_text_comes_out_as_the_textbook_has_it(model, model_folder, weights):
    text = "Police forces do not share digital case files"
    pieces = WordPieces.read(model_folder / "vocab.txt").pieces(text, 24)
    assert len(pieces) > 9
    assert np.abs(model.encode([text])[0] - plain_forward(weights, pieces)).max() < 1e-5


def test_texts_together_come_out_as_alone(model):
    texts = ["police", "forces share case files, each day", "", "IT", "the word may is kept & it is slow"]
    together = model.encode(texts)
    for at, text in enumerate(texts):
        assert np.abs(together[at] - model.encode([text])[0]).max() < 1e-5
    assert np.abs(np.linalg.norm(together, axis=1) - 1).max() < 1e-5
    assert np.abs(together[0] - together[1]).max() > 0.01


def test_many_texts_keep_their_order(model):
    texts = [f"police {'files ' * (at % 9)}{at}" for at in range(150)]
    found = model.encode(texts)
    for at in (0, 77, 149):
        assert np.abs(found[at] - model.encode([texts[at]])[0]).max() < 1e-5


def test_a_text_longer_than_the_model_is_cut(model):
    assert np.allclose(model.encode(["police " * 500]), model.encode(["police " * 900]))


def test_the_curve_is_that_of_the_normal_distribution():
    x = np.linspace(-9, 9, 20_001, dtype=np.float32).reshape(-1, 3)
    right = [0.5 * v * (1 + math.erf(v / math.sqrt(2))) for v in x.ravel().tolist()]
    curve(x)
    assert np.abs(x.ravel() - right).max() < 2e-6


VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "cafe",
    "case",
    "##s",
    "&",
    "r",
    "d",
    "-",
    "中",
    "e",
    "mail",
    "un",
    "##able",
    "$",
    "5",
]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Cases", ["case", "##s"]),
        ("R&D", ["r", "&", "d"]),
        ("e-mail", ["e", "-", "mail"]),
        ("CAFÉ café", ["cafe", "cafe"]),
        ("ca\u200bse", ["case"]),
        ("case\u00a0case\tcase", ["case", "case", "case"]),
        ("中中", ["中", "中"]),
        ("unable", ["un", "##able"]),
        ("unabled", ["[UNK]"]),
        ("$5", ["$", "5"]),
        ("[SEP]", ["[UNK]", "[UNK]", "[UNK]"]),
        ("c" * 101, ["[UNK]"]),
        ("", []),
    ],
)
def test_words_are_cut_into_pieces(text, pieces):
    found = [VOCABULARY[number] for number in WordPieces(VOCABULARY).pieces(text, 50)]
    assert found == ["[CLS]", *pieces, "[SEP]"]


@given(st.text(max_size=200), st.integers(2, 40))
@settings(max_examples=100, deadline=None)
def test_any_text_has_pieces_between_its_marks(text, most):
    found = WordPieces(VOCABULARY).pieces(text, most)
    assert found[0] == 2
    assert found[-1] == 3
    assert 2 <= len(found) <= most
