"""``kb serve``: the site behind gunicorn, which keeps processes, and waitress, which keeps connections."""

import os
import socket
import sys
from secrets import token_hex

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, needs
from kb.cli.output import counted
from kb.cli.user import link_of
from kb.domain.errors import IndexMissing, InvalidInput

SILENT_SECONDS = 120
"""A process that gives no sign of life for so long, because something in it holds everything up, is killed."""
GRACE_SECONDS = 15
"""How long answers that are on their way keep a server that was told to stop."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=4, show_default=True, help="Threads in each process.")
@click.pass_obj
@needs(READS)
def serve(kb: KnowledgeBase, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site; stop it with Ctrl-C."""
    status = kb.index_sync.status()
    if not status.healthy and kb.settings.opensearch is None:
        raise IndexMissing
    if not _is_free(host, port):
        raise InvalidInput({"port": f"{port} is in use on {host}; stop what uses it, or choose another with --port"})
    address = f"http://{host}:{port}"
    indexed = f"{counted(status.documents, 'document')}, {counted(status.passages, 'passage')} indexed"
    click.echo(f"Nothing can be searched yet: {status.problem}" if status.problem else indexed, err=True)
    click.echo(f"Serving {address}  (stop with Ctrl-C)", err=True)
    base_url = os.environ.get("KB_BASE_URL") or address
    first = None if kb.settings.reader else kb.accounts.first_staff()
    if first is not None:
        click.echo(f"Nobody can sign in yet. The first staff: {link_of(kb, first.token, base_url)}", err=True)
        click.echo("This link is good once, for a day; starting anew prints another.", err=True)
    # Each worker makes the site for itself: a thread that keeps the index would not survive a fork.
    # They share one key all the same, or what one of them signs the next request's would refuse.
    secret = kb.settings.secret_key or token_hex(32)
    environment = {**os.environ, "KB_BASE_URL": base_url, "KB_SECRET_KEY": secret}
    environment.setdefault("MALLOC_ARENA_MAX", "1")  # glibc's: threads that share what is freed hold a quarter less
    command = [
        sys.executable,
        *("-m", "gunicorn", "kb.web.wsgi:application()"),
        *("--bind", f"{host}:{port}", "--workers", str(workers), "--threads", str(threads)),
        *("--worker-class", "kb.web.serving.worker.WaitressWorker", "--timeout", str(SILENT_SECONDS)),
        *("--graceful-timeout", str(GRACE_SECONDS), "--log-level", "warning", "--name", "kb"),
    ]
    # The server takes this process's place, so that signals from a supervisor or Ctrl-C reach it directly.
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter, no shell, no input of others


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
