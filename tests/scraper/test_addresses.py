"""Addresses: what is fetched, what is refused, and when two are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.addresses import AddressRefused, clean, host_of, refusal, same_place
from scraper.fetched import FetchError
from scraper.guard import numbers_of

PRIVATE = [
    *(
        "127.0.0.1 127.8.8.8 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1 240.0.0.1 "
        "255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12::1 fec0::1 ff02::1 2001:db8::1 "
        "::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: 2002:a00:1::1"
    ).split(),
    "not a number",
]
PUBLIC = ["151.101.0.144", "8.8.8.8", "2a04:4e42::144", "64:ff9b::808:808", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("number", PRIVATE)
def test_private_numbers_are_refused(number):
    assert refusal(number)


@pytest.mark.parametrize("number", PUBLIC)
def test_public_numbers_are_called(number):
    assert refusal(number) == ""


def test_one_private_number_among_public_ones_refuses_the_host():
    with pytest.raises(FetchError, match=r"10\.0\.0\.7, a private address"):
        numbers_of("https://www.example.org/", lambda host, port: ("8.8.8.8", "10.0.0.7"), ())


def test_an_allowed_host_is_called_whatever_its_number():
    def private(host, port):
        return ("10.0.0.7",)

    assert numbers_of("http://intranet/x", private, {"intranet"}) == ("10.0.0.7",)
    assert numbers_of("http://intranet:8080/x", private, {"intranet:8080"}) == ("10.0.0.7",)
    with pytest.raises(FetchError):
        numbers_of("http://intranet:9090/x", private, {"intranet:8080"})


def test_numbers_in_disguise_are_resolved_like_names():
    asked = []

    def resolver(host, port):
        asked.append((host, port))
        return ("127.0.0.1",)

    for disguised in ("http://2130706433/", "http://0x7f.1/", "http://localhost./"):
        with pytest.raises(FetchError):
            numbers_of(clean(disguised), resolver, ())
    assert len(asked) == 3


def test_a_name_that_nobody_knows():
    def nobody(host, port):
        raise OSError("Name or service not known")

    with pytest.raises(FetchError, match="no such host"):
        numbers_of("https://no.example/", nobody, ())


@pytest.mark.parametrize(
    ("address", "cleaned"),
    [
        ("HTTP://User:Pass@WWW.Example.org:80/A?b=c#d", "http://www.example.org/A?b=c"),
        ("https://example.org:8443", "https://example.org:8443/"),
        ("https://example.org/a b/é?q=ü&x=%20", "https://example.org/a%20b/%C3%A9?q=%C3%BC&x=%20"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://wired.example/print/A+B+C", "https://wired.example/print/A+B+C"),
        ("http://[2A04::1]:81/", "http://[2a04::1]:81/"),
    ],
)
def test_clean(address, cleaned):
    assert clean(address) == cleaned


@pytest.mark.parametrize(
    "address", ["", "ftp://x/", "file:///etc/passwd", "javascript:alert(1)", "https://", "http://[::1", "//x/", "/x"]
)
def test_refused(address):
    with pytest.raises(AddressRefused):
        clean(address)


def test_relative_to_a_page():
    assert clean("../2302.htm#a", "https://p.example/pa/23/2301.htm") == "https://p.example/pa/2302.htm"
    assert clean("//other.example/x", "https://p.example/") == "https://other.example/x"


@given(st.text(max_size=60), st.sampled_from(["", "https://example.org/a/b"]))
def test_clean_is_settled_or_refuses(text, base):
    try:
        once = clean(text, base)
    except AddressRefused:
        return
    assert clean(once) == once
    assert host_of(once)
    assert "@" not in host_of(once)
    assert "\n" not in once


def test_spellings_of_one_place_meet():
    spelled = [
        "https://www.gov.uk/government/x/",
        "http://gov.uk/government/x#top",
        "https://www.gov.uk/government/x?utm_source=179&utm_medium=crbullet",
    ]
    assert len({same_place(address) for address in spelled}) == 1
    assert same_place("https://www.gov.uk/x?page=2") != same_place("https://www.gov.uk/x?page=3")
