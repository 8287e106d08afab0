"""What may be a passphrase: long, and not one that everybody tries first. No rules on which characters it has.

Length is what makes guessing slow; rules on figures and signs only make people write ``Passw0rd1!``.
"""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

SHORTEST = 12
LONGEST = 256
_MOST_REPEATED_PART = 4

COMMON = frozenset(
    """
    passwordpassword password1234 password12345 password123456 passw0rd1234 mypassword123 passphrase123 passphrase1234
    123456789012 1234567890123 1234567890123456 12345678901234567890 012345678901 987654321012 112233445566
    qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiopasdf qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm asdfghjkl123
    asdfghjklzxcvbnm zxcvbnm12345 1qaz2wsx3edc 1qaz2wsx3edc4rfv qazwsxedcrfv 1q2w3e4r5t6y 1q2w3e4r5t6y7u8i zaq12wsxcde3
    abcdefghijkl abcdefghijklm abcdefghijklmnop abcdefghijklmnopqrstuvwxyz abcd12345678 abc123456789
    iloveyou1234 iloveyouforever letmeinletmein letmein12345 welcome12345 welcome123456 welcometothesite
    administrator administrator1 adminadminadmin admin1234567 changemechangeme changeme1234 changeme12345
    correcthorsebatterystaple thequickbrownfox thequickbrownfoxjumpsoverthelazydog tobeornottobe
    trustno1trustno1 monkey123456 dragon123456 sunshine1234 princess1234 football1234 baseball1234 superman1234
    batman123456 starwars1234 maytheforcebewithyou liverpoolfc1 manchesterunited manchestercity arsenal12345
    chelsea12345 tottenhamhotspur englandengland london123456 godsavethequeen godsavetheking unitedkingdom
    metropolitanpolice policepolice policeprocurement policeitprocurement homeoffice123 evidenceevidence
    secretsecret secretpassword topsecret123 nothingnothing ihatepasswords passwordispassword thisismypassword
    thisisapassword pleaseletmein opensesame123 donotforget123 asdfasdfasdf qwerqwerqwer testtesttest test12345678
    summer2016summer winter2016winter spring123456 autumn123456 january12345 december12345
    """.split()
)
"""Passphrases of twelve and more characters that stand high on every list of guesses, without blanks and signs."""


def normalised(passphrase: str) -> str:
    """Return a passphrase as it is hashed: the same for every keyboard that can type it."""
    return unicodedata.normalize("NFKC", passphrase)


def problem_of(passphrase: str, about: Iterable[str] = ()) -> str:
    """Return why a passphrase is too weak, or nothing; ``about`` are words that anybody knows of the person."""
    length = len(normalised(passphrase))
    if length < SHORTEST:
        return (
            f"Use at least {SHORTEST} characters; this has {length}. Four words that do not belong together are good."
        )
    if length > LONGEST:
        return f"Use at most {LONGEST} characters; this has {length}."
    bare = "".join(c for c in normalised(passphrase).casefold() if c.isalnum())
    if bare in COMMON or bare.rstrip("0123456789") in COMMON or _is_pattern(bare):
        return "This is one of the first that anybody would try. Four words that do not belong together are better."
    known = {"".join(c for c in normalised(word).casefold() if c.isalnum()) for word in about} - {""}
    if bare.strip("0123456789") in known or bare in known:
        return "This is your address or your organisation. Use words that nobody would connect with you."
    return ""


def _is_pattern(bare: str) -> bool:
    """Say whether a text is one short part again and again, or a run of neighbours such as ``abcdefghijkl``."""
    if not bare:
        return True
    for size in range(1, _MOST_REPEATED_PART + 1):
        if (bare[:size] * (len(bare) // size + 1))[: len(bare)] == bare:
            return True
    steps = {ord(after) - ord(before) for before, after in pairwise(bare)}
    return len(steps) == 1
