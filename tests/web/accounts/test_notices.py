"""Notices by mail on one's own account: chosen by ticks, nothing at first, and sent by the command."""

import json
import os
import shutil
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from in_browser import Axe, served, tab_to
from kb.bootstrap import knowledge_base
from kb.cli import main
from kb.domain.priority.priority import Priority
from kb.web import create_app
from mail_server import Inbox, mail_server
from people import Site, mould_of, site_from


@pytest.fixture(scope="module")
def mailed_mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("mailed-mould")
    return folder, mould_of(folder, (Priority("talk", "Systems that talk", "They should talk."),))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def site(tmp_path: Path, mailed_mould: tuple[Path, dict[str, str]], inbox: Inbox) -> Iterator[Site]:
    """A site with a real mail server."""
    mould, tokens = mailed_mould
    folder = tmp_path / "site"
    shutil.copytree(mould, folder)
    with mail_server(inbox) as port:
        yield Site(
            folder,
            knowledge_base(
                {
                    **{"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")},
                    **{"KB_SMTP_HOST": "127.0.0.1", "KB_SMTP_PORT": str(port), "KB_SMTP_SECURITY": "none"},
                    **{"KB_SMTP_FROM": "kb@example.org", "KB_BASE_URL": "https://kb.example"},
                }
            ),
            tokens,
        )


def ticked(site: Site, name: str) -> dict[str, bool]:
    boxes = site.person(name).get("/account").select("input[name=notice]")
    return {str(box["value"]): box.has_attr("checked") for box in boxes}


def choose(site: Site, name: str, *kinds: str) -> None:
    person = site.person(name)
    form = person.get("/account").select_one('form[action="/account/notices"]')
    assert person.send(form, notice=kinds).status_code == 303


def send(site: Site, code: int = 0) -> dict[str, object]:
    result = CliRunner().invoke(main, ["notices", "send", "--json"], obj=site.kb, catch_exceptions=False)
    assert result.exit_code == code, result.output
    told: dict[str, object] = json.loads(result.stdout)
    return told


def test_nothing_is_ticked_at_first_and_each_role_chooses_from_its_own(site: Site) -> None:
    everything = ["review", "sent-back", "source-changed", "mention", "saved-search"]
    for name in ("staff", "analyst"):
        assert ticked(site, name) == dict.fromkeys(everything, False)
    assert ticked(site, "member") == {"saved-search": False}


def test_what_is_ticked_is_kept_until_it_is_unticked(site: Site) -> None:
    choose(site, "staff", "review", "mention", "nonsense")
    assert [kind for kind, chosen in ticked(site, "staff").items() if chosen] == ["review", "mention"]
    choose(site, "staff")
    assert not any(ticked(site, "staff").values())
    choose(site, "member", "review", "saved-search")
    assert ticked(site, "member") == {"saved-search": True}


def test_without_a_mail_server_there_is_nothing_to_choose(
    tmp_path: Path, mailed_mould: tuple[Path, dict[str, str]]
) -> None:
    site = site_from(*mailed_mould, tmp_path / "mailless")
    assert not site.person("staff").get("/account").select("#notices")
    result = CliRunner().invoke(main, ["notices", "send"], obj=site.kb)
    assert result.exit_code != 0
    assert "no mail server is set" in result.output


def test_the_command_sends_one_letter_whose_link_leads_to_the_choice(site: Site, inbox: Inbox) -> None:
    choose(site, "staff", "review")
    choose(site, "bea", "review")
    inbox.refuses = ("bea",)
    assert send(site, code=1) == {"sent": 1, "failed": {"bea@example.org": send_refusal()}}
    inbox.refuses = ("nobody",)
    assert send(site) == {"sent": 1, "failed": {}}
    assert send(site) == {"sent": 0, "failed": {}}
    assert inbox.addresses == ["bea@example.org", "staff@example.org"]
    message = message_from_bytes(inbox.kept[0].content, policy=policy.default)
    assert message["Subject"] == "New for you: 1 thing"
    letter = message.get_content()
    assert "https://kb.example/priorities/talk" in letter
    assert "https://kb.example/account#notices" in letter
    assert site.person("staff").get("/account").select_one("h2#notices")


def send_refusal() -> str:
    return "SMTPRecipientsRefused: {'bea@example.org': (550, b'no such person')}"


@pytest.mark.browser
def test_notices_are_chosen_by_the_keyboard_without_scripts(browser: Browser, axe: Axe, site: Site) -> None:
    """``KB_PICTURES`` names a folder for pictures."""
    with served(lambda at: create_app(site.kb, at)) as address:
        cookie = {"name": "kb-session", "value": site.tokens["staff"], "url": address}
        for scripts in (False, True):
            context = browser.new_context(base_url=address, java_script_enabled=scripts)
            context.add_cookies([cookie])
            page = context.new_page()
            page.goto("/account#notices")
            if not scripts:
                tab_to(page, "input[value=mention]")
                page.keyboard.press("Space")
                page.keyboard.press("Enter")
                expect(page.locator("p.done")).to_contain_text("You get notices by mail of what is ticked")
                assert ticked(site, "staff")["mention"]
                continue
            assert axe.faults_by_day_and_night(page) == []
            for width, scheme in ((1280, "light"), (375, "light"), (375, "dark")):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                if folder := os.environ.get("KB_PICTURES"):
                    page.screenshot(path=Path(folder) / f"notices-{width}-{scheme}.png", full_page=True)
