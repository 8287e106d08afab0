"""What each kind of answer comes to, told by real servers: the table of the bad and the good."""

import dataclasses
import gzip
import time
from pathlib import Path

import pytest

from kb.domain.source.capture import Outcome
from scraper.captures import Captures
from scraper.gather import Gatherer


def test_a_good_page_is_new_and_becomes_markdown(house, web, page):
    house.put("buying", web.says("/report", page()))
    attempt = house.gather("buying")
    source = house.get("buying")
    assert (attempt.outcome, attempt.status) == (Outcome.NEW, 200)
    assert "**12.** Force 0 bought radios" in source.body
    assert source.captured is not None
    assert source.captured.sha256 == attempt.sha256
    assert source.captured.media_type == "text/html"


def test_the_body_lies_in_a_warc_before_and_whatever_comes_of_reading(house, web, clock):
    broken = b"%PDF-1.7\nthis is no PDF that anybody could read\n"
    house.put("broken", web.says("/r.pdf", broken, media_type="application/pdf"))
    attempt = house.gather("broken")
    assert attempt.outcome in (Outcome.FAILED, Outcome.SUSPICIOUS)
    kept = Captures(house.settings.home / "captures", clock.now, lambda: "x")
    assert kept.read(attempt.sha256) == broken
    assert (house.settings.home / "captures" / attempt.warc).is_file()
    assert house.get("broken").body == ""


def test_304_is_unchanged_and_asks_with_what_the_server_said(house, web, page):
    house.put("buying", web.says("/report", page(), ETag='"v1"', Last_Modified="Mon, 02 Nov 2026 10:00:00 GMT"))
    house.gather("buying")
    before = house.get("buying")
    attempt = house.gather("buying")
    sent = web.asked[-1][1]
    assert (attempt.outcome, attempt.status) == (Outcome.UNCHANGED, 304)
    assert sent["if-none-match"] == '"v1"'
    assert sent["if-modified-since"] == "Mon, 02 Nov 2026 10:00:00 GMT"
    assert house.get("buying") == before


def test_304_after_the_text_was_lost_reads_the_kept_body(house, web, page):
    house.put("buying", web.says("/report", page(), ETag='"v1"'))
    house.gather("buying")
    body = house.get("buying").body
    house.put("buying", web.host + "/report")  # somebody took the file back to what it was before
    attempt = house.gather("buying")
    assert (attempt.outcome, attempt.status) == (Outcome.NEW, 304)
    assert house.get("buying").body == body


def test_the_same_bytes_without_etag_are_unchanged_and_stored_once(house, web, page):
    house.put("buying", web.says("/report", page()))
    first, again = house.gather("buying"), house.gather("buying")
    assert again.outcome is Outcome.UNCHANGED
    assert again.sha256 == first.sha256
    assert again.warc == first.warc  # where the bytes lie
    warcs = {p.name: p.stat().st_size for p in (house.settings.home / "captures").glob("*.warc.gz")}
    second = next(name for name in warcs if name != first.warc)
    assert warcs[second] < warcs[first.warc]  # a reference to them


def test_the_same_text_in_other_bytes_is_unchanged(house, web, page):
    house.put("buying", web.says("/report", page()))
    house.gather("buying")
    before = house.get("buying")
    web.says("/report", page().replace("</body>", "<!-- served by machine 7 --></body>"))
    attempt = house.gather("buying")
    assert (attempt.outcome, attempt.detail) == (Outcome.UNCHANGED, "other bytes, the same text")
    assert house.get("buying") == before


def test_another_text_is_changed(house, web, page):
    house.put("buying", web.says("/report", page()))
    house.gather("buying")
    web.says("/report", page(13))
    attempt = house.gather("buying")
    assert attempt.outcome is Outcome.CHANGED
    assert "12 → 13 numbered paragraphs" in attempt.detail
    assert "**13.**" in house.get("buying").body


CHALLENGE = "<html><head><title>Just a moment...</title></head><body><h1>Just a moment...</h1></body></html>"


