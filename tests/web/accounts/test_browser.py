"""Accounts as people meet them: a real Chromium, by keyboard, without scripts, wide and narrow, and free of faults."""

import datetime as dt
import os
import time
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from in_browser import NARROW, WIDE, Axe, served
from kb.domain.account.account import Role
from kb.web import create_app

PASSPHRASE = "four words nobody guesses"

pytestmark = pytest.mark.browser


@pytest.fixture
def server(kb) -> Iterator[str]:
    """The site on a port of its own, which is also the address that it knows itself by."""
    with served(lambda address: create_app(kb, address)) as address:
        yield address


def context(browser: Browser, server: str, size: tuple[int, int] = WIDE, **more) -> BrowserContext:
    return browser.new_context(viewport={"width": size[0], "height": size[1]}, base_url=server, **more)


def accept(page: Page, kb, role: Role) -> None:
    page.goto(f"/welcome/{kb.accounts.invite(f'{role}@example.org', role, 'terminal').token}")
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    page.click("text=Set passphrase and sign in")
    page.wait_for_url("**/desk")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_link_to_signing_out_by_keyboard_alone(browser: Browser, server: str, kb, scripts: bool) -> None:
    here = context(browser, server, java_script_enabled=scripts)
    page = here.new_page()
    page.goto(f"/welcome/{kb.accounts.invite('ann@example.org', Role.MEMBER, 'terminal').token}")
    page.focus("#passphrase")
    past_show = ("Tab",) * scripts  # the button that shows what was typed
    for typed in (PASSPHRASE, *past_show, "Tab", PASSPHRASE, "Enter"):
        page.keyboard.press(typed) if typed in ("Tab", "Enter") else page.keyboard.type(typed)
    page.wait_for_url("**/desk")
    assert "ann@example.org" in (page.text_content(".who") or "")
    page.focus(".who button")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server}/")
    page.goto("/sources/members-circle")
    assert "There is no such page" in (page.text_content("h1") or "")
    page.click(".who a")
    page.focus("#email")
    for typed in ("ann@example.org", "Tab", PASSPHRASE, "Enter"):
        page.keyboard.press(typed) if typed in ("Tab", "Enter") else page.keyboard.type(typed)
    page.wait_for_url("**/sources/members-circle")
    here.close()


def test_staff_invite_somebody_who_comes_in_by_the_link(browser: Browser, server: str, kb) -> None:
    boss, ann = (context(browser, server).new_page() for _ in range(2))
    accept(boss, kb, Role.STAFF)
    boss.click("text=People")
    boss.fill("#email", "ann@example.org")
    boss.select_option("#role", "analyst")
    boss.click("text=Make the link")
    ann.goto(boss.input_value("#link"))
    ann.fill("#passphrase", PASSPHRASE)
    ann.fill("#again", PASSPHRASE)
    ann.click("text=Set passphrase and sign in")
    ann.wait_for_url("**/desk")
    ann.goto("/account")
    assert "analyst" in (ann.text_content("main") or "")
    for page in (boss, ann):
        page.context.close()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_pages_of_accounts_are_free_of_faults_that_axe_can_find(
    browser: Browser, server: str, kb, axe: Axe, size: tuple[int, int]
) -> None:
    here = context(browser, server, size)
    page = here.new_page()
    faults: list[str] = []
    page.on(
        "console", lambda message: None if "422" in message.text else faults.append(f"{page.url} said {message.text}")
    )

    def look() -> None:
        faults.extend(f"{page.url}: {fault}" for fault in axe.faults_by_day_and_night(page))

    page.goto("/sign-in")
    look()
    page.fill("#email", "ann@example.org")
    page.fill("#passphrase", "not this one")
    page.click("main button.main")
    look()
    kb.accounts.invite("somebody.with.a.long.name@a-long-name-of-an-organisation.example.org", Role.MEMBER, "terminal")
    token = kb.accounts.invite("staff@example.org", Role.STAFF, "terminal").token
    page.goto(f"/welcome/{token}")
    look()
    page.fill("#passphrase", "short")
    page.fill("#again", "short")
    page.click("main button.main")
    look()
    accept(page, kb, Role.STAFF)
    look()
    for path in ("/people", "/", "/sources"):
        page.goto(path)
        look()
    page.goto("/people")
    page.fill("#email", "bob@example.org")
    page.click("text=Make the link")
    look()
    page.goto("/people")
    page.evaluate("document.querySelector('#email').type = 'text'")
    page.fill("#email", "bob")
    page.click("text=Make the link")
    look()
    here.close()
    assert faults == []


