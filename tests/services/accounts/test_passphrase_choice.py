import datetime as dt

import pytest

from kb.domain.account.account import Account, Role
from kb.services.accounts.passphrase_choice import is_easy_to_guess, problems_of_new

ANN = Account("a", "ann@example.org", Role.STAFF, dt.datetime(2026, 11, 14, tzinfo=dt.UTC), "Example Systems")


@pytest.mark.parametrize(
    "passphrase",
    [
        "Passw0rd1234!",
        "qwertyuiop12",
        "liverpool2012",
        "1234567890qwerty",
        "aaaaaaaaaaaab",
        "iloveyou1234567",
        "P@ssword2016!",
        "19871987abcabc",
    ],
)
def test_what_leaked_or_is_made_of_such_is_refused(passphrase: str) -> None:
    assert list(problems_of_new(ANN, passphrase, passphrase)) == ["passphrase"]


def test_what_is_known_of_the_person_makes_it_easy_to_guess() -> None:
    assert is_easy_to_guess("examplesystems99", (ANN.organisation.replace(" ", "").lower(),))


@pytest.mark.parametrize(
    "passphrase",
    [
        "four words nobody guesses",
        "another lamp of walrus tea",
        "Kühe über Wiesen",
        "n7#kQ2vX9pLr",
        "each lamp of this walrus keeps its own tea warm until the last ferry",
    ],
)
def test_four_words_or_random_letters_are_good(passphrase: str) -> None:
    assert problems_of_new(ANN, passphrase, passphrase) == {}
