"""Choosing a passphrase: what is wrong with a new one, by field of the form."""

from kb.domain.account.account import Account
from kb.domain.account.passphrase import normalised, problem_of

LONGEST_ESTIMATED = 72
"""Characters of a passphrase that are estimated: the estimate takes ever longer, and is high long before."""
WEAKEST_SCORE = 3
"""Of zxcvbn's scores from 0 to 4: from here on it takes a hundred million guesses or more."""
EASY_TO_GUESS = (
    "This is easy to guess: it is in a list of passphrases that others have lost, or near one. Four words that do not"
    " belong together are better."
)


def problems_of_new(account: Account, passphrase: str, again: str) -> dict[str, str]:
    """Return what is wrong with a passphrase that somebody chooses, by field: ``passphrase`` or ``again``."""
    about = (account.email, account.email.partition("@")[0], account.organisation)
    problem = problem_of(passphrase, about) or (EASY_TO_GUESS if is_easy_to_guess(passphrase, about) else "")
    if problem:
        return {"passphrase": problem}
    if passphrase != again:
        return {"again": "The two are not the same. Type the passphrase once more."}
    return {}


def is_easy_to_guess(passphrase: str, about: tuple[str, ...] = ()) -> bool:
    """Say whether a passphrase is one of those that leaked, or is made of such, of names, dates or rows of keys.

    The lists are those that zxcvbn ships: thirty thousand leaked passwords, and common words and names.
    """
    # Only who chooses a passphrase waits for its lists.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    estimate = zxcvbn(normalised(passphrase)[:LONGEST_ESTIMATED], user_inputs=[word for word in about if word])
    return int(estimate["score"]) < WEAKEST_SCORE
