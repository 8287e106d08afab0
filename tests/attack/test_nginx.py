"""The guide's configuration in a real nginx before a real site: it starts, passes on what is needed, and holds off."""

import asyncio
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hostile_connections import KINDS, Site, ask, attack

from served_site import free_port, served_site

GUIDE = Path(__file__).parents[2] / "kb" / "docs" / "guide" / "operate.md"
NAME = "evidence.example.org"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
OPENSSL = shutil.which("openssl")
CONNECTIONS = 500
SECONDS = 4

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None or OPENSSL is None, reason="there is no nginx or no openssl on this machine"),
]


def configuration(folder: Path, port: int, site: int) -> str:
    """Return the guide's configuration with addresses and files of this machine; nothing else of it is changed."""
    found = re.search(r"```nginx\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found
    text = found[1]
    for old, new, number in (
        ("listen 443 ", f"listen 127.0.0.1:{port} ", 2),
        ("/etc/ssl/evidence.pem", str(folder / "site.pem"), 1),
        ("/etc/ssl/evidence.key", str(folder / "site.key"), 1),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{site}", 2),
    ):
        assert text.count(old) == number
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(folder / "site.key")]
    subprocess.run(
        [str(OPENSSL), "req", "-x509", *key, "-out", str(folder / "site.pem"), "-days", "2", "-subj", f"/CN={NAME}"],
        check=True,
        capture_output=True,
    )
    with served_site(folder, KB_BASE_URL=f"https://{NAME}", KB_PROXIES="1") as site:
        (folder / "kb.conf").write_text(configuration(folder, port, site))
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi"))
        temporary += "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid; error_log {folder}/error.log;"
            f"events {{ worker_connections 4096; }} http {{ access_log off; {temporary} include {folder}/kb.conf; }}"
        )
        command = [str(NGINX), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        made = Site("127.0.0.1", port, name=NAME, encrypted=True)
        try:
            wait_for(made)
            yield made
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait_for(site: Site) -> None:
    for _ in range(600):
        try:
            if asyncio.run(ask(site, "/health")) == 200:
                return
        except OSError:
            asyncio.run(asyncio.sleep(0.1))
    pytest.fail("nginx does not answer")


@pytest.mark.parametrize("kind", KINDS)
def test_the_site_behind_nginx_answers_all_the_while(proxied: Site, kind: str) -> None:
    told = attack(proxied, [kind], CONNECTIONS, SECONDS, 1.0)
    assert told.failures == []
    told.seconds.sort()
    assert told.seconds[-2] < 1, told.seconds
    sys.stdout.write(f"behind nginx, {kind}: {len(told.seconds)} answered, slowest {told.slowest:.2f} s\n")


def test_the_site_behind_nginx_knows_that_it_is_encrypted(proxied: Site) -> None:
    head = asyncio.run(head_of(proxied, "/sign-in"))
    assert head.startswith("HTTP/1.1 200")
    assert "; secure" in head.lower()


def test_who_asks_for_another_name_is_turned_away(proxied: Site) -> None:
    with pytest.raises(ssl.SSLError):
        asyncio.run(ask(replace(proxied, name="elsewhere.example.org"), "/health"))


async def head_of(site: Site, path: str) -> str:
    reader, writer = await site.connect(0)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {site.name}\r\nConnection: close\r\n\r\n".encode())
    whole = await reader.read()
    writer.close()
    return whole.partition(b"\r\n\r\n")[0].decode()
