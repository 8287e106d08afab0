"""Accounts as people meet them: a real Chromium, by keyboard, without scripts, wide and narrow, and free of faults."""

from collections.abc import Iterator

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
    page.wait_for_url("**/account")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_link_to_signing_out_by_keyboard_alone(browser: Browser, server: str, kb, scripts: bool) -> None:
    here = context(browser, server, java_script_enabled=scripts)
    page = here.new_page()
    page.goto(f"/welcome/{kb.accounts.invite('ann@example.org', Role.MEMBER, 'terminal').token}")
    page.focus("#passphrase")
    for typed in (PASSPHRASE, "Tab", PASSPHRASE, "Enter"):
        page.keyboard.press(typed) if typed in ("Tab", "Enter") else page.keyboard.type(typed)
    page.wait_for_url("**/account")
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
    ann.wait_for_url("**/account")
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
