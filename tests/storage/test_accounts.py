import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from kb.domain.account.account import Account, Role, Session
from kb.domain.account.attempts import CountedBy, Limit, at_most
from kb.storage.accounts import AccountTable, Invitation
from kb.storage.database import Database, open_database
from kb.storage.migrations import MIGRATIONS
from kb.storage.sessions import REMEMBERED, AttemptTable, Begun, SessionTable, Visit, VisitTable

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ANN = Account("a1", "ann@example.org", Role.MEMBER, AT, "Example Ltd", "supplier")
BOB = Account("b1", "bob@example.org", Role.STAFF, AT)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return open_database(tmp_path, lambda: AT)


@pytest.fixture
def accounts(database: Database) -> AccountTable:
    table = AccountTable(database)
    assert table.add(ANN)
    return table


@pytest.fixture
def sessions(database: Database) -> SessionTable:
    return SessionTable(database)


def open_session(accounts: AccountTable, sessions: SessionTable, token: str, id: str) -> bool:
    kept = accounts.with_id("a1")
    assert kept is not None
    return sessions.open(token, Session(id, kept.account, AT, AT, AT + HOUR), kept)


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_a_file_of_any_earlier_version_is_brought_up_to_date_with_its_rows(tmp_path: Path, version: int) -> None:
    path = tmp_path / "kb.sqlite3"
    old = Database(path, MIGRATIONS[:version], lambda: AT)
    old.done()
    if version >= 1:
        with old.writing() as connection:
            connection.execute(
                "INSERT INTO saved_searches (id, owner, name, parameters, saved_at, changed_at)"
                " VALUES ('s', 'o', 'kept', 'q=x', '2026', '2026')"
            )
    if version >= 3:
        with old.writing() as connection:
            connection.execute(
                "INSERT INTO accounts (id, email, role, created_at) VALUES ('a1', 'ann@example.org', 'member', ?)",
                (AT.isoformat(),),
            )
    new = open_database(tmp_path, lambda: AT)
    assert [done.number for done in new.done()] == [migration.number for migration in MIGRATIONS]
    with new.reading() as connection:
        saved = [row["name"] for row in connection.execute("SELECT name FROM saved_searches")]
    assert saved == (["kept"] if version >= 1 else [])
    assert [account.email for account in AccountTable(new).all()] == (["ann@example.org"] if version >= 3 else [])


def test_accounts_come_back_as_they_were_kept(accounts: AccountTable) -> None:
    assert accounts.add(BOB)
    assert accounts.all() == (BOB, ANN)
    for found in (accounts.with_id("a1"), accounts.with_email("ann@example.org")):
        assert found is not None
        assert found.account == ANN
    assert accounts.with_id("none") is None


def test_an_address_has_one_account(accounts: AccountTable) -> None:
    assert not accounts.add(replace(BOB, email=ANN.email))
    assert accounts.all() == (ANN,)


def test_describing_changes_no_state_and_disabling_no_role(accounts: AccountTable) -> None:
    accounts.set_disabled("a1", AT)
    accounts.describe(replace(ANN, role=Role.ANALYST, organisation="Other"))
    assert accounts.all() == (replace(ANN, role=Role.ANALYST, organisation="Other", disabled_at=AT),)


def test_an_invitation_is_good_once_and_ends_what_was_open(accounts: AccountTable, sessions: SessionTable) -> None:
    assert open_session(accounts, sessions, "old", "s1")
    accounts.invite("hash", Invitation(ANN, AT + HOUR))
    accepted = accounts.accept("hash", "secret", None, AT)
    assert accepted is not None
    assert (accepted.account.is_set_up, accepted.passphrase_hash) == (True, "secret")
    assert sessions.find("old") is None
    assert accounts.accept("hash", "another", None, AT) is None
    assert accounts.invitation("hash") is None


@pytest.mark.parametrize("spoil", ["late", "disabled", "unknown", "replaced"])
def test_an_invitation_that_is_not_good_changes_nothing(accounts: AccountTable, spoil: str) -> None:
    accounts.invite("hash", Invitation(ANN, AT + HOUR))
    if spoil == "disabled":
        accounts.set_disabled("a1", AT)
    if spoil == "replaced":
        accounts.invite("newer", Invitation(ANN, AT + HOUR))
    now = AT + HOUR if spoil == "late" else AT
    assert accounts.accept("other" if spoil == "unknown" else "hash", "secret", None, now) is None
    kept = accounts.with_id("a1")
    assert kept is not None
    assert kept.passphrase_hash == ""


def test_the_first_staff_is_one_person(accounts: AccountTable) -> None:
    accounts.invite("first", Invitation(None, AT + HOUR))
    assert accounts.accept("first", "secret", replace(BOB, email=ANN.email), AT) is None  # the address is taken
    assert accounts.accept("first", "secret", None, AT) is None
    assert not accounts.has_staff()
    accepted = accounts.accept("first", "secret", BOB, AT)
    assert accepted is not None
    assert accounts.has_staff()
    accounts.invite("second", Invitation(None, AT + HOUR))
    assert accounts.accept("second", "secret", replace(BOB, id="c1", email="c@example.org"), AT) is None


