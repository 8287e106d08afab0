"""Keep what every role sees of every page in a file, or compare two such files.

    python tests/tools/crawl_pages.py OUT.json [--most 1500]   # of the checkout that it is called in
    python tests/tools/crawl_pages.py --compare OLD.json NEW.json [--show 20]

The shipped content is copied to a passing folder, indexed and served by `kb serve` of the checkout in the working
directory, so that the script can be called in an older one too. What differs at each run (form tokens, times, the
addresses of styles) is put out of the way, and so is white space between tags.
"""

import argparse
import difflib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup

ROLES = ("public", "member", "analyst", "staff")
PASSPHRASE = "seven quiet herons wade"
SKIPPED = re.compile(r"/(static|sign-out|export/|brief/.*\.(docx|zip))|\.(docx|zip)$")
PASSING = (
    (re.compile(r"127\.0\.0\.1:\d+"), "site"),
    (re.compile(r'(name="csrf" value=")[^"]*'), r"\1-"),
    (re.compile(r"/static/[^\"']*"), "/static/-"),
    (re.compile(r"\d{1,2} \w+ 20\d\d,? (at )?\d{1,2}:\d\d( ?[ap]m)?|\d{1,2}:\d\d(:\d\d)?"), "-"),
    (re.compile(r'name="(token|secret|read|seen)" value="[^"]*"'), "-"),
    (re.compile(r"&#39;|&#x27;"), "'"),
    (re.compile(r"&#34;|&quot;"), '"'),
    (re.compile(r"\s+"), " "),
    (re.compile(r"> <"), "><"),
    (re.compile(r"> | <"), lambda match: match[0].strip()),
)


def main() -> int:
    """Crawl or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--most", type=int, default=1500)
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    if options.compare:
        return compare(*options.files, show=options.show)
    with tempfile.TemporaryDirectory() as folder:
        pages = crawl(Path(folder), options.most)
    options.files[0].write_text(json.dumps(pages, indent=0, sort_keys=True), encoding="utf-8")
    print({role: len(found) for role, found in pages.items()})
    return 0


def crawl(folder: Path, most: int) -> dict[str, dict[str, str]]:
    """Return the pages that each role is led to from the first one, by their addresses."""
    shutil.copytree("content", folder / "content")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "KB_CONTENT": str(folder / "content"),
        "KB_HOME": str(folder / "var"),
        "KB_BASE_URL": site,
        "PYTHONPATH": str(Path.cwd()),
    }

    def kb(*words: str) -> str:
        command = [sys.executable, "-c", "from kb.cli import main; main()", *words]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    kb("index", "sync")
    links = {role: kb("user", "invite", f"{role}@example.org", "--role", role).strip() for role in ROLES[1:]}
    with serving(environment, port, site):
        return {role: dict(walk(site, links.get(role, ""), most)) for role in ROLES}


@contextmanager
def serving(environment: dict[str, str], port: int, site: str) -> Iterator[None]:
    """Serve the site while the caller asks."""
    command = [sys.executable, "-c", "from kb.cli import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as served:
        try:
            for _ in range(300):
                try:
                    if httpx.get(f"{site}/health").status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.2)
            yield
        finally:
            served.send_signal(signal.SIGTERM)


def walk(site: str, link: str, most: int) -> Iterator[tuple[str, str]]:
    """Yield address and page of everything that is linked, breadth first, for who accepted an invitation."""
    with httpx.Client(base_url=site, timeout=120, follow_redirects=True) as client:
        if link:
            form = BeautifulSoup(client.get(link).text, "html.parser").select_one('form[action^="/welcome"], main form')
            fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
            fields |= {"passphrase": PASSPHRASE, "again": PASSPHRASE}
            client.post(urlsplit(link).path, data=fields, headers={"Origin": site}).raise_for_status()
        seen, waiting = {"/"}, deque(["/"])
        while waiting and most:
            address = waiting.popleft()
            answer = client.get(address)
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            most -= 1
            yield address, f"{answer.status_code} {lasting(answer.text)}"
            for anchor in BeautifulSoup(answer.text, "html.parser").select("a[href]"):
                found = urldefrag(urljoin(f"{site}{address}", anchor["href"])).url
                path = found.removeprefix(site)
                one_search = path.startswith("/search") and address.startswith("/search")
                if found.startswith(site) and path not in seen and not SKIPPED.search(path) and not one_search:
                    seen.add(path)
                    waiting.append(path)


def lasting(page: str) -> str:
    """Return a page without what differs at each run."""
    for pattern, instead in PASSING:
        page = pattern.sub(instead, page)
    return page


def compare(old: Path, new: Path, show: int) -> int:
    """Print which pages differ, and how; return 1 where any does."""
    before, after = (json.loads(path.read_text(encoding="utf-8")) for path in (old, new))
    same, differing = 0, []
    for role in ROLES:
        for address in sorted({*before[role], *after[role]}):
            was, now = before[role].get(address, ""), after[role].get(address, "")
            if was == now:
                same += 1
            else:
                differing.append((role, address, was, now))
    print(f"{same} pages the same, {len(differing)} differ")
    for role, address, was, now in differing[:show]:
        print(f"\n{role} {address}: {len(was)} and {len(now)} characters")
        pieces = [text.replace("><", ">\n<").split("\n") for text in (was, now)]
        lines = difflib.unified_diff(*pieces, lineterm="", n=0)
        print("\n".join(line[:220] for line in list(lines)[2:14]))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
