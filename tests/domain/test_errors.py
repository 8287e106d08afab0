from kb.domain.errors import EditConflict, KnowledgeBaseError, NotFound, told_by

TABLE: dict[type[KnowledgeBaseError], int] = {NotFound: 3, EditConflict: 5}


class SavedFirst(EditConflict):
    """A conflict that a service knows more of."""


def test_an_error_is_told_as_the_nearest_class_above_it() -> None:
    assert told_by(TABLE, NotFound("source", "x"), 1) == 3
    assert told_by(TABLE, SavedFirst("theirs", "yours"), 1) == 5
    assert told_by(TABLE, KnowledgeBaseError(), 1) == 1
