"""Accounts and signing in together, with a clock that the tests turn and a hash that is quick."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from account_world import ANN, AT, GOOD, HOME, OTHER, AccountWorld
from kb.domain.account.account import Account, Role
from kb.domain.errors import InvalidInput, NotAllowed, NotFound
from kb.services.accounts.accounts import FIRST_HOURS, INVITED_DAYS
from kb.services.accounts.rate_limit import (
    DELAYS,
    FREE_ATTEMPTS,
    SIGN_INS_BY_ADDRESS,
    TooManyAttempts,
    network_of,
)
from kb.services.accounts.sign_in import AT_MOST, IDLE, NotSignedIn


def test_a_person_is_invited_sets_a_passphrase_and_signs_in(house: AccountWorld) -> None:
    invited = house.accounts.invite(" Ann@Example.org", Role.MEMBER, "terminal", organisation=" Example  Ltd", kind="x")
    assert invited.account is not None
    assert (invited.account.email, invited.account.organisation) == (ANN, "Example Ltd")
    opened = house.signing.accept(invited.token, GOOD, GOOD, agent="Firefox")
    assert house.signing.session(opened.token) == opened.session
    again = house.signing.sign_in(ANN, GOOD, HOME, "Edge\x00\n")
    assert again.session.agent == "Edge"
    assert {s.id for s in house.signing.sessions(again.session.account)} == {opened.session.id, again.session.id}
    assert house.acts() == ["invite", "set up sign-in", "sign in"]


def test_no_secret_is_kept_as_it_is(house: AccountWorld, tmp_path: Path) -> None:
    token = house.accounts.invite(ANN, Role.MEMBER, "terminal").token
    opened = house.signing.accept(token, GOOD, GOOD)
    first = house.accounts.invite("bob@example.org", Role.STAFF, "terminal").token
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert ANN.encode() in kept
    for secret in (token, opened.token, first, GOOD):
        assert secret.encode() not in kept


@pytest.mark.parametrize("wait", [dt.timedelta(days=INVITED_DAYS), dt.timedelta(days=400)])
def test_an_old_link_is_not_good(house: AccountWorld, wait: dt.timedelta) -> None:
    token = house.accounts.invite(ANN, Role.MEMBER, "terminal").token
    house.later(wait)
    with pytest.raises(NotFound):
        house.signing.invitation(token)
    with pytest.raises(NotFound):
        house.signing.accept(token, GOOD, GOOD)


def test_a_link_is_good_once_and_only_the_newest_is(house: AccountWorld) -> None:
    old, new = (house.accounts.invite(ANN, Role.MEMBER, "terminal").token for _ in range(2))
    with pytest.raises(NotFound):
        house.signing.accept(old, GOOD, GOOD)
    house.signing.accept(new, GOOD, GOOD)
    with pytest.raises(NotFound):
        house.signing.accept(new, OTHER, OTHER)
    house.signing.sign_in(ANN, GOOD, HOME)


def test_a_lost_passphrase_is_a_new_invitation_and_ends_every_session(house: AccountWorld) -> None:
    before = house.set_up()
    token = house.accounts.link(before.session.account.id, "terminal").token
    assert house.signing.session(before.token) is not None  # a link alone ends nothing: it may go astray
    house.signing.accept(token, OTHER, OTHER)
    assert house.signing.session(before.token) is None
    with pytest.raises(NotSignedIn):
        house.signing.sign_in(ANN, GOOD, HOME)
    house.signing.sign_in(ANN, OTHER, HOME)


@pytest.mark.parametrize(
    ("passphrase", "again", "field"),
    [("short", "short", "passphrase"), (ANN, ANN, "passphrase"), (GOOD, OTHER, "again"), (GOOD, "", "again")],
)
def test_a_passphrase_that_cannot_be_used_leaves_the_link_good(
    house: AccountWorld, passphrase: str, again: str, field: str
) -> None:
    token = house.accounts.invite(ANN, Role.MEMBER, "terminal").token
    with pytest.raises(InvalidInput) as error:
        house.signing.accept(token, passphrase, again)
    assert list(error.value.field_errors) == [field]
    house.signing.accept(token, GOOD, GOOD)


def test_the_same_letters_typed_on_another_keyboard_are_the_same_passphrase(house: AccountWorld) -> None:
    token = house.accounts.invite(ANN, Role.MEMBER, "terminal").token
    house.signing.accept(token, "Kühe über Wiesen", "Kühe über Wiesen")
    assert house.signing.sign_in(ANN, "Ku\u0308he u\u0308ber Wiesen", HOME)


def test_the_first_staff_comes_by_a_link_of_its_own(house: AccountWorld) -> None:
    first = house.accounts.first_staff()
    assert first is not None
    with pytest.raises(InvalidInput) as error:
        house.signing.accept(first.token, GOOD, GOOD, "no address")
    assert "email" in error.value.field_errors
    opened = house.signing.accept(first.token, GOOD, GOOD, "boss@example.org")
    assert opened.session.account.role is Role.STAFF
    assert house.accounts.first_staff() is None


def test_starting_anew_makes_the_first_link_anew_and_one_is_good_at_a_time(house: AccountWorld) -> None:
    old, new = house.accounts.first_staff(), house.accounts.first_staff()
    assert old is not None
    assert new is not None
    with pytest.raises(NotFound):
        house.signing.invitation(old.token)
    house.later(dt.timedelta(hours=FIRST_HOURS))
    with pytest.raises(NotFound):
        house.signing.invitation(new.token)


def test_the_first_link_is_void_once_some_staff_came_in_otherwise(house: AccountWorld) -> None:
    first = house.accounts.first_staff()
    assert first is not None
    house.set_up(role=Role.STAFF)
    with pytest.raises(NotFound):
        house.signing.accept(first.token, GOOD, GOOD, "boss@example.org")


def test_the_first_link_takes_over_nobodys_account(house: AccountWorld) -> None:
    first = house.accounts.first_staff()
    assert first is not None
    house.set_up()
    with pytest.raises(InvalidInput) as error:
        house.signing.accept(first.token, OTHER, OTHER, ANN)
    assert "account with this address" in error.value.field_errors["email"]
    house.signing.sign_in(ANN, GOOD, HOME)


def test_nobody_learns_whether_there_is_an_account(house: AccountWorld) -> None:
    """The same answer and the same work: for a wrong passphrase, no account, one not set up, and a disabled one."""
    house.set_up()
    house.accounts.invite("pending@example.org", Role.MEMBER, "terminal")
    gone = house.set_up("gone@example.org").session.account
    house.accounts.disable(gone.id, "terminal")
    tries = ((ANN, OTHER), ("nobody@example.org", GOOD), ("pending@example.org", GOOD), ("gone@example.org", GOOD))
    for email, passphrase in (*tries, ("not an address", GOOD), ("pending@example.org", "")):
        before = house.passphrases.checks
        with pytest.raises(NotSignedIn) as error:
            house.signing.sign_in(email, passphrase, HOME)
        assert str(error.value) == "address and passphrase do not fit together"
        assert house.passphrases.checks == before + 1


def guess(house: AccountWorld, email: str, address: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(NotSignedIn):
            house.signing.sign_in(email, "wrong guess, again", address)


@pytest.mark.parametrize("email", [ANN, "nobody@example.org", "not an address"])
def test_wrong_passphrases_cost_more_and_more_time_whether_or_not_the_account_is_there(
    house: AccountWorld, email: str
) -> None:
    house.set_up()
    guess(house, email.upper(), HOME, FREE_ATTEMPTS)
    for delay in (*DELAYS, DELAYS[-1], DELAYS[-1]):
        checks = house.passphrases.checks
        with pytest.raises(TooManyAttempts) as error:
            house.signing.sign_in(email, GOOD, HOME)
        assert error.value.until == house.now + delay
        assert house.passphrases.checks == checks
        house.later(delay)
        guess(house, email, HOME, 1)


def test_the_owner_gets_in_from_elsewhere_however_much_others_guess(house: AccountWorld) -> None:
    """Wrong passphrases by anybody shut nobody out: not from another address, and from the same one not for good."""
    house.set_up()
    for number in range(20):
        guess(house, ANN, f"203.0.113.{number}", FREE_ATTEMPTS)
        with pytest.raises(TooManyAttempts):
            house.signing.sign_in(ANN, "wrong guess, again", f"203.0.113.{number}")
    assert house.signing.sign_in(ANN, GOOD, HOME)
    house.later(DELAYS[-1])
    assert house.signing.sign_in(ANN, GOOD, "203.0.113.1")


def test_the_owner_is_told_once_a_day_of_wrong_passphrases(house: AccountWorld) -> None:
    house.set_up()
    guess(house, ANN, HOME, FREE_ATTEMPTS - 1)
    assert house.letters == []
    for number in range(9):
        guess(house, ANN, f"203.0.113.{number}", 3)
    assert [letter.to for letter in house.letters] == [ANN]
    assert "did not get in" in house.letters[0].text
    assert "14 November 2026, 10:32" in house.letters[0].text
    assert house.acts()[-1] == "wrong passphrases"
    assert house.acts().count("wrong passphrases") == 1
    house.later(dt.timedelta(days=1))
    guess(house, ANN, HOME, FREE_ATTEMPTS)
    assert len(house.letters) == 2


def test_nobody_is_told_of_guesses_at_an_address_without_an_account(house: AccountWorld) -> None:
    house.accounts.invite("pending@example.org", Role.MEMBER, "terminal")
    gone = house.set_up("gone@example.org").session.account
    house.accounts.disable(gone.id, "terminal")
    for number, email in enumerate(("nobody@example.org", "pending@example.org", "gone@example.org")):
        guess(house, email, f"192.0.2.{number}", FREE_ATTEMPTS)
    assert house.letters == []
    assert "wrong passphrases" not in house.acts()


def test_attempts_from_one_address_are_throttled_whatever_accounts_they_are_on(house: AccountWorld) -> None:
    for number in range(SIGN_INS_BY_ADDRESS):
        with pytest.raises(NotSignedIn):
            house.signing.sign_in(f"someone{number}@example.org", GOOD, f"2001:db8::{number:x}")
    with pytest.raises(TooManyAttempts):
        house.signing.sign_in("another@example.org", GOOD, "2001:db8::ffff:1")
    with pytest.raises(NotSignedIn):
        house.signing.sign_in("another@example.org", GOOD, "2001:db8:1::1")


def test_guesses_at_the_same_moment_do_not_slip_past_the_limit(house: AccountWorld) -> None:
    house.set_up()
    checks = house.passphrases.checks

    def attempt(number: int) -> str:
        try:
            house.signing.sign_in(ANN, f"wrong guess, again {number}", HOME)
        except TooManyAttempts:
            return "throttled"
        except NotSignedIn:
            return "looked at"
        return "in"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(attempt, range(24)))
    assert told.count("looked at") == FREE_ATTEMPTS
    assert told.count("throttled") == 24 - FREE_ATTEMPTS
    assert house.passphrases.checks == checks + FREE_ATTEMPTS


def test_who_signs_in_begins_to_count_anew(house: AccountWorld) -> None:
    house.set_up()
    for _ in range(3):
        for _ in range(FREE_ATTEMPTS - 1):
            with pytest.raises(NotSignedIn):
                house.signing.sign_in(ANN, OTHER, HOME)
        house.signing.sign_in(ANN, GOOD, HOME)


def test_an_idle_session_ends_and_one_in_use_goes_on_to_its_end(house: AccountWorld) -> None:
    idle, used = house.set_up(), house.signing.sign_in(ANN, GOOD, HOME)
    step = IDLE - dt.timedelta(minutes=1)
    house.later(step)
    assert house.signing.session(used.token) is not None
    house.later(step)
    assert house.signing.session(idle.token) is None
    while house.now < AT + AT_MOST:
        assert house.signing.session(used.token) is not None
        house.later(step)
    assert house.signing.session(used.token) is None
    assert house.signing.sessions(used.session.account) == ()


def test_signing_out_ends_the_session_and_no_other(house: AccountWorld) -> None:
    here, there = house.set_up(), house.signing.sign_in(ANN, GOOD, HOME)
    house.signing.sign_out(here.token)
    assert house.signing.session(here.token) is None
    assert house.signing.session(there.token) is not None


def test_one_can_end_ones_other_sessions_and_nobody_elses(house: AccountWorld) -> None:
    house.set_up()
    here, there = (house.signing.sign_in(ANN, GOOD, HOME) for _ in range(2))
    bob = house.set_up("bob@example.org")
    with pytest.raises(NotFound):
        house.signing.end(bob.session.account, there.session.id)
    house.signing.end(here.session.account, there.session.id)
    assert house.signing.session(there.token) is None
    assert house.signing.end_others(here.session) == 1
    assert house.signing.session(here.token) is not None
    assert house.signing.session(bob.token) is not None


def test_disabling_ends_everything_at_once_and_enabling_gives_it_back(house: AccountWorld) -> None:
    opened = house.set_up()
    id = opened.session.account.id
    link = house.accounts.link(id, "terminal").token
    house.accounts.disable(id, "terminal")
    assert house.signing.session(opened.token) is None
    with pytest.raises(NotFound):
        house.signing.accept(link, OTHER, OTHER)
    for again in (lambda: house.accounts.link(id, "terminal"), lambda: house.accounts.invite(ANN, Role.STAFF, "x")):
        with pytest.raises(InvalidInput):
            again()
    house.accounts.enable(id, "terminal")
    house.signing.sign_in(ANN, GOOD, HOME)
    assert house.acts()[-3:] == ["disable account", "enable account", "sign in"]


def test_a_role_changes_at_once_and_is_written_down(house: AccountWorld) -> None:
    opened = house.set_up()
    house.accounts.set_role(opened.session.account.id, Role.ANALYST, "boss")
    session = house.signing.session(opened.token)
    assert session is not None
    assert session.account.role is Role.ANALYST
    last = list(house.audit.acts())[-1]
    assert (last.who, last.what) == ("boss", "change role")
    assert dict(last.details) == {"account": session.account.id, "before": "member", "after": "analyst"}


def test_nobody_changes_their_own_role_or_disables_themselves(house: AccountWorld) -> None:
    own = house.set_up(role=Role.STAFF).session.account
    for act in (
        lambda: house.accounts.disable(own.id, own.id),
        lambda: house.accounts.set_role(own.id, Role.MEMBER, own.id),
        lambda: house.accounts.invite(ANN, Role.MEMBER, own.id),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert house.accounts.one(own.id) == own


def test_inviting_somebody_again_keeps_the_organisation_where_none_is_given(house: AccountWorld) -> None:
    house.accounts.invite(ANN, Role.MEMBER, "terminal", organisation="Example Ltd", kind="supplier")
    account = house.accounts.invite(ANN, Role.ANALYST, "terminal").account
    assert account is not None
    assert (account.role, account.organisation, account.organisation_kind) == (Role.ANALYST, "Example Ltd", "supplier")
    assert house.acts() == ["invite", "change role", "invite"]


@pytest.mark.parametrize(
    ("email", "organisation", "field"),
    [("no address", "", "email"), (ANN, "x" * 201, "organisation"), (ANN, "a\x07b", "organisation")],
)
def test_an_invitation_needs_words_that_can_be_used(
    house: AccountWorld, email: str, organisation: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        house.accounts.invite(email, Role.MEMBER, "terminal", organisation=organisation)
    assert list(error.value.field_errors) == [field]
    assert house.accounts.all() == ()


def test_the_provider_vouches_for_who_was_invited_and_is_bound_to_one_person(house: AccountWorld) -> None:
    invited = house.accounts.invite(ANN, Role.MEMBER, "terminal")
    opened = house.signing.sign_in_as(ANN.upper(), "idp 1", Role.ANALYST)
    assert house.signing.session(opened.token) is not None
    with pytest.raises(NotFound):  # the link is not needed any more
        house.signing.accept(invited.token, GOOD, GOOD)
    house.signing.sign_in_as(ANN, "idp 1", Role.ANALYST)
    with pytest.raises(NotSignedIn):
        house.signing.sign_in_as(ANN, "idp 2", Role.ANALYST)
    assert house.acts() == ["invite", "set up sign-in", "sign in"]


def test_the_provider_opens_nothing_for_others(house: AccountWorld) -> None:
    house.set_up("boss@example.org", Role.STAFF)
    gone = house.set_up("gone@example.org").session.account
    house.accounts.disable(gone.id, "terminal")
    for email in ("nobody@example.org", "boss@example.org", "gone@example.org", ""):
        with pytest.raises(NotSignedIn):
            house.signing.sign_in_as(email, "idp 1", Role.ANALYST)
    assert house.signing.sign_in_as("boss@example.org", "idp 1", Role.STAFF)


def test_a_hash_made_with_less_work_is_renewed_at_the_next_sign_in(house: AccountWorld) -> None:
    account = house.set_up().session.account
    old = house.table.with_id(account.id)
    house.passphrases._hasher = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    house.signing.sign_in(ANN, GOOD, HOME)
    new = house.table.with_id(account.id)
    assert old is not None
    assert new is not None
    assert old.passphrase_hash != new.passphrase_hash
    house.signing.sign_in(ANN, GOOD, HOME)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("a proxy's name", "a proxy's name"),
    ],
)
def test_attempts_are_counted_by_who_can_have_an_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_the_log_names_nobody_and_holds_no_secret(house: AccountWorld) -> None:
    opened = house.set_up()
    link = house.accounts.link(opened.session.account.id, "terminal")
    house.signing.end_others(opened.session)
    house.accounts.disable(opened.session.account.id, "terminal")
    text = house.audit.path.read_text()
    for word in (ANN, "ann", GOOD, opened.token, link.token):
        assert word not in text
    assert house.audit.verify() == ()


def test_an_unknown_person_is_told_as_such(house: AccountWorld) -> None:
    with pytest.raises(NotFound):
        house.accounts.one("nobody@example.org")


def test_accounts_can_be_named_by_address_or_id(house: AccountWorld) -> None:
    account: Account = house.set_up().session.account
    assert house.accounts.one(account.id) == house.accounts.one("ANN@example.org")
