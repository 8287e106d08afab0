import pytest

from kb.domain.errors import InvalidInput
from kb.storage.settings import settings_from


def test_a_second_person_reviews_unless_the_setting_says_otherwise() -> None:
    assert not settings_from({}).one_may_review
    assert not settings_from({"KB_REVIEWERS": "two"}).one_may_review
    assert settings_from({"KB_REVIEWERS": "one"}).one_may_review
    with pytest.raises(InvalidInput, match="KB_REVIEWERS"):
        settings_from({"KB_REVIEWERS": "none"})