def test_a_session_does_not_open_on_what_has_changed_since_it_was_checked(
    accounts: AccountTable, sessions: SessionTable
) -> None:
    checked = accounts.with_id("a1")
    assert checked is not None
    session = Session("s1", ANN, AT, AT, AT + HOUR)
    accounts.renew_hash("a1", "", "changed meanwhile")
    assert not sessions.open("token", session, checked)
    changed = accounts.with_id("a1")
    assert changed is not None
    accounts.set_disabled("a1", AT)
    assert not sessions.open("token", session, changed)
    assert sessions.find("token") is None


def test_a_renewed_hash_does_not_undo_a_new_passphrase(accounts: AccountTable) -> None:
    accounts.renew_hash("a1", "", "first")
    accounts.renew_hash("a1", "", "from an old reading")
    kept = accounts.with_id("a1")
    assert kept is not None
    assert kept.passphrase_hash == "first"


def test_sessions_are_found_listed_and_ended(accounts: AccountTable, sessions: SessionTable) -> None:
    for number in range(3):
        assert open_session(accounts, sessions, f"t{number}", f"s{number}")
    sessions.seen("s1", AT + HOUR / 2)
    assert [session.id for session in sessions.of("a1")] == ["s1", "s0", "s2"]
    assert not sessions.close_one("other", "s0")
    assert sessions.close_one("a1", "s0")
    assert sessions.close_all("a1", but="s2") == 1
    assert [session.id for session in sessions.of("a1")] == ["s2"]
    sessions.close("t2")
    assert sessions.of("a1") == ()


def test_the_account_of_a_session_is_as_it_is_now(accounts: AccountTable, sessions: SessionTable) -> None:
    assert open_session(accounts, sessions, "t", "s")
    accounts.describe(replace(ANN, role=Role.STAFF))
    found = sessions.find("t")
    assert found is not None
    assert found.account.role is Role.STAFF


LIMITS = (
    Limit(CountedBy.ACCOUNT, at_most(2, HOUR)),
    Limit(CountedBy.ADDRESS, at_most(3, HOUR)),
)


def test_attempts_are_counted_by_account_and_by_address_until_the_window_has_passed(database: Database) -> None:
    table = AttemptTable(database)

    def begin(account: str, address: str, minutes: float) -> dt.datetime | None:
        id = f"{account}-{address}-{minutes}"
        return table.begin(id, account, address, LIMITS, AT + dt.timedelta(minutes=minutes)).wait_until

    assert begin("ann", "x", 0) is None
    assert begin("ann", "y", 1) is None
    assert begin("ann", "z", 2) == AT + HOUR
    assert begin("bob", "x", 3) is None
    assert begin("eve", "x", 4) is None
    assert begin("fay", "x", 5) == AT + HOUR
    assert begin("ann", "z", 60.5) is None
    assert begin("ann", "z", 60.7) == AT + HOUR + dt.timedelta(minutes=1)


def test_attempts_counted_by_both_leave_other_addresses_alone(database: Database) -> None:
    table, both = AttemptTable(database), (Limit(CountedBy.BOTH, at_most(1, HOUR)),)
    assert table.begin("1", "ann", "x", both, AT) == Begun(None, 0)
    assert table.begin("2", "ann", "x", both, AT) == Begun(AT + HOUR, 1)
    assert table.begin("3", "ann", "y", both, AT) == Begun(None, 1)
    assert table.begin("4", "bob", "x", both, AT) == Begun(None, 0)


def test_attempts_are_forgotten_after_a_day(database: Database) -> None:
    table = AttemptTable(database)
    table.begin("1", "ann", "x", (), AT)
    assert table.begin("2", "ann", "x", (), AT + REMEMBERED).earlier == 0


def test_who_has_shown_who_they_are_begins_anew_and_there_only(database: Database) -> None:
    table, limits = AttemptTable(database), (Limit(CountedBy.BOTH, at_most(1, HOUR)),)
    for address in ("x", "y"):
        assert table.begin(address, "ann", address, limits, AT).wait_until is None
    table.succeeded("ann", "x")
    assert table.begin("3", "ann", "x", limits, AT).wait_until is None
    assert table.begin("4", "ann", "y", limits, AT).wait_until is not None


def test_a_visit_comes_back_once_to_the_same_browser_in_time(database: Database) -> None:
    table, visit = VisitTable(database), Visit("nonce", "verifier", "/sources")
    table.begin("state", "browser", visit, AT + HOUR, AT)
    assert table.take("state", "another browser", AT) is None
    assert table.take("state", "browser", AT + HOUR) is None
    assert table.take("state", "browser", AT) == visit
    assert table.take("state", "browser", AT) is None


def test_a_session_needs_an_account(database: Database, sessions: SessionTable) -> None:
    with pytest.raises(sqlite3.IntegrityError), database.writing() as connection:
        connection.execute(
            "INSERT INTO sessions (token_hash, id, account, started_at, seen_at, ends_at)"
            " VALUES ('t', 's', 'nobody', '', '', '')"
        )
