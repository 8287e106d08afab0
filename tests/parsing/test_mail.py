"""Mails of any make are read; any bytes at all are read without an error, and what they say is not lost."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.parsing.mail.html_text import read_html
from kb.parsing.mail.mailbox import is_mailbox, mails_in
from kb.parsing.mail.message import read_mail, unflowed
from kb.parsing.text_bytes import decoded

FIXTURES = Path(__file__).parents[1] / "fixtures" / "mail"
PIECES = [
    b"From: a@b.example\n",
    b"Subject: =?utf-8?B?4pyT?=\n",
    b"Subject: =?x?Q?=zz?=\n",
    b"Content-Type: multipart/mixed; boundary=x\n",
    b'Content-Type: text/plain; charset="nonsense"\n',
    b"Content-Type: text/html\n",
    b"Content-Type: message/rfc822\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Disposition: attachment; filename*=utf-8''%ff\n",
    b"Date: 99 Foo 99999 25:61:00 +9999\n",
    b"Received: from x; Mon, 1 Jan 0001 00:00:00 +2359\n",
    b"\n",
    b"--x\n",
    b"--x--\n",
    b"words \xff\xfe\x00\n",
]
HTML = st.lists(
    st.one_of(
        st.sampled_from(
            "<p> </p> <div> </div> <blockquote> </blockquote> <ol> </ol> <ul> </ul> <li> </li> <table> </table>"
            " <tr> </tr> <td> </td> <th> <br> <pre> </pre> <style> </style> <title> </title> <!-- --> &nbsp; &#0;"
            " &#xD800; <![CDATA[ <".split()
        ),
        st.text(max_size=5),
    ),
    max_size=40,
).map("".join)


@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=20).map(b"".join)))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    mail = read_mail(data)
    assert isinstance(mail.plain, str)
    list(mails_in(data))


def test_bytes_that_are_no_mail_keep_their_words_and_say_so() -> None:
    mail = read_mail("just words – no header".encode())
    assert mail.plain == "just words – no header"
    assert mail.problems


@given(HTML)
def test_any_html_is_read_without_an_error(html: str) -> None:
    read_html(html)


TAGS = ["<p>", "</p>", "<td>", "<table>", "</li>", "<ol>", "<li>", "</table>", "<blockquote>", "<tr>"]


@given(st.lists(st.sampled_from(TAGS), max_size=20), st.integers(0, 20))
def test_no_markup_however_broken_loses_the_words(tags: list[str], at: int) -> None:
    html = "".join((*tags[:at], "precious words", *tags[at:]))
    assert "precious words" in " ".join(read_html(html).text.split())


def test_deep_nesting_exhausts_nothing() -> None:
    assert read_html("<div>" * 50_000 + "words").text.strip() == "words"
    assert "words" in read_html("<table><tr><td>" * 2_000 + "words").text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("One<br>Two", "One\nTwo"),
        ("<ol start=3><li>A</li><li>B<ul><li>c</li></ul></li></ol>", "3. A\n4. B\n  - c"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>x<br>y</td></tr></table>", "A\tB\n1\tx y"),
        ("<table><tr><td>Only <b>layout</b></td></tr></table>", "Only layout"),
        ("<p>Said</p><blockquote>Asked<br>more</blockquote>", "Said\n\n> Asked\n> more"),
        ("<style>p {}</style><script>x()</script>words &amp; more", "words & more"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("", ""),
    ],
)
def test_html_keeps_what_carries_meaning(html: str, text: str) -> None:
    assert read_html(html).text == text


def test_words_in_windows_1252_under_another_name() -> None:
    assert decoded(b"don\x92t \x96 \xa32m", "iso-8859-1") == "don’t – £2m"
    assert decoded("don’t".encode(), "us-ascii") == "don’t"
    assert decoded("don’t".encode("utf-16"), "utf-16") == "don’t"
    assert decoded(b"\xff", "no-such") == "ÿ"


def test_lines_that_the_program_broke_are_joined_again() -> None:
    assert unflowed("one \ntwo\n> three \n> four\n>> five\n-- \nname") == "one two\n> three four\n>> five\n-- \nname"


def test_the_nearest_server_says_when_it_came() -> None:
    mail = read_mail(
        b"Received: from b by a; Tue, 13 Sep 2016 02:14:07 -0700\n"
        b"Received: from c by b; Tue, 13 Sep 2016 01:00:00 -0700\n"
        b"Date: Mon, 1 Jan 2001 00:00:00 +0000\nFrom: a@b.example\n\nx"
    )
    assert mail.received is not None
    assert mail.received.isoformat() == "2016-09-13T09:14:07+00:00"


def test_encoded_names_and_addresses() -> None:
    mail = read_mail(b"From: =?utf-8?Q?Zo=C3=AB?= <ZOE@B.Example>\nSubject: =?iso-8859-1?Q?=A32m?=\n\nx")
    assert (mail.sender, mail.sender_name, mail.subject) == ("zoe@b.example", "Zoë", "£2m")


def test_what_a_machine_sent_is_told() -> None:
    assert read_mail(b"From: a@b.example\nAuto-Submitted: auto-replied\n\nAway").automatic
    assert not read_mail(b"From: a@b.example\nAuto-Submitted: no\n\nHere").automatic


def test_attachments_and_mails_within_mails() -> None:
    whole = (
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nSee below\n"
        b"--x\nContent-Type: message/rfc822\n\nFrom: c@d.example\nSubject: Inner\n\nHello\n"
        b"--x\nContent-Type: image/png\nContent-ID: <1>\nContent-Transfer-Encoding: base64\n\n"
        + base64.b64encode(b"png")
        + b"\n--x--\n"
    )
    mail = read_mail(whole)
    assert mail.plain.strip() == "See below"
    assert [(a.media_type, a.inline) for a in mail.attachments] == [("message/rfc822", False), ("image/png", True)]
    assert b"Subject: Inner" in mail.attachments[0].content


def test_every_fixture_has_a_sender_a_time_and_words() -> None:
    mails = [read_mail(path.read_bytes()) for path in sorted(FIXTURES.glob("*.eml"))]
    assert len(mails) == 24
    assert all(mail.sender and mail.received and mail.readings and not mail.problems for mail in mails)


def test_a_box_gives_each_mail_as_it_was() -> None:
    first = b"From: a@b.example\nSubject: 1\n\nFrom our side all is well 2016\nFrom here on: too\n"
    second = b"From: c@d.example\nSubject: 2\n\nx\n"
    stuffed = first.replace(b"\nFrom our", b"\n>From our").replace(b"\nFrom here", b"\n>From here")
    box = b"From a@b Mon Sep 12 10:00:00 2016\n" + stuffed + b"\nFrom c@d Mon Sep 12 11:00:00 2016\n" + second + b"\n"
    assert is_mailbox(box)
    assert list(mails_in(box)) == [first, second]
    assert not is_mailbox(first)
