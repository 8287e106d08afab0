from hypothesis import given
from hypothesis import strategies as st

from kb.domain.ids import is_id, slug


def test_an_id_is_a_file_name_that_travels_well() -> None:
    assert is_id("hac-2016-hc-23")
    assert not any(is_id(bad) for bad in ("", "HC-23", "a b", "-a", "a-", "../a", "a" * 81, "é"))


@given(st.text())
def test_a_slug_is_always_an_id_and_its_own_slug(text: str) -> None:
    assert is_id(slug(text))
    assert slug(slug(text)) == slug(text)
