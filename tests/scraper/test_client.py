"""The client's own rules: pinning, TLS names, pauses, limits, several numbers for one name."""

import datetime as dt
import http.server
import socket
import ssl
import subprocess
import threading
import time

import pytest

from scraper.backoff import Backoff, retry_after
from scraper.client import Client, Environment, FetchLimits, Request
from scraper.fetched import FetchError
from scraper.gate import HostGate

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def client(resolver=lambda host, port: ("127.0.0.1",), sleep=lambda s: None, **options):
    world = Environment(lambda: NOW, time.monotonic, sleep, lambda: 0.5, resolver)
    return Client("tester/1", world, **{"allow_hosts": {"files.example", "127.0.0.1"}, **options})


def port_of(web):
    return int(web.host.rsplit(":", 1)[1])


def test_it_connects_to_the_number_it_checked_and_says_the_name(web):
    web.says("/x", "hello")
    names = []

    def resolver(host, port):
        names.append(host)
        return ("127.0.0.1",)

    answer = client(resolver).fetch(Request(f"http://files.example:{port_of(web)}/x"))
    assert answer.content == b"hello"
    assert web.asked[0][1]["host"] == f"files.example:{port_of(web)}"
    assert set(names) == {"files.example"}


def test_a_name_that_changes_its_number_after_the_check_gains_nothing(web):
    web.says("/x", "secret of the inner network")
    turns = iter([("93.184.216.34",), ("127.0.0.1",)])
    with pytest.raises(FetchError, match="loopback"):
        client(lambda host, port: next(turns), allow_hosts=()).fetch(Request(f"http://rebind.example:{port_of(web)}/x"))
    assert web.asked == []


def test_the_next_number_is_tried_where_one_does_not_connect(web):
    web.says("/x", "hello")
    answer = client(lambda host, port: ("127.0.0.2", "127.0.0.1")).fetch(
        Request(f"http://files.example:{port_of(web)}/x")
    )
    assert answer.content == b"hello"