@pytest.mark.parametrize(
    ("status", "content", "headers"),
    [
        (403, CHALLENGE, {}),
        (503, CHALLENGE, {"Retry_After": "1"}),
        (200, CHALLENGE, {}),
        (405, "<h1>Human Verification</h1>", {}),
        (405, "", {"x_amzn_waf_action": "captcha"}),
        (403, "", {"cf_mitigated": "challenge"}),
        (403, "<h1>Forbidden</h1>", {}),
    ],
)
def test_a_challenge_is_blocked_never_text_never_retried(house, web, page, status, content, headers):
    house.put("buying", web.says("/report", page()))
    house.gather("buying")
    before = house.get("buying")
    web.says("/report", content, status=status, **headers)
    asked = len(web.paths)
    attempt = house.gather("buying")
    assert (attempt.outcome, attempt.status) == (Outcome.BLOCKED, status)
    assert house.get("buying") == before
    assert len(web.paths) == asked + 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            "<html><title>Page not found</title><main><h1>Page not found</h1><p>If you typed the web address, check it"
            " is correct and try it again a little later, or use the search box.</p></main></html>",
            "not found",
        ),
        ("<html><title>x</title><main><p>Short.</p></main></html>", ""),
        ("", "empty"),
    ],
)
def test_an_error_page_with_200_is_suspicious(house, web, page, content, why):
    house.put("buying", web.says("/report", page()))
    house.gather("buying")
    before = house.get("buying")
    web.says("/report", content)
    attempt = house.gather("buying")
    assert attempt.outcome is Outcome.SUSPICIOUS
    assert why in attempt.detail.lower()
    assert house.get("buying") == before


def test_much_shorter_and_fewer_paragraphs_are_suspicious(house, web, page):
    house.put("buying", web.says("/report", page(12)))
    house.gather("buying")
    web.says("/report", page(5))
    assert "much shorter" in house.gather("buying").detail
    web.says("/report", page(11))
    attempt = house.gather("buying")
    assert attempt.outcome is Outcome.SUSPICIOUS
    assert "fewer numbered paragraphs than before (11, was 12)" in attempt.detail
    assert "**12.**" in house.get("buying").body


def test_a_web_page_at_the_address_of_a_pdf_is_suspicious(house, web, page):
    house.put("buying", web.says("/report.pdf", page()))
    assert house.gather("buying").outcome is Outcome.SUSPICIOUS
    assert house.get("buying").body == ""


