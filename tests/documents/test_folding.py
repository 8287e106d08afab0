from hypothesis import given
from hypothesis import strategies as st

from kb.documents.folding import bare, folded, is_label, kind_of_label


def test_the_same_words_in_another_setting_fold_alike() -> None:
    one = folded("“Police  forces’ ﬁve-year plan” – dropped…")
    assert one == '"police forces\' five-year plan" - dropped...'
    assert bare(one) == bare(folded('"Police forces\' five-\nyear pl\u00adan" — dropped...'))


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_plain_words_fold_as_all_others_do(text: str) -> None:
    assert f"{folded(text)} é".strip() == folded(f"{text} é")


@given(st.text(max_size=60))
def test_what_is_folded_stays_so(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_labels() -> None:
    assert is_label("finding 1 (para 9)", "finding 1")
    assert not is_label("finding 12", "finding 1")
    assert [kind_of_label(label) for label in ("para 4.12", "summary", "")] == ["para", "", ""]