def code_of(secret: str, steps: int = 0) -> str:
    app = pyotp.TOTP(secret)
    return app.generate_otp(app.timecode(time.time()) + steps)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_sign_in_codes_are_set_up_and_asked_for(browser: Browser, server: str, kb, scripts: bool) -> None:
    here, there = (context(browser, server, NARROW, java_script_enabled=scripts) for _ in range(2))
    page = here.new_page()
    accept(page, kb, Role.STAFF)
    page.goto("/account")
    page.click("text=Set them up")
    secret = (page.text_content("code.key") or "").replace(" ", "")
    page.fill("#on-code", code_of(secret))
    page.fill("#on-current", PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Your recovery codes")
    assert len(page.input_value("#codes").split()) == 10
    page.click("text=I have kept them")
    page.wait_for_url("**/account")
    page = there.new_page()
    page.goto("/sign-in?next=/sources")
    page.fill("#email", "staff@example.org")
    page.fill("#passphrase", PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Type your sign-in code")
    page.fill("#code", code_of(secret, 1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/sources")
    for one in (here, there):
        one.close()


def test_a_passphrase_is_shown_on_request_and_not_sent_as_plain_text(browser: Browser, server: str, kb) -> None:
    page = context(browser, server).new_page()
    page.goto("/sign-in")
    page.fill("#passphrase", PASSPHRASE)
    show = page.get_by_role("button", name="Show: Passphrase")
    show.focus()
    page.keyboard.press("Enter")
    assert page.get_attribute("#passphrase", "type") == "text"
    assert "shown" in (page.text_content("#said") or "")
    assert page.url.endswith("/sign-in")
    page.get_by_role("button", name="Hide: Passphrase").click()
    assert page.get_attribute("#passphrase", "type") == "password"
    page.context.close()


def test_a_form_whose_session_ran_out_is_sent_after_signing_in_again(
    browser: Browser, server: str, kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = context(browser, server, NARROW).new_page()
    accept(page, kb, Role.MEMBER)
    page.goto("/account")
    page.fill("#display_name", "Ann Example")
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=25)
    for service in (kb.sign_in, kb.kept_forms):
        monkeypatch.setattr(service, "_clock", lambda: later)
    page.click("main button:has-text('Save')")
    page.wait_for_selector("text=What you typed is kept")
    page.fill("#passphrase", PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('What you typed')")
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_url("**/account?done=profile")
    assert page.input_value("#display_name") == "Ann Example"
    page.context.close()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_pages_of_ones_own_account_are_free_of_faults_that_axe_can_find(
    browser: Browser, server: str, kb, axe: Axe, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = context(browser, server, size)
    page = here.new_page()
    faults: list[str] = []

    def look(name: str) -> None:
        faults.extend(f"{name}: {fault}" for fault in axe.faults_by_day_and_night(page))
        if folder := os.environ.get("KB_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{size[0]}.png", full_page=True)
            page.emulate_media(color_scheme="dark")
            page.screenshot(path=f"{folder}/{name}-{size[0]}-dark.png", full_page=True)
            page.emulate_media(color_scheme="light")

    accept(page, kb, Role.STAFF)
    page.goto("/account")
    look("account")
    page.goto("/account/passphrase")
    look("passphrase")
    page.fill("#current", "not this one")
    page.fill("#passphrase", "another lamp of walrus tea")
    page.fill("#again", "another lamp of walrus tea")
    page.click("main button.main")
    page.wait_for_selector("#current-problem")
    look("passphrase-problem")
    page.goto("/account/sign-in-codes")
    look("codes-set-up")
    secret = (page.text_content("code.key") or "").replace(" ", "")
    page.fill("#on-code", "000000")
    page.fill("#on-current", PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#on-code-problem")
    look("codes-problem")
    page.fill("#on-code", code_of(secret))
    page.fill("#on-current", PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#codes")
    look("recovery-codes")
    kept = page.input_value("#codes").split()[0]
    page.goto("/account/sign-in-codes")
    look("codes-on")
    kb.accounts.invite("bob@example.org", Role.ANALYST, "terminal")
    page.goto("/people")
    look("people")
    there = context(browser, server, size)
    page = there.new_page()
    page.goto("/sign-in")
    look("sign-in")
    page.fill("#email", "staff@example.org")
    page.fill("#passphrase", PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#code")
    look("sign-in-code")
    page.fill("#code", code_of(secret, 1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    page.goto("/account")
    page.fill("#display_name", "Ann Example")
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=25)
    for service in (kb.sign_in, kb.kept_forms):
        monkeypatch.setattr(service, "_clock", lambda: later)
    page.click("main button:has-text('Save')")
    page.wait_for_selector("#problem")
    look("signed-out-meanwhile")
    page.fill("#passphrase", PASSPHRASE)
    page.keyboard.press("Enter")
    page.fill("#code", kept)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Send it now")
    look("kept-form")
    for one in (here, there):
        one.close()
    assert faults == []
