"""HTML mails: what is shown is read with its numbers, what is struck or hidden is told, no markup takes long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.parsing.mail.html_text import read_html
from kb.parsing.mail.message import read_mail

SEEDS = [
    "<ul><li>",
    "<ol><li>a",
    "<ol reversed><li>",
    "<!--",
    '<a b="',
    "<a b='",
    "<b",
    "<a ",
    "<a/",
    "a<",
    "<div\n",
    "<div>",
    "<table><tr><td>",
    "<blockquote>",
    "<!",
    "<?",
    "</",
    "&#x",
    "&",
    "<![CDATA[",
    "<s>",
    "<p>",
    "<script>",
    "<title>",
    "<style>",
    "<style>/*",
    "<style>{",
    "<style>a{b:c}</style>",
    "<p style='text-decoration:",
]
SIZE = 100_000


@pytest.mark.parametrize("seed", SEEDS)
def test_no_markup_however_often_repeated_takes_long(seed: str) -> None:
    began = time.process_time()
    read_html(seed * (SIZE // len(seed)))
    assert time.process_time() - began < 5


@given(st.lists(st.sampled_from([*SEEDS, "words", ">", '"', "-->", "</p>", "</style>"]), max_size=4))
@settings(deadline=None, max_examples=40)
def test_no_mixture_of_them_takes_long_either(pieces: list[str]) -> None:
    unit = "".join(pieces)
    began = time.process_time()
    read_html(unit * (SIZE // max(len(unit), 1)))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<ol><li value="2">B<li value="1">A</ol>', "2. B\n1. A"),
        ('<ol><li value="4">D<li>E</ol>', "4. D\n5. E"),
        ("<ol reversed><li>C<li>B<li>A</ol>", "3. C\n2. B\n1. A"),
        ("<ol reversed start=9><li>I<li>H</ol>", "9. I\n8. H"),
        ("<ol reversed><li>B<ol><li>x<li>y</ol><li>A</ol>", "2. B\n  1. x\n  2. y\n1. A"),
        ("<ol start=0><li>A</ol>", "0. A"),
        ("<ol type=a><li>A<li>B</ol>", "a) A\nb) B"),
        ('<ol style="list-style-type: upper-alpha"><li>A</ol>', "A) A"),
        ("<ol type=I><li>A<li>B</ol>", "1. A\n2. B"),
        ("10<sup>6</sup> and CO<sub>2</sub>, the 1<sup>st</sup>", "10⁶ and CO₂, the 1st"),
        ("&#8203;1. A<br>&lrm;2. B", "1. A\n2. B"),
    ],
)
def test_the_number_that_is_printed_is_the_rank(html: str, text: str) -> None:
    found = read_html(html)
    assert (found.text, found.unseen, found.doubts) == (text, (), ())


HIDING = [
    ("<s>no</s>", "struck out"),
    ("<strike>no</strike>", "struck out"),
    ("<del>no</del>", "struck out"),
    ('<span style="text-decoration: underline line-through">no</span>', "struck out"),
    ('<span style="text-decoration-line:line-through!important">no</span>', "struck out"),
    ('<span class="gone">no</span>', "struck out"),
    ('<b><i class="x gone">n<u>o</u></i></b>', "struck out"),
    ('<span style="display:none">no</span>', "hidden"),
    ('<span style="color:red; visibility : hidden">no</span>', "hidden"),
    ('<span style="mso-hide:all">no</span>', "hidden"),
    ('<span style="font-size:0px">no</span>', "hidden"),
    ("<div hidden>no</div>", "hidden"),
    ('<div id="pre">no</div>', "hidden"),
]


@pytest.mark.parametrize(("html", "look"), HIDING)
def test_what_is_struck_out_or_hidden_is_left_out_and_told(html: str, look: str) -> None:
    sheet = "<style>/* a */ p span.gone, i.gone { text-decoration: line-through } #pre{display:none}</style>"
    found = read_html(f"{sheet}<p>1. One list {html}</p><p>2. Two</p>")
    assert found.text.split() == ["1.", "One", "list", "2.", "Two"]
    assert [(one.words, one.look) for one in found.unseen] == [("no", look)]
    assert found.unseen[0].before == ("<div" in html)
    assert found.doubts == ()


def test_a_style_that_shows_hides_nothing() -> None:
    html = '<p style="text-decoration:underline; display:block; font-size:10px; opacity:0.9">words</p>'
    assert read_html(html).unseen == ()


def test_marks_that_turn_letters_round_send_a_mail_to_a_person() -> None:
    mail = read_mail("From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\n1. \u202eenod".encode())
    assert "turn" in mail.problems[0]


def test_an_invitation_is_sent_by_a_machine() -> None:
    head = "From: a@b.example\nContent-Type: multipart/alternative; boundary=x\n\n"
    parts = "--x\nContent-Type: text/plain\n\n1. Meet\n--x\nContent-Type: text/calendar; method=PUBLISH\n\nX\n--x--\n"
    assert read_mail(f"{head}{parts}".encode()).automatic
