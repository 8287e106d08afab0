"""Form data: what is wrong is told by field, and two changes of one form are merged without losing either."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.form_data import FormData, FormErrors, merge, without_controls

FORMS = st.dictionaries(st.sampled_from("abcd"), st.lists(st.sampled_from(["x", "y", "z"]), max_size=2).map(tuple))


def whole(form: FormData) -> dict[str, tuple[str, ...]]:
    return {name: form.get(name, ()) for name in "abcd"}


@given(base=FORMS, theirs=FORMS, yours=FORMS)
def test_each_change_is_in_what_is_merged_and_yours_where_both_changed_a_field(
    base: FormData, theirs: FormData, yours: FormData
) -> None:
    merged = merge(base, theirs, yours)
    was, now, own, both = (whole(form) for form in (base, theirs, yours, merged.form))
    for name in "abcd":
        assert both[name] == (own[name] if own[name] != was[name] else now[name])
        assert (name in merged.theirs) == (own[name] == was[name] != now[name])
        assert (name in merged.yours) == (now[name] == was[name] != own[name])
        assert (name in merged.both) == (len({was[name], now[name], own[name]}) == 3)


@given(base=FORMS, one=FORMS, other=FORMS)
def test_who_saved_first_makes_no_difference_where_different_fields_changed(
    base: FormData, one: FormData, other: FormData
) -> None:
    merged, back = merge(base, one, other), merge(base, other, one)
    assert merged.both == () or set(merged.both) == set(back.both)
    if not merged.both:
        assert whole(merged.form) == whole(back.form)
        assert set(merged.theirs) == set(back.yours)


def test_what_only_a_browser_changes_is_no_change() -> None:
    merged = merge({"a": ("one\ntwo",), "b": ("",)}, {"a": ("other",), "b": ()}, {"a": ("one\r\ntwo ",), "b": ("",)})
    assert (merged.form["a"], merged.theirs, merged.yours, merged.both) == (("other",), ("a",), (), ())


def test_the_first_thing_wrong_with_a_field_is_told() -> None:
    errors = FormErrors()
    errors.add("a", "first")
    errors.add("a", "second")
    assert errors.day({"day": ("soon",)}, "day") is None
    assert errors.found == {"a": "first", "day": "Write the day as 2027-11-14, or leave it empty."}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("One\r\n\ttwo ", "One\n\ttwo"),
        ("joint\u00a0buying\u2003of IT", "joint buying of IT"),  # as pasted out of a word processor
        ("a\x00b\x1b[2Jc\ud800d", "ab[2Jcd"),
    ],
)
def test_a_typed_text_is_kept_as_it_can_be_shown(typed: str, expected: str) -> None:
    assert without_controls(typed) == expected
