"""Tokens: long random texts that prove something. We keep only their hash, so that reading the database opens nothing.

A token has 256 random bits, so a plain hash does; it cannot be guessed as a passphrase can.
"""

import hashlib
import secrets

SHAPE = r"[A-Za-z0-9_-]{43}"


def new_token() -> str:
    """Return a token that nobody had before."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return the hash of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
