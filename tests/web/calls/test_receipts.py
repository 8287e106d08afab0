import hashlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from kb.bootstrap import knowledge_base
from kb.domain.call.answer_reference import is_reference
from kb.domain.call.receipt import fingerprint
from kb.web import create_app
from mail_server import Inbox, mail_server

FORM = "/calls/call-now/answer"


def data(fields):
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


@pytest.fixture
def sent(site, typed, whole):
    """An answer that was sent: the client that did, and the address of its receipt."""
    client = site.client()
    review = client.post(FORM, data=data(typed(client.get(FORM).text, "review", **whole)))
    return client, urlsplit(client.post(FORM, data=data(typed(review.text, "send"))).headers["Location"]).path


def test_the_receipt_proves_the_answer(site, sent) -> None:
    _, address = sent
    client = site.client()  # another browser: the link alone is enough
    soup = BeautifulSoup(client.get(address).text, "html.parser")
    (answer,) = site.answers
    assert is_reference(soup.select_one(".reference").text)
    assert soup.select_one(".fingerprint code").text == fingerprint(answer)
    assert soup.select_one("#link")["value"] == f"http://localhost{address}"
    words = client.get(f"{address}/words.txt")
    assert hashlib.sha256(words.data).hexdigest() == fingerprint(answer)
    assert "attachment" in words.headers["Content-Disposition"]
    for text in ("One record, entered once", "Who counts the hours?", "Thank you."):
        assert text in soup.text


def test_a_wrong_link_opens_nothing(site, sent) -> None:
    client, address = sent
    for path in ("", "/change", "/words.txt"):
        assert client.get(f"{address[:-3]}xyz{path}").status_code == 404
    assert client.get(f"/receipts/call-now/{site.answers[0].id}/x").status_code == 404
    assert client.get("/receipts/call-now/..%2f..%2fx/secret").status_code == 404


def test_the_link_changes_the_answer_and_both_versions_are_kept(site, sent, typed) -> None:
    client, address = sent
    before = fingerprint(site.answers[0])
    form = client.get(f"{address}/change").text
    assert 'value="One record, entered once"' in form
    review = client.post(f"{address}/change", data=data(typed(form, "review", title__a="One record, kept once")))
    assert "Send the change" in review.text
    changed = client.post(f"{address}/change", data=data(typed(review.text, "send")))
    assert changed.status_code == 303
    receipt = client.get(changed.headers["Location"]).text
    assert "has been changed" in receipt
    (answer,) = site.answers
    assert (answer.slots[0].title, answer.changes) == ("One record, kept once", 1)
    assert before in receipt
    assert fingerprint(answer) in receipt


def test_a_change_from_an_old_page_shows_both_versions_and_can_be_sent_again(site, sent, typed) -> None:
    client, address = sent
    change = f"{address}/change"
    old = client.get(change).text
    client.post(change, data=data(typed(old, "send", title__a="From the first window")))
    answer = client.post(change, data=data(typed(old, "send", title__a="From the second window")))
    assert answer.status_code == 409
    assert "From the first window" in answer.text
    assert 'value="From the second window"' in answer.text
    assert client.post(change, data=data(typed(answer.text, "send"))).status_code == 303
    assert site.answers[0].slots[0].title == "From the second window"
    assert site.answers[0].changes == 2


def test_after_the_deadline_the_answer_is_frozen_and_what_was_typed_is_shown(site, sent, typed) -> None:
    client, address = sent
    form = client.get(f"{address}/change").text
    site.over()
    answer = client.post(f"{address}/change", data=data(typed(form, "send", title__a="Too late")))
    assert answer.status_code == 409
    assert 'value="Too late"' in answer.text
    assert site.answers[0].slots[0].title == "One record, entered once"
    assert client.get(f"{address}/change").status_code == 303
    assert "Change the answer" not in client.get(address).text


def test_a_change_that_is_refused_comes_back_whole(site, sent, typed) -> None:
    client, address = sent
    fields = data(typed(client.get(f"{address}/change").text, "send", title__a="Typed"))
    answer = client.post(f"{address}/change", data={**fields, "csrf": ["stale"]})
    assert answer.status_code == 403
    assert 'value="Typed"' in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_address_of_a_receipt_stands_in_no_other_page(site, sent) -> None:
    client, address = sent
    secret = address.rsplit("/", 1)[1]
    for path in ("/", "/calls/call-now", "/search?q=record", FORM):
        assert secret not in client.get(path).text
    for path in site.folder.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    kept = Inbox()
    with mail_server(kept) as port:
        yield kept, port


def test_with_a_mail_server_who_is_known_gets_the_receipt_by_mail_once(site, typed, whole, inbox) -> None:
    kept, port = inbox
    mail = {"KB_SMTP_HOST": "127.0.0.1", "KB_SMTP_PORT": str(port), "KB_SMTP_SECURITY": "none"}
    roots = {"KB_CONTENT": str(site.folder / "content"), "KB_HOME": str(site.folder / "var")}
    kb = knowledge_base({**roots, **mail, "KB_SMTP_FROM": "call@example.org"})
    app = create_app(kb, "https://kb.example")
    token = kb.invitations.link("call-now", "Example Systems Ltd", "large supplier", "ann@example.org")
    for address, letters in ((f"{FORM}?invitation={token}", 1), (FORM, 1)):  # a stranger is sent nothing
        client = app.test_client()
        page = client.get(address, base_url="https://kb.example").text
        more = {"email": "ann@example.org"}
        review = client.post(address, data=data(typed(page, "review", **whole, **more)), base_url="https://kb.example")
        for _ in range(2):
            sent = client.post(address, data=data(typed(review.text, "send")), base_url="https://kb.example")
        assert sent.status_code == 303
        assert len(kept.kept) == letters
    message = message_from_bytes(kept.kept[0].content, policy=policy.default)
    text = message.get_content()
    assert message["To"] == "ann@example.org"
    (answer,) = [answer for answer in site.answers if answer.audience == "members"]
    assert answer.id.upper() in text
    assert fingerprint(answer) in text
    assert f"https://kb.example/receipts/call-now/{answer.id}/" in text


def test_a_mail_server_that_is_down_does_not_stand_in_the_way(site, typed, whole) -> None:
    roots = {"KB_CONTENT": str(site.folder / "content"), "KB_HOME": str(site.folder / "var")}
    mail = {"KB_SMTP_HOST": "127.0.0.1", "KB_SMTP_PORT": "1", "KB_SMTP_FROM": "call@example.org"}
    kb = knowledge_base({**roots, **mail})
    client = create_app(kb, "http://localhost").test_client()
    address = f"{FORM}?invitation={kb.invitations.link('call-now', 'Example Ltd', 'charity', 'ann@example.org')}"
    review = client.post(address, data=data(typed(client.get(address).text, "review", **whole)))
    assert client.post(address, data=data(typed(review.text, "send"))).status_code == 303
    assert len(site.answers) == 1
