"""Sign-in codes: an app's and recovery codes, each good once, at signing in and on one's own account."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from account_world import ANN, GOOD, HOME, OTHER, AccountWorld
from kb.domain.account.account import Account, Role
from kb.domain.errors import InvalidInput, NotAllowed, NotFound
from kb.services.accounts.rate_limit import DELAYS, FREE_ATTEMPTS, TooManyAttempts
from kb.services.accounts.second_factor import RECOVERY_CODES, WrongCode, new_recovery_codes
from kb.services.accounts.sign_in import CODE_WITHIN, CodeNeeded, NotSignedIn, OpenedSession

HALF_MINUTE = dt.timedelta(seconds=30)


@dataclass
class Holder:
    """Somebody with sign-in codes: the secret in their app, and the recovery codes on their paper."""

    account: Account
    secret: str
    paper: tuple[str, ...]


def set_up(house: AccountWorld, email: str = ANN, role: Role = Role.STAFF) -> Holder:
    account = house.set_up(email, role).session.account
    secret = house.own.propose_second_factor(account).secret
    paper = house.own.turn_on_second_factor(account, secret, house.code(secret), GOOD, HOME)
    house.later(2 * HALF_MINUTE)
    return Holder(house.accounts.one(account.id), secret, paper)


def begin(house: AccountWorld, email: str = ANN, passphrase: str = GOOD) -> str:
    begun = house.signing.sign_in(email, passphrase, HOME)
    assert isinstance(begun, CodeNeeded)
    return begun.token


def test_the_passphrase_alone_opens_nothing_and_with_the_code_it_does(house: AccountWorld) -> None:
    ann = set_up(house)
    token = begin(house)
    assert house.signing.session(token) is None
    opened = house.signing.complete(token, house.code(ann.secret), "Firefox")
    assert house.signing.session(opened.token) == opened.session
    assert opened.session.account.has_second_factor
    last = list(house.audit.acts())[-1]
    assert (last.what, dict(last.details)["through"]) == ("sign in", "passphrase and code")


def test_a_code_is_good_once_and_so_is_a_sign_in_that_waits(house: AccountWorld) -> None:
    ann = set_up(house)
    token, code = begin(house), house.code(ann.secret)
    house.signing.complete(token, code)
    with pytest.raises(NotSignedIn):
        house.signing.complete(token, house.code(ann.secret, 1))
    with pytest.raises(WrongCode):
        house.signing.complete(begin(house), code)


def test_of_two_at_the_same_moment_one_gets_in_by_a_code(house: AccountWorld) -> None:
    ann = set_up(house)
    tokens, code = [begin(house) for _ in range(4)], house.code(ann.secret)

    def complete(token: str) -> bool:
        try:
            house.signing.complete(token, code)
        except WrongCode:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(complete, tokens)).count(True) == 1


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_clock_of_a_phone_may_be_half_a_minute_off(house: AccountWorld, steps: int, fits: bool) -> None:
    ann = set_up(house)
    house.later(10 * HALF_MINUTE)
    token, code = begin(house), house.code(ann.secret, steps)
    if fits:
        assert house.signing.complete(token, f" {code[:3]} {code[3:]} ")
    else:
        with pytest.raises(WrongCode):
            house.signing.complete(token, code)


def test_an_earlier_code_is_not_good_after_a_later_one(house: AccountWorld) -> None:
    ann = set_up(house)
    house.signing.complete(begin(house), house.code(ann.secret, 1))
    with pytest.raises(WrongCode):
        house.signing.complete(begin(house), house.code(ann.secret))


def test_a_recovery_code_is_good_once_and_the_owner_is_told(house: AccountWorld) -> None:
    ann = set_up(house)
    assert len(set(ann.paper)) == RECOVERY_CODES
    house.signing.complete(begin(house), ann.paper[3].upper().replace("-", " "))
    assert house.own.recovery_codes_left(ann.account) == RECOVERY_CODES - 1
    assert "recovery code was used" in house.letters[-1].subject
    assert "use recovery code" in house.acts()
    with pytest.raises(WrongCode):
        house.signing.complete(begin(house), ann.paper[3])


def test_recovery_codes_are_somebodys_own(house: AccountWorld) -> None:
    bob = set_up(house, "bob@example.org")
    set_up(house)
    with pytest.raises(WrongCode):
        house.signing.complete(begin(house), bob.paper[0])


def test_recovery_codes_are_kept_as_hashes_and_tokens_too(house: AccountWorld, tmp_path: Path) -> None:
    ann, token = set_up(house), begin(house)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    for secret in (token, *ann.paper, *(code.replace("-", "") for code in ann.paper)):
        assert secret.encode() not in kept
    assert ann.secret not in repr(house.table.with_id(ann.account.id))


@pytest.mark.parametrize("code", ["", "000000", "x" * 3000, "é", "\x00", "1234567"])
def test_wrong_codes_of_any_form_are_wrong(house: AccountWorld, code: str) -> None:
    set_up(house)
    with pytest.raises(WrongCode):
        house.signing.complete(begin(house), code)


def test_wrong_codes_wait_ever_longer_from_wherever_and_the_owner_is_told_that_the_passphrase_is_known(
    house: AccountWorld,
) -> None:
    ann = set_up(house)
    house.letters.clear()
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(WrongCode):
            house.signing.complete(begin(house), "000000")
    with pytest.raises(TooManyAttempts) as error:
        house.signing.complete(begin(house), house.code(ann.secret))
    assert error.value.until == house.now + DELAYS[0]
    assert [letter.subject for letter in house.letters] == ["Somebody knows your passphrase"]
    house.later(DELAYS[0])
    assert house.signing.complete(begin(house), house.code(ann.secret))


def test_a_sign_in_waits_some_minutes_and_no_longer(house: AccountWorld) -> None:
    ann = set_up(house)
    token = begin(house)
    house.later(CODE_WITHIN)
    with pytest.raises(NotSignedIn):
        house.signing.complete(token, house.code(ann.secret))


@pytest.mark.parametrize("token", ["", "x", "a" * 43])
def test_without_the_first_step_there_is_no_second(house: AccountWorld, token: str) -> None:
    ann = set_up(house)
    with pytest.raises(NotSignedIn):
        house.signing.complete(token, house.code(ann.secret))


def test_a_new_link_asks_for_the_code_too(house: AccountWorld) -> None:
    """Staff can give a new passphrase, but a link alone opens no account that has codes."""
    ann = set_up(house)
    waits, link = begin(house), house.accounts.link(ann.account.id, "terminal").token
    begun = house.signing.accept(link, OTHER, OTHER)
    assert isinstance(begun, CodeNeeded)
    with pytest.raises(NotSignedIn):  # what waited with the passphrase of before
        house.signing.complete(waits, house.code(ann.secret))
    assert house.signing.complete(begun.token, house.code(ann.secret))


def test_disabling_ends_a_sign_in_that_waits(house: AccountWorld) -> None:
    ann = set_up(house)
    token = begin(house)
    house.accounts.disable(ann.account.id, "terminal")
    with pytest.raises(NotSignedIn):
        house.signing.complete(token, house.code(ann.secret))


def test_the_organisations_own_sign_in_asks_for_no_code_of_ours(house: AccountWorld) -> None:
    set_up(house)
    opened = house.signing.sign_in_as(ANN, "issuer subject", Role.STAFF)
    assert opened.session.through == "provider"


@pytest.mark.parametrize(
    ("code", "current", "field"), [("000000", GOOD, "code"), (None, OTHER, "current"), ("", "", "current")]
)
def test_turning_codes_on_takes_the_passphrase_and_a_code_of_the_key(
    house: AccountWorld, code: str | None, current: str, field: str
) -> None:
    account = house.set_up().session.account
    secret = house.own.propose_second_factor(account).secret
    typed = house.code(secret) if code is None else code
    with pytest.raises(InvalidInput) as error:
        house.own.turn_on_second_factor(account, secret, typed, current, HOME)
    assert list(error.value.field_errors) == [field]
    assert isinstance(house.signing.sign_in(ANN, GOOD, HOME), OpenedSession)


@pytest.mark.parametrize("secret", ["", "A", "a" * 32, "A" * 31 + "1", "A" * 64])
def test_a_key_that_is_none_of_ours_is_not_kept(house: AccountWorld, secret: str) -> None:
    account = house.set_up().session.account
    assert house.own.propose_second_factor(account, secret).secret != secret
    with pytest.raises(InvalidInput):
        house.own.turn_on_second_factor(account, secret, "000000", GOOD, HOME)


def test_codes_that_are_on_are_not_put_on_another_phone_by_who_finds_the_browser(house: AccountWorld) -> None:
    ann = set_up(house)
    secret = house.own.propose_second_factor(ann.account).secret
    with pytest.raises(InvalidInput):
        house.own.turn_on_second_factor(ann.account, secret, house.code(secret), GOOD, HOME)
    assert house.signing.complete(begin(house), house.code(ann.secret))


def test_turning_codes_off_takes_passphrase_and_code_and_the_owner_is_told(house: AccountWorld) -> None:
    ann = set_up(house)
    for code, current in (("000000", GOOD), (house.code(ann.secret), OTHER)):
        with pytest.raises(InvalidInput):
            house.own.turn_off_second_factor(ann.account, code, current, HOME)
    house.own.turn_off_second_factor(ann.account, ann.paper[0], GOOD, HOME)
    assert isinstance(house.signing.sign_in(ANN, GOOD, HOME), OpenedSession)
    assert "are off" in house.letters[-1].subject
    assert "turn off second factor" in house.acts()
    with pytest.raises(NotFound):
        house.own.turn_off_second_factor(ann.account, ann.paper[1], GOOD, HOME)


def test_new_recovery_codes_make_the_earlier_ones_void(house: AccountWorld) -> None:
    ann = set_up(house)
    new = house.own.renew_recovery_codes(ann.account, house.code(ann.secret), GOOD, HOME)
    with pytest.raises(WrongCode):
        house.signing.complete(begin(house), ann.paper[0])
    house.signing.complete(begin(house), new[0])


def test_staff_reset_anothers_codes_and_not_their_own(house: AccountWorld) -> None:
    ann = set_up(house)
    opened = house.signing.complete(begin(house), house.code(ann.secret))
    with pytest.raises(NotAllowed):
        house.accounts.reset_second_factor(ann.account.id, ann.account.id)
    assert house.accounts.reset_second_factor(ann.account.id, "boss")
    assert not house.accounts.reset_second_factor(ann.account.id, "boss")
    assert house.signing.session(opened.token) is None
    last = list(house.audit.acts())[-1]
    assert (last.who, last.what, dict(last.details)) == ("boss", "reset second factor", {"account": ann.account.id})
    assert isinstance(house.signing.sign_in(ANN, GOOD, HOME), OpenedSession)
    assert house.own.recovery_codes_left(ann.account) == 0


def test_recovery_codes_can_be_read_off_paper() -> None:
    letters = set("".join(new_recovery_codes())) - {"-"}
    assert not letters & set("0o1il")


def test_another_passphrase_ends_every_other_session_and_every_link(house: AccountWorld) -> None:
    there = house.set_up()
    here = house.signing.sign_in(ANN, GOOD, HOME)
    assert isinstance(here, OpenedSession)
    link = house.accounts.link(here.session.account.id, "terminal").token
    house.own.change_passphrase(here.session, GOOD, OTHER, OTHER, HOME)
    assert house.signing.session(here.token) is not None
    assert house.signing.session(there.token) is None
    with pytest.raises(NotFound):
        house.signing.invitation(link)
    with pytest.raises(NotSignedIn):
        house.signing.sign_in(ANN, GOOD, HOME)
    assert house.signing.sign_in(ANN, OTHER, HOME)
    assert "change passphrase" in house.acts()
    assert house.letters[-1].subject == "Your passphrase was changed"


@pytest.mark.parametrize(
    ("current", "new", "again", "field"),
    [
        (OTHER, "a walk by the canal", "a walk by the canal", "current"),
        (GOOD, "short", "short", "passphrase"),
        (GOOD, "Passw0rd1234!", "Passw0rd1234!", "passphrase"),
        (GOOD, GOOD, GOOD, "passphrase"),
        (GOOD, OTHER, "another", "again"),
    ],
)
def test_a_passphrase_is_not_changed_where_anything_is_wrong(
    house: AccountWorld, current: str, new: str, again: str, field: str
) -> None:
    session = house.set_up().session
    with pytest.raises(InvalidInput) as error:
        house.own.change_passphrase(session, current, new, again, HOME)
    assert list(error.value.field_errors) == [field]
    assert house.signing.sign_in(ANN, GOOD, HOME)


def test_who_finds_an_open_browser_cannot_guess_the_passphrase_there(house: AccountWorld) -> None:
    session = house.set_up().session
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(InvalidInput):
            house.own.change_passphrase(session, "wrong guess, again", OTHER, OTHER, HOME)
    with pytest.raises(TooManyAttempts):
        house.own.change_passphrase(session, GOOD, OTHER, OTHER, HOME)