def _cut(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<main><p>" + b"half a report " * 500)
    handler.close_connection = True


def _torn_chunk(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"400\r\n" + b"x" * 100)
    handler.close_connection = True


@pytest.mark.parametrize("cut", [_cut, _torn_chunk])
def test_a_body_cut_short_is_tried_again_and_fails(house, web, clock, cut):
    house.put("buying", web.does("/report", cut))
    attempt = house.gather("buying")
    assert attempt.outcome is Outcome.FAILED
    assert "cut short" in attempt.detail
    assert web.paths == ["/report"] * 3
    assert len(clock.slept) == 2
    assert clock.slept[1] > clock.slept[0] >= 1
    assert house.get("buying").body == ""


def test_a_body_cut_short_once_is_had_the_second_time(house, web, page):
    def once(handler):
        web.says("/report", page())
        _cut(handler)

    house.put("buying", web.does("/report", once))
    assert house.gather("buying").outcome is Outcome.NEW


def test_redirects_in_a_circle_fail_and_end(house, web):
    house.put("round", web.says("/a", status=302, Location="/b"))
    web.says("/b", status=301, Location="/a")
    attempt = house.gather("round")
    assert attempt.outcome is Outcome.FAILED
    assert "circle" in attempt.detail
    assert web.paths == ["/a", "/b"]


def test_redirects_without_end_fail(house, web):
    for n in range(30):
        web.says(f"/{n}", status=302, Location=f"/{n + 1}")
    house.put("far", web.host + "/0")
    attempt = house.gather("far")
    assert "more than 8 redirects" in attempt.detail
    assert len(web.paths) == 9


def test_permanent_redirects_become_aliases_and_then_count_as_moved(house, web, page):
    house.put("buying", web.says("/old", status=301, Location="/middle"))
    web.says("/middle", status=308, Location="/new")
    web.says("/new", page())
    assert house.gather("buying").outcome is Outcome.NEW
    assert house.get("buying").aliases == (web.host + "/middle", web.host + "/new")
    assert house.gather("buying").outcome is Outcome.UNCHANGED  # it is where we know it to be


def test_a_redirect_found_later_is_moved_and_touches_nothing(house, web, page):
    house.put("buying", web.says("/old", page()))
    house.gather("buying")
    before = house.get("buying")
    web.says("/old", status=301, Location="/new")
    web.says("/new", page())
    attempt = house.gather("buying")
    assert attempt.outcome is Outcome.MOVED
    assert web.host + "/new" in attempt.detail
    assert house.get("buying") == before


def test_a_redirect_to_a_private_host_is_refused(house, web):
    house.put("trick", web.says("/a", status=302, Location="http://169.254.169.254/latest/"))
    attempt = house.gather("trick")
    assert attempt.outcome is Outcome.FAILED
    assert "link-local" in attempt.detail


def test_a_redirect_to_a_file_is_refused(house, web):
    house.put("trick", web.says("/a", status=302, Location="file:///etc/passwd"))
    assert "only http and https" in house.gather("trick").detail


@pytest.mark.parametrize("announced", [True, False])
def test_500_megabytes_are_not_read(house, web, announced):
    sent = 0

    def flood(handler):
        nonlocal sent
        handler.send_response(200)
        handler.send_header("Content-Type", "application/pdf")
        if announced:
            handler.send_header("Content-Length", str(500 * 2**20))
        else:
            handler.send_header("Connection", "close")
            handler.close_connection = True
        handler.end_headers()
        for _ in range(500):
            handler.wfile.write(bytes(2**20))
            sent += 2**20

    house.put("huge", web.does("/huge.pdf", flood))
    attempt = house.gather("huge")
    time.sleep(0.05)
    assert attempt.outcome is Outcome.FAILED
    assert "over the limit" in attempt.detail
    assert sent < (16 if announced else 80) * 2**20
    assert sum(p.stat().st_size for p in Path(house.settings.home, "captures").glob("*.warc.gz")) < 10_000


def test_a_small_answer_that_unpacks_without_end_is_stopped(house, web):
    bomb = gzip.compress(bytes(200 * 2**20), 9)
    house.put("bomb", web.says("/b", bomb, Content_Encoding="gzip"))
    assert "over the limit" in house.gather("bomb").detail


@pytest.mark.parametrize("head", ["text/html; charset=windows-1252", "text/html", "text/html; charset=iso-8859-1"])
def test_windows_1252_is_read_as_it_was_meant(house, web, page, head):
    text = page().replace(
        "<title>", "<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'><title>"
    )
    text = text.replace("Finding 3.", "“Smart” quotes – and €5 m – café.")
    house.put("old", web.says("/old.htm", text.encode("windows-1252"), media_type=head))
    assert house.gather("old").outcome is Outcome.NEW
    assert "“Smart” quotes – and €5 m – café." in house.get("old").body


def test_retry_after_in_seconds_is_waited_for(house, web, clock, page):
    def later(handler):
        web.says("/report", page())
        handler.send_response(503)
        handler.send_header("Retry-After", "17")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    house.put("buying", web.does("/report", later))
    assert house.gather("buying").outcome is Outcome.NEW
    assert clock.slept == [17.0]


def test_retry_after_as_a_date_is_waited_for(house, web, clock, page):
    def later(handler):
        web.says("/report", page())
        handler.send_response(429)
        handler.send_header("Retry-After", "Fri, 20 Nov 2026 09:00:40 GMT")  # the clock stands at 09:00:00
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    house.put("buying", web.does("/report", later))
    assert house.gather("buying").outcome is Outcome.NEW
    assert clock.slept == [40.0]


def test_a_long_retry_after_ends_the_matter_for_the_whole_host(house, web, clock, page):
    house.put("one", web.says("/1", status=503, Retry_After="3600"))
    house.put("two", web.says("/2", page()))
    with house.deps() as deps:
        gatherer = Gatherer(deps)
        first, second = gatherer.gather("one"), gatherer.gather("two")
    assert first.outcome is second.outcome is Outcome.FAILED
    assert "3600 s" in first.detail
    assert "left alone" in second.detail
    assert web.paths == ["/1"]
    assert clock.slept == []


def test_500_is_failed_after_three_tries(house, web):
    house.put("down", web.says("/r", "oh", status=500))
    attempt = house.gather("down")
    assert (attempt.outcome, attempt.status, len(web.paths)) == (Outcome.FAILED, 500, 3)


def test_nobody_at_home_is_failed(house, web):
    house.put("nowhere", "http://127.0.0.1:9/")
    assert "could not connect" in house.gather("nowhere").detail


def test_a_dead_address_is_gone_after_three_failures_over_three_days(house, web, clock):
    house.put("lost", web.host + "/lost")
    came = []
    for _ in range(4):
        came.append(house.gather("lost").outcome)
        clock.forward(days=1.5)
    assert came == [Outcome.FAILED, Outcome.FAILED, Outcome.GONE, Outcome.GONE]


def test_three_failures_in_an_hour_are_not_gone(house, web, clock):
    house.put("lost", web.host + "/lost")
    for _ in range(4):
        attempt = house.gather("lost")
        clock.forward(minutes=20)
    assert attempt.outcome is Outcome.FAILED


def test_robots_txt_is_heeded_and_the_answer_is_blocked(house, web, page):
    web.says("/robots.txt", "User-agent: *\nDisallow: /*/print$\n", media_type="text/plain")
    house.put("print", web.says("/report/print", page()))
    house.put("page", web.says("/report", page()))
    attempt = house.gather("print")
    assert attempt.outcome is Outcome.BLOCKED
    assert "robots.txt" in attempt.detail
    assert house.gather("page").outcome is Outcome.NEW
    assert "/report/print" not in web.paths


def test_robots_txt_that_breaks_keeps_us_out_for_now(house, web, page):
    web.says("/robots.txt", status=500)
    house.put("page", web.says("/report", page()))
    attempt = house.gather("page")
    assert attempt.outcome is Outcome.FAILED
    assert "robots.txt answered 500" in attempt.detail
    assert web.paths == []


def test_the_agent_says_who_and_whom_to_write_to(house, web, page):
    house.put("page", web.says("/report", page()))
    house.gather("page")
    assert {headers["user-agent"] for _, headers in web.asked} == {"police-it-evidence/0.1 (+somebody@example.org)"}


def test_credentials_in_an_address_are_neither_sent_nor_kept(house, web, page):
    web.says("/report", page())
    house.put("page", web.host.replace("http://", "http://user:secret@") + "/report")
    attempt = house.gather("page")
    assert attempt.outcome is Outcome.NEW
    assert all("authorization" not in headers for _, headers in web.asked)
    captured = house.get("page").captured
    assert captured is not None
    assert "secret" not in captured.address + attempt.address + attempt.detail


def test_an_address_that_is_private_is_refused_unless_allowed(house, web, page):
    house.put("page", web.says("/report", page()))
    strict = dataclasses.replace(house, settings=dataclasses.replace(house.settings, allow_hosts=()))
    attempt = strict.gather("page")
    assert "loopback" in attempt.detail
    assert "KB_ALLOW_HOSTS" in attempt.detail
    assert web.asked == []


def test_text_that_may_not_be_shown_goes_to_the_private_root(house, web, page):
    house.put("techuk", web.says("/r", page()), licence="all-rights-reserved")
    assert house.gather("techuk").outcome is Outcome.NEW
    source = house.get("techuk")
    assert source.body == ""
    assert source.captured is not None
    private = house.settings.private / "texts" / "techuk.md"
    assert "**12.** Force 0 bought" in private.read_text()
    assert house.gather("techuk").outcome is Outcome.UNCHANGED
    assert not list(house.settings.content[0].glob("texts/*"))


def test_a_source_edited_during_the_fetch_keeps_the_edit(house, web, page):
    def slow(handler):
        path = house.sources / "buying.md"
        path.write_text(path.read_text().replace("title: The buying report", "title: A better title"))
        web.says("/report", page())
        web.routes["/report"](handler)

    house.put("buying", web.does("/report", slow))
    assert house.gather("buying").outcome is Outcome.NEW
    assert house.get("buying").title == "A better title"
    assert "**12.**" in house.get("buying").body


def test_a_reader_that_breaks_fails_its_source_only(house, web, page):
    house.put("odd", web.says("/r", '{"a": [1', media_type="application/json"), reader="govuk")
    attempt = house.gather("odd")
    assert attempt.outcome in (Outcome.FAILED, Outcome.SUSPICIOUS)
    assert attempt.detail


def test_who_may_see_a_private_text_is_for_people_to_say(house, web, page):
    house.put("techuk", web.says("/r", page()), licence="all-rights-reserved")
    house.gather("techuk")
    private = house.settings.private / "texts" / "techuk.md"
    private.write_text(private.read_text().replace("audience: staff", "audience: members"))
    web.says("/r", page(14))
    assert house.gather("techuk").outcome is Outcome.CHANGED
    assert "**14.**" in private.read_text()
    assert "audience: members" in private.read_text()


def test_a_text_that_may_be_shown_now_stands_in_the_source_alone(house, web, page):
    house.put("nao", web.says("/r", page()), licence="unknown")
    house.gather("nao")
    private = house.settings.private / "texts" / "nao.md"
    assert private.is_file()
    path = house.sources / "nao.md"
    path.write_text(path.read_text().replace("licence: unknown", "licence: OGL-UK-3.0"))
    assert house.gather("nao").outcome is Outcome.NEW
    assert "**12.**" in house.get("nao").body
    assert not private.exists()


def test_to_run_what_has_no_address_says_so_and_leaves_its_state_alone(house):
    house.put("filed")
    assert "it has no address" in house.gather("filed").detail
    with house.deps() as deps:
        assert deps.log.attempts("filed") == ()
