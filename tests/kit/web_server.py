"""Real local servers that behave well and badly, for tests that fetch."""

import dataclasses
import http.server
import threading
import time
from collections.abc import Callable

Handler = http.server.BaseHTTPRequestHandler
Answer = Callable[[Handler], None]


@dataclasses.dataclass
class Web:
    """A running server. ``routes`` answer by path; every request is noted, and how many ran at once."""

    host: str
    routes: dict[str, Answer] = dataclasses.field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = dataclasses.field(default_factory=list)
    now_running: int = 0
    most_at_once: int = 0
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def says(
        self,
        path: str,
        content: bytes | str = b"",
        status: int = 200,
        media_type: str = "text/html; charset=utf-8",
        wait: float = 0.0,
        **headers: str,
    ) -> str:
        """Let a path answer with this; return its address. Underscores in header names mean hyphens."""
        body = content.encode() if isinstance(content, str) else content
        etag = headers.get("ETag", "")

        def answer(handler: Handler) -> None:
            time.sleep(wait)
            if etag and handler.headers.get("If-None-Match") == etag:
                handler.send_response(304)
                handler.send_header("ETag", etag)
                handler.end_headers()
                return
            handler.send_response(status)
            if media_type:
                handler.send_header("Content-Type", media_type)
            handler.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.routes[path] = answer
        return self.host + path

    def does(self, path: str, answer: Answer) -> str:
        """Let a path answer by a function; return its address."""
        self.routes[path] = answer
        return self.host + path


def serve() -> tuple[Web, http.server.ThreadingHTTPServer]:
    class Noting(Handler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 20  # an answer leaves only when it is counted as done, so the next question never overlaps
        web: Web

        def do_GET(self) -> None:  # noqa: N802 - the server calls it so
            web = self.web
            with web.lock:
                web.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                web.now_running += 1
                web.most_at_once = max(web.most_at_once, web.now_running)
            try:
                answer = web.routes.get(self.path)
                if answer is None:
                    self.send_response(404)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                else:
                    answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with web.lock:
                    web.now_running -= 1

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    server.daemon_threads = True
    Noting.web = Web(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return Noting.web, server
