"""Print what the good and the bad answers of a real local server come to: outcome, words, bytes read, time.

.venv/bin/python tests/tools/show_answers.py
"""

import sys
import tempfile
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import click

sys.path[:0] = [str(Path(__file__).parents[1] / name) for name in ("scraper", "kit")]

from conftest import Clock, House, sentences
from web_server import Web, serve

from kb.storage.settings import settings_from

ERROR = "<html><title>Page not found</title><main><h1>Page not found</h1><p>We cannot find that page. {}</p></main>"
PAGE = "<!doctype html><title>How forces buy</title><main><h1>How forces buy</h1>{}</main>"
BODY = "".join(f"<p>{n}. {sentences(3)}</p>" for n in range(1, 13))


def flood(announced: bool, sent: list[int]) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/pdf")
        if announced:
            handler.send_header("Content-Length", str(500 * 2**20))
        handler.send_header("Connection", "close")
        handler.close_connection = True
        handler.end_headers()
        for _ in range(500):
            handler.wfile.write(bytes(2**20))
            sent[0] += 2**20

    return answer


def cut(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "90000")
    handler.end_headers()
    handler.wfile.write(PAGE.format(BODY).encode())
    handler.close_connection = True


def later(web: Web, path: str, seconds: int) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        web.says(path, PAGE.format(BODY))
        handler.send_response(503)
        handler.send_header("Retry-After", str(seconds))
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def main() -> None:
    web, server = serve()
    sent = [0]
    page = PAGE.format(BODY)
    old = PAGE.format("<meta charset=windows-1252>" + BODY + "<p>“Smart” quotes – and €5 m – café.</p>")
    web.says("/circle-a", status=302, Location="/circle-b")
    web.says("/circle-b", status=301, Location="/circle-a")
    cases = {
        "a page": web.says("/page", page, ETag='"v1"'),
        "the same again: 304": web.host + "/page",
        "a challenge page with 403": web.says("/no", "<title>Just a moment...</title>", status=403),
        "a 200 that is an error page": web.says("/oops", ERROR.format("Try the search.")),
        "a body cut short": web.does("/cut", cut),
        "a redirect loop": web.host + "/circle-a",
        "500 MB, announced": web.does("/huge", flood(True, sent)),
        "500 MB, not announced": web.does("/flood", flood(False, sent)),
        "a page in Windows-1252": web.says("/old", old.encode("windows-1252"), media_type="text/html"),
        "503 with Retry-After: 2": web.does("/later", later(web, "/later", 2)),
        "503 with Retry-After: 3600": web.says("/never", status=503, Retry_After="3600"),
    }
    click.echo("| answer | outcome | status | asked | read | kept | seconds | why |\n" + "| --- " * 8 + "|")
    with tempfile.TemporaryDirectory() as place:
        settings = settings_from(
            {"KB_CONTENT": f"{place}/content", "KB_HOME": f"{place}/var", "KB_ALLOW_HOSTS": "127.0.0.1"}
        )
        house = House(settings, Clock(sleep_for_real=True))
        for case, address in cases.items():
            id = address.rsplit("/", 1)[1]
            if not (house.sources / f"{id}.md").exists():
                house.put(id, address)
            asked, began, sent[0] = len(web.paths), time.perf_counter(), 0
            attempt = house.gather(id)
            seconds = time.perf_counter() - began
            read = f"≤ {sent[0] / 2**20:.0f} MB" if "500 MB" in case else "all"
            kept = "yes" if attempt.warc else "no"
            why = attempt.detail.replace(web.host, "").replace("|", " ")
            click.echo(
                f"| {case} | {attempt.outcome} | {attempt.status or '–'} | {len(web.paths) - asked} × "
                f"| {read} | {kept} | {seconds:.1f} | {why} |"
            )
        click.echo(f"\nWindows-1252 came out as: {house.get('old').body.splitlines()[-1]}")
    server.shutdown()


if __name__ == "__main__":
    main()