@pytest.fixture
def tls(tmp_path, web):
    """Put TLS in front of the server, with a certificate for one name."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=files.example"
    )
    names = ["-addext", "subjectAltName=DNS:files.example", "-keyout", str(key), "-out", str(cert)]
    made = subprocess.run([*command.split(), *names], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no openssl here to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)

    class Plain(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Plain)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server.server_port, ssl.create_default_context(cafile=cert)
    server.shutdown()
    server.server_close()


def test_the_certificate_is_checked_against_the_name_not_the_number(tls):
    port, trust = tls
    assert client(tls=trust).fetch(Request(f"https://files.example:{port}/")).content == b"hello"
    with pytest.raises(FetchError, match="could not connect"):
        client(tls=trust, allow_hosts={"other.example"}).fetch(Request(f"https://other.example:{port}/"))
    with pytest.raises(FetchError, match="could not connect"):
        client().fetch(Request(f"https://files.example:{port}/"))


def test_a_body_that_drips_is_stopped_in_the_end(web):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _ in range(3000):  # for a minute
            handler.wfile.write(b"." * 70000 if _ == 0 else b".")
            handler.wfile.flush()
            time.sleep(0.02)

    web.does("/drip", drip)
    began = time.monotonic()
    limits = FetchLimits(total=0.2)
    with pytest.raises(FetchError, match=r"took over 0\.2 s|timed out"):
        client(limits=limits, backoff=Backoff(tries=1)).fetch(Request(web.host + "/drip"))
    assert time.monotonic() - began < 30


def test_a_server_that_says_nothing_times_out(web):
    web.says("/slow", "x", wait=0.6)
    limits = FetchLimits(read=0.1)
    with pytest.raises(FetchError, match="timed out waiting"):
        client(limits=limits, backoff=Backoff(tries=1)).fetch(Request(web.host + "/slow"))


def test_pauses_double_and_never_vanish():
    rules = Backoff(first=2, longest=10)
    assert [rules.pause(n, 0.0) for n in (1, 2, 3, 4)] == [1, 2, 4, 5]
    assert [rules.pause(n, 1.0) for n in (1, 2, 3, 4)] == [2, 4, 8, 10]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 20 Nov 2026 09:01:00 GMT", 60),
        ("Fri, 20 Nov 2026 08:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 40, 10**9),
        ("1.5", None),
    ],
)
def test_retry_after(value, seconds):
    assert retry_after(value, NOW) == seconds


def test_a_host_is_given_its_pause_between_two_requests():
    time_now, slept = [100.0], []

    def sleep(seconds):
        slept.append(round(seconds, 3))
        time_now[0] += seconds

    gate = HostGate(lambda: time_now[0], sleep)
    for host in ("a", "a", "b", "a"):
        with gate.through(host, 2.0):
            time_now[0] += 0.5
    assert slept == [2.0, 1.5]  # half a second of the second pause went by while b was asked


def test_one_at_a_time_through_the_gate_even_from_many_threads():
    gate, running, most = HostGate(time.monotonic, time.sleep), [0], [0]

    def ask():
        for _ in range(5):
            with gate.through("a", 0):
                running[0] += 1
                most[0] = max(most[0], running[0])
                time.sleep(0.002)
                running[0] -= 1

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_a_host_that_cannot_be_reached_is_not_waited_for_again_and_again():
    slept = []

    def nobody(host, port):
        raise OSError("Name or service not known")

    one = client(nobody, slept.append)
    for n in range(5):
        with pytest.raises(FetchError, match="no such host"):
            one.fetch(Request(f"https://files.example/{n}"))
    assert len(slept) == 2


@pytest.fixture
def proxy(webs):
    """Have a server that answers whole addresses, as a proxy does."""
    return webs()


def test_a_proxy_that_is_set_resolves_the_names(proxy):
    proxy.says("http://reports.example/x", "hello")

    def resolver(host, port):
        raise AssertionError(f"nobody but the proxy resolves {host}")

    answer = client(resolver, proxy=proxy.host).fetch(Request("http://reports.example/x"))
    assert answer.content == b"hello"
    assert proxy.asked[0][1]["host"] == "reports.example"


def test_hosts_that_are_allowed_are_reached_without_the_proxy(proxy, web):
    web.says("/x", "hello")
    assert client(proxy=proxy.host).fetch(Request(f"{web.host}/x")).content == b"hello"
    assert proxy.asked == []


@pytest.mark.parametrize(
    "address",
    ["http://10.0.0.1/", "http://[::1]/", "http://intranet/", "http://db.internal/", "http://printer.local./"],
)
def test_nothing_of_an_inner_network_is_asked_of_the_proxy(proxy, address):
    with pytest.raises(FetchError, match="not fetched"):
        client(proxy=proxy.host, allow_hosts=()).fetch(Request(address))
    assert proxy.asked == []


def test_a_proxy_that_refuses_is_said(proxy):
    with pytest.raises(FetchError, match="proxy"):
        client(proxy=proxy.host, backoff=Backoff(tries=1)).fetch(Request("https://reports.example/x"))


def test_without_a_setting_no_proxy_of_the_environment_is_used(proxy, web, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", proxy.host)
    web.says("/x", "hello")
    assert client().fetch(Request(f"http://files.example:{port_of(web)}/x")).content == b"hello"
    assert proxy.asked == []


def test_it_speaks_to_hosts_of_ipv6_alone():
    class Six(http.server.ThreadingHTTPServer):
        address_family = socket.AF_INET6

    class Hello(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *args):
            pass

    try:
        server = Six(("::1", 0), Hello)
    except OSError:
        pytest.skip("no IPv6 on this machine")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    by_number = f"http://[::1]:{server.server_port}/"
    by_name = f"http://files.example:{server.server_port}/"
    try:
        assert client(allow_hosts={"::1"}, resolver=lambda h, p: ("::1",)).fetch(Request(by_number)).content == b"hello"
        assert client(resolver=lambda h, p: ("127.0.0.1", "::1")).fetch(Request(by_name)).content == b"hello"
    finally:
        server.shutdown()
        server.server_close()
