from hypothesis import given
from hypothesis import strategies as st

from kb.domain.passage import Citation, Passage, PassageKind
from kb.services.evidence import resolve

TEXTS = st.lists(st.text(alphabet="abc ", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=8)


def passages(texts: list[str]) -> tuple[Passage, ...]:
    return tuple(
        Passage(f"para-{n}", PassageKind.PARAGRAPH, text, label=f"para {n}") for n, text in enumerate(texts, start=1)
    )


def test_the_words_decide_before_the_number() -> None:
    found = resolve(Citation("s", exact="Keyed  again", label="para 1"), passages(["other", "it is keyed again"]))
    assert found == "para-2"


def test_the_label_decides_between_passages_with_the_same_words() -> None:
    assert resolve(Citation("s", exact="same", label="para 2"), passages(["same", "same"])) == "para-2"


def test_a_label_alone_is_enough_and_a_finding_may_carry_its_pin() -> None:
    assert resolve(Citation("s", label="para 2"), passages(["a", "b"])) == "para-2"
    finding = Passage("finding-1", PassageKind.FINDING, "x", label="finding 1 (para 9)")
    assert resolve(Citation("s", label="finding 1"), [finding]) == "finding-1"


@given(TEXTS, st.text(alphabet="abcd", min_size=1, max_size=5))
def test_words_that_are_not_there_are_never_placed(texts: list[str], words: str) -> None:
    found = resolve(Citation("s", exact=words, label="para 1"), passages(texts))
    holding = {f"para-{n}" for n, text in enumerate(texts, start=1) if words in " ".join(text.split())}
    assert found in holding if holding else found == ""
