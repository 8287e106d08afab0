"""A new installation for a walk: ``kb`` in the terminal, ``kb serve`` in its own processes, pages, pictures, axe."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from playwright.sync_api import Browser, BrowserContext, Page

from in_browser import NARROW, WIDE, Axe
from mail_server import free_port

KB = (sys.executable, "-c", "from kb.cli import main; main()")
PASSPHRASE = "four words nobody guesses"
PATIENCE = 120
"""Seconds for the server to come up, and for a page to come: on a busy machine they take their time, and a walk that
gives up on one tells nothing."""


@dataclass
class Walk:
    """What a walk goes through: the installation, its server, a browser, and what was seen."""

    home: Path
    address: str
    first_link: str
    environment: dict[str, str]
    browser: Browser
    pictures: Path | None
    axe: Axe = field(default_factory=Axe)
    faults: list[str] = field(default_factory=list)
    looked_at: int = 0

    def saw(self, step: str, what: str) -> None:
        """Print a step with what was seen."""
        print(f"| {step} | {' '.join(what.split())} |", flush=True)

    def kb(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run ``kb`` as a terminal would; it has to leave with ``code``."""
        done = subprocess.run([*KB, *words], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return done

    def person(self, **options) -> BrowserContext:
        """Open a window of somebody's own; what its console says counts as a fault."""
        made = self.browser.new_context(
            viewport={"width": WIDE[0], "height": WIDE[1]}, base_url=self.address, **options
        )

        made.set_default_timeout(PATIENCE * 1000)

        def heard(message) -> None:
            if not message.text.startswith("Failed to load resource: the server responded"):
                self.faults.append(f"{message.page.url} said {message.text}")

        made.on("console", heard)
        return made

    def look(self, page: Page, name: str, *, picture: bool = False) -> None:
        """Run axe on a page, its parts opened, in light and dark; take pictures, wide and narrow, light and dark."""
        if picture:
            self._pictures(page, name)
        self.looked_at += 1
        self.faults += [f"{name}: {fault}" for fault in self.axe.faults_by_day_and_night(page)]

    def _pictures(self, page: Page, name: str) -> None:
        for width, height in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": height})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                self.faults.append(f"{name} scrolls sideways at {width} px")
            for scheme in ("dark", "light") if self.pictures else ():
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=f"{self.pictures}/{name}-{width}-{scheme}.png", full_page=True)


def set_up(page: Page, link: str, email: str = "") -> None:
    """Set a passphrase by the link of an invitation."""
    page.goto(link)
    if email:
        page.fill("#email", email)
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    page.click("text=Set passphrase and sign in")
    page.wait_for_url("**/desk")


@contextmanager
def walk(home: Path, browser: Browser, pictures: Path | None) -> Iterator[Walk]:
    """Index the content below ``home`` and serve it; stops the server at the end."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KB_")},
        **{"KB_CONTENT": str(home / "content"), "KB_HOME": str(home / "var"), "KB_BASE_URL": address},
    }
    subprocess.run([*KB, "index", "sync"], env=environment, check=True, capture_output=True)
    said = home / "served.txt"
    with said.open("w") as stream:
        process = subprocess.Popen([*KB, "serve", "--port", str(port)], env=environment, stderr=stream)
    try:
        link = _first_link(said)
        _wait_for(address)
        yield Walk(home, address, link, environment, browser, pictures)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _first_link(said: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while not (found := re.search(r"The first staff: (\S+)", said.read_text())):
        assert time.monotonic() < deadline, said.read_text()
        time.sleep(0.1)
    return found[1]


def _wait_for(address: str) -> None:
    """Wait until a server answers; the link is printed before it does."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with suppress(httpx.TransportError):
            httpx.get(f"{address}/health", timeout=PATIENCE)
            return
        assert time.monotonic() < deadline, f"{address} does not answer"
        time.sleep(0.1)
