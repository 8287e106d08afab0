"""Locking people out: whoever knows an address types wrong passphrases for it, and its owner must get in."""

import re
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.domain.account.account import Role
from kb.services.accounts.passphrase_hash import Passphrases
from kb.web import create_app

PASSPHRASE = "four words nobody guesses"
ANN = "ann@example.org"
NETWORKS, GUESSES = 5, 6


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    (tmp_path / "content").mkdir()
    made = knowledge_base({"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")})
    made.sign_in._passphrases = Passphrases(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))  # quick
    made.sign_in.accept(made.accounts.invite(ANN, Role.STAFF, "terminal").token, PASSPHRASE, PASSPHRASE)
    return made


def sign_in(client: FlaskClient, passphrase: str, address: str) -> int:
    """Send the form of the sign-in page from a network address; return the status."""
    origin = {"REMOTE_ADDR": address}
    page = client.get("/sign-in", environ_overrides=origin).text
    csrf = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    fields = {"csrf": csrf[1] if csrf else "", "email": ANN, "passphrase": passphrase}
    return client.post("/sign-in", data=fields, environ_overrides=origin).status_code


def test_nobody_is_shut_out_by_wrong_passphrases_from_elsewhere(kb: KnowledgeBase) -> None:
    """Before attempts counted by account and network together, five wrong ones from anywhere shut Ann out."""
    app = create_app(kb, "http://localhost")
    stranger = app.test_client()
    told = [
        sign_in(stranger, f"wrong guess {guess}", f"203.0.113.{network}")
        for network in range(NETWORKS)
        for guess in range(GUESSES)
    ]
    assert told.count(422) == 5 * NETWORKS  # looked at
    assert told.count(429) == (GUESSES - 5) * NETWORKS  # told to wait
    assert sign_in(app.test_client(), PASSPHRASE, "192.0.2.1") == 303


def test_a_script_on_ones_own_network_delays_by_a_quarter_of_an_hour_at_most(kb: KnowledgeBase) -> None:
    app = create_app(kb, "http://localhost")
    stranger = app.test_client()
    told = [sign_in(stranger, f"wrong guess {guess}", "192.0.2.1") for guess in range(GUESSES)]
    assert told == [422] * 5 + [429] * (GUESSES - 5)
    assert sign_in(app.test_client(), PASSPHRASE, "192.0.2.1") == 429
    assert sign_in(app.test_client(), PASSPHRASE, "2001:db8::1") == 303
