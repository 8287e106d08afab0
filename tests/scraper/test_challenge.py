"""Challenge pages are known by their marks, and reports that speak of them are not taken for one."""

import time

import pytest

from scraper.challenge import is_challenge

PAGE = b"<html><head><title>%s</title></head><body><p>%s</p></body></html>"
LONG = b" ".join(b"Forces told us about their systems in interview %d." % n for n in range(60))


@pytest.mark.parametrize("status", [200, 401, 403, 405, 429, 503])
@pytest.mark.parametrize(
    "phrase", [b"Just a moment...", b"Performing security verification", b"Human Verification", b"HUMAN VERIFICATION"]
)
def test_phrases(status, phrase):
    assert is_challenge(status, {}, PAGE % (phrase, b"Please wait."))


@pytest.mark.parametrize(
    "headers",
    [
        {"cf-mitigated": "challenge"},
        {"CF-Mitigated": "Challenge"},
        {"x-amzn-waf-action": "captcha"},
        {"X-Amzn-Waf-Action": "challenge"},
    ],
)
@pytest.mark.parametrize("status", [200, 202, 403, 405])
def test_headers(status, headers):
    assert is_challenge(status, headers, b"")


def test_machinery_without_a_phrase():
    script = b"<script src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script>"
    assert is_challenge(403, {}, PAGE % (b"Wait", script))
    assert is_challenge(200, {}, PAGE % (b"Wait", script))


@pytest.mark.parametrize(
    ("status", "headers", "content"),
    [
        (200, {}, PAGE % (b"Forces and bots", b'The site showed "Just a moment" to us. ' + LONG)),
        (200, {"cf-mitigated": ""}, PAGE % (b"Report", b"Text.")),
        (200, {}, b"%PDF-1.4 Just a moment"),
        (200, {}, b'{"title": "Just a moment"}'),
        (200, {}, b""),
        (403, {}, PAGE % (b"Forbidden", b"No.")),
        (404, {}, PAGE % (b"Just a moment", b"")),
        (500, {}, PAGE % (b"Just a moment", b"")),
        (200, {}, PAGE % (b"Report", b"<script>/* cf-ray */</script> Human rights and verification of identity.")),
    ],
)
def test_others_are_not(status, headers, content):
    assert is_challenge(status, headers, content) == ""


@pytest.mark.parametrize("page", [b"<" * 200_000, b"<script>" * 25_000, b"<style" * 30_000, b"< " * 100_000])
def test_a_page_made_to_slow_us_does_not(page):
    began = time.process_time()
    is_challenge(200, {}, page)
    assert time.process_time() - began < 10
