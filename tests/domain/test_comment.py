import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.comment import mentioned

NAMES = {"a": ("Ann", "ann@example.org"), "s": ("Ann Smith",), "b": ("Bob O’Neil (he)",), "c": ("Ann",)}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("@Ann, look", ("a", "c")),
        ("ask @ann smith.", ("s",)),
        ("@Ann Smithson", ("a", "c")),
        ("@Annabel", ()),
        ("write to x@Ann", ()),
        ("(@Bob O’Neil (he)) and @ann@example.org", ("b", "a")),
        ("ann@example.org", ()),
        ("@Ann Smith @ann smith", ("s",)),
        ("@nobody", ()),
    ],
)
def test_the_longest_name_after_the_sign_is_meant(text: str, ids: tuple[str, ...]) -> None:
    assert mentioned(text, NAMES) == ids


def test_where_nobody_can_be_called_on_nobody_is() -> None:
    assert mentioned("@Ann @ ", {}) == ()


@given(st.dictionaries(st.text("ab", min_size=1), st.tuples(st.text("xyz. (*", min_size=1)), max_size=5), st.data())
def test_every_name_can_be_called_on(names: dict[str, tuple[str]], data: st.DataObject) -> None:
    names = {id: (name.strip(),) for id, (name,) in names.items() if name.strip()}
    if names:
        id = data.draw(st.sampled_from(sorted(names)))
        assert id in mentioned(f"See @{names[id][0]}!", names)
