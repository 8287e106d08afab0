"""Accounts as people meet them: a real Chromium, by keyboard, without scripts, wide and narrow, and free of faults."""

import importlib.util
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from kb.domain.account import Role
from kb.web import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDE, NARROW = (1280, 900), (320, 700)
PASSPHRASE = "four words nobody guesses"
VIOLATIONS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(" | "))"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield made
        made.close()


@pytest.fixture(scope="module")
def axe() -> str:
    spec = importlib.util.find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "axe.min.js").read_text()


@pytest.fixture
def server(kb) -> Iterator[str]:
    """The site on a port of its own, which is also the address that it knows itself by."""
    made = make_server("127.0.0.1", 0, create_app(kb, "http://localhost"), threaded=True)
    address = f"http://127.0.0.1:{made.server_port}"
    made.app = create_app(kb, address)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield address
    made.shutdown()
    thread.join()
    made.server_close()


def context(chromium: Browser, server: str, size: tuple[int, int] = WIDE, **more) -> BrowserContext:
    return chromium.new_context(viewport={"width": size[0], "height": size[1]}, base_url=server, **more)


def accept(page: Page, kb, role: Role) -> None:
    page.goto(f"/welcome/{kb.accounts.invite(f'{role}@example.org', role, 'terminal').token}")
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    page.click("text=Set passphrase and sign in")
    page.wait_for_url("**/account")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_link_to_signing_out_by_keyboard_alone(chromium: Browser, server: str, kb, scripts: bool) -> None:
    here = context(chromium, server, java_script_enabled=scripts)
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


def test_staff_invite_somebody_who_comes_in_by_the_link(chromium: Browser, server: str, kb) -> None:
    boss, ann = (context(chromium, server).new_page() for _ in range(2))
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
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_accounts_are_free_of_faults_that_axe_can_find(
    chromium: Browser, server: str, kb, axe: str, size: tuple[int, int], scheme: str
) -> None:
    here = context(chromium, server, size, color_scheme=scheme)
    page = here.new_page()
    faults: list[str] = []
    page.on(
        "console", lambda message: None if "422" in message.text else faults.append(f"{page.url} said {message.text}")
    )

    def look() -> None:
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        if page.evaluate("document.documentElement.scrollWidth") > size[0]:
            faults.append(f"{page.url} scrolls sideways")
        page.evaluate(axe)
        faults.extend(f"{page.url}: {fault}" for fault in page.evaluate(VIOLATIONS))

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
