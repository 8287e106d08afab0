"""What the first page tells staff to do first, and nobody else; each step until it is done."""

from dataclasses import replace

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from kb.content.files import write_item
from kb.domain.account.account import Role
from kb.domain.account.viewer import at_the_terminal
from kb.domain.call.call import CallState, Consent, Slot
from kb.domain.source.capture import Capture
from made_up import answer

from .conftest import JOINT, Site


def steps(client: FlaskClient) -> list[tuple[str, str]]:
    page = BeautifulSoup(client.get("/").text, "html.parser")
    return [(link.get_text(), link["href"]) for link in page.select("[aria-labelledby=first-steps] a")]


def look_at_the_files(staff: FlaskClient) -> None:
    assert staff.get("/calls/call-now/run").status_code == 200  # this page looks at them at once


def test_each_first_step_is_told_until_it_is_done(site: Site) -> None:
    site.say(state=CallState.CLOSED)
    write_item(
        site.folder / "content", answer("birch", Consent.NAMED, Slot("Radios"), call="call-now", illustrative=True)
    )
    staff = site.signed_in(Role.STAFF)
    look_at_the_files(staff)
    assert steps(staff) == [
        ("Gather the reports", "/gathering"),
        ("Invite colleagues", "/people"),
        ("Open a call", "/calls/new"),
        ("Remove the examples", "/calls/call-now/run#examples"),
    ]
    for _, address in steps(staff):
        assert staff.get(address).status_code == 200
    member = site.signed_in(Role.MEMBER)
    for other in (member, site.client()):
        assert steps(other) == []
    assert [words for words, _ in steps(staff)] == ["Gather the reports", "Open a call", "Remove the examples"]
    captured = Capture("ab" * 32, site.now.replace(microsecond=0), "https://reports.example/joint", "text/html")
    write_item(site.folder / "content", replace(JOINT, captured=captured))
    site.say(state=CallState.OPEN)
    look_at_the_files(staff)
    assert [words for words, _ in steps(staff)] == ["Remove the examples"]
    site.kb.examples.remove("call-now", at_the_terminal())
    assert steps(staff) == []
