"""Passphrases to hashes and back to yes or no: the only place that knows of Argon2.

Each check costs the same work, whether there is such an account or not: where there is no hash to check against,
one that nobody knows the passphrase of is checked instead.
"""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kb.domain.account.passphrase import LONGEST, normalised

_MOST_CHARACTERS_LOOKED_AT = 4 * LONGEST


class Passphrases:
    """Hashes and checks passphrases; ``hasher`` is given where a test wants it quick."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = ""

    def hashed(self, passphrase: str) -> str:
        """Return the hash of a passphrase."""
        return self._hasher.hash(normalised(passphrase))

    def fits(self, passphrase: str, kept: str) -> bool:
        """Say whether a passphrase is the one of a hash; an empty hash takes as long and is nobody's."""
        try:
            fits = self._hasher.verify(kept or self._of_nobody(), normalised(passphrase[:_MOST_CHARACTERS_LOOKED_AT]))
        except (VerificationError, InvalidHashError):
            return False
        return bool(kept) and fits

    def is_outdated(self, kept: str) -> bool:
        """Say whether a hash was made with less work than is asked for today."""
        return self._hasher.check_needs_rehash(kept)

    def prepare(self) -> None:
        """Make the hash of nobody now, so that the first unknown address takes no longer than the next."""
        self._of_nobody()

    def _of_nobody(self) -> str:
        if not self._nobody:
            self._nobody = self._hasher.hash(secrets.token_hex(32))
        return self._nobody
