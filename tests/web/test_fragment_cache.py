from kb.web.fragment_cache import Once


def test_what_is_made_of_a_value_is_made_once_for_the_very_same_value() -> None:
    made: list[list[str]] = []
    once = Once(lambda given: made.append(given) or "".join(given), most=2)
    public, staff = ["a"], ["a", "b"]
    assert [once(given) for given in (public, staff, public, staff)] == ["a", "ab", "a", "ab"]
    assert made == [public, staff]


def test_an_equal_value_of_another_reader_is_another_value() -> None:
    made: list[list[str]] = []
    once = Once(lambda given: made.append(given) or len(made), most=2)
    assert [once(["a"]), once(["a"])] == [1, 2]


def test_values_that_are_not_in_use_any_more_are_let_go() -> None:
    made: list[list[str]] = []
    once = Once(lambda given: made.append(given) or len(made), most=2)
    first, second, third = ["a"], ["b"], ["c"]
    assert [once(given) for given in (first, second, third, first, third)] == [1, 2, 3, 4, 3]
