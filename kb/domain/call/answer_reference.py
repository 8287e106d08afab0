"""References of answers: short, said over the telephone, and a slip in one shows.

Eight characters in two fours, ``7KQ4-M2XD``. The alphabet has 31 characters, without 0, 1, I, L and O; the last
character checks the others, so that one wrong character, or two next to each other changed round, is found.
"""

import hashlib
import re

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 8


def reference_from(secret: str, attempt: int = 0) -> str:
    """Return the reference that belongs to a secret; the same one whenever it is asked for.

    ``attempt`` counts up where the reference is another answer's already.
    """
    number = int.from_bytes(hashlib.sha256(f"reference {attempt} {secret}".encode()).digest())
    characters = []
    for _ in range(_LENGTH - 1):
        number, place = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[place])
    characters.append(_check("".join(characters)))
    return f"{''.join(characters[:4])}-{''.join(characters[4:])}"


def is_reference(text: str) -> bool:
    """Say whether this is a reference without a slip; small letters and spaces are let pass."""
    plain = re.sub(r"[\s-]", "", text).upper()
    return len(plain) == _LENGTH and set(plain) <= set(ALPHABET) and _check(plain[:-1]) == plain[-1]


def shown(id: str) -> str:
    """Return an answer's id as it is told: a reference in capitals, any other id as it is."""
    return id.upper() if is_reference(id) else id


def _check(characters: str) -> str:
    """Return the character that checks the others: weights differ, and 31 is prime, so that every slip counts."""
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(characters, start=2))
    return ALPHABET[total % len(ALPHABET)]
