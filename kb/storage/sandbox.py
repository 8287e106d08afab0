"""Run one function over a stranger's bytes in a child process, with limits on processor, memory, time and output.

A mail, a document or a sheet of some kilobytes can ask its reader for gigabytes or hours, and a parser in C that
stumbles takes its process with it. Here the child may die, and the caller is told why. The child is given the bytes and
none of the environment's settings. It is not kept from files or the network: that takes rights that a site may lack.
"""

import contextlib
import importlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

_REFUSED, _OUT_OF_MEMORY, _BROKEN = 3, 4, 1
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")
_STOPPED_FOR_TIME = frozenset({-signal.SIGKILL, -signal.SIGXCPU})
_LONGEST_REASON = 500


class SandboxRefused(ValueError):
    """A function in the sandbox will not read the bytes; the message says why, for a person."""


class SandboxError(Exception):
    """The bytes could not be read; the message says why, for a person."""


@dataclass(frozen=True)
class SandboxLimits:
    """What a child may use: bytes of memory, seconds of the processor (by the clock twice that), bytes of output."""

    memory: int = 1 << 30
    seconds: int = 20
    output: int = 64 << 20


def run_sandboxed(
    task: str, data: bytes, limits: SandboxLimits = SandboxLimits(), arguments: Sequence[str] = ()
) -> bytes:
    """Return the result of ``task`` (``package.module:function``) for ``data`` and ``arguments``.

    The function takes bytes and strings and returns bytes. Raises :class:`SandboxError` for whatever goes wrong.
    """
    numbers = [str(number) for number in (limits.memory, limits.seconds, limits.output)]
    command = [sys.executable, "-m", __name__, task, *numbers, *arguments]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
        given.write(data)
        given.seek(0)
        code = _wait(command, plain_environment(), given, made, 2 * limits.seconds)
        made.seek(0)
        if code == 0:
            return made.read()
        raise SandboxError(_reason(code, made.read(_LONGEST_REASON), limits))


def plain_environment() -> dict[str, str]:
    """Return what a process of ours needs of the environment to run our modules: no setting, and no secret."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return environment | {"PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)}


def _wait(command: list[str], environment: dict[str, str], given: IO[bytes], made: IO[bytes], seconds: int) -> int:
    """Return the exit code of a command; it and all that it started are stopped when the time is over."""
    try:
        child = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
            command, stdin=given, stdout=made, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
        )
    except OSError as error:
        raise SandboxError(f"there was no process to read it in ({error.strerror})") from None
    try:
        return child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _reason(code: int, said: bytes, limits: SandboxLimits) -> str:
    if code == _REFUSED:
        return said.decode("utf-8", "replace")
    if code in _STOPPED_FOR_TIME:
        return f"reading it takes more time than {limits.seconds} s: it is broken, or made to do harm"
    if code == _OUT_OF_MEMORY:
        return f"reading it takes more memory than {limits.memory >> 20} MB: it is broken, or made to do harm"
    if code < 0:
        return f"it stops its reader, or takes more memory than {limits.memory >> 20} MB: broken, or made to do harm"
    return "it cannot be read: broken, too large or locked"


def _limit(memory: int, seconds: int, output: int) -> None:
    """Set the limits of this process and those that it starts, where the system has such."""
    try:
        import resource  # noqa: PLC0415 - only there on Unix
    except ImportError:
        return
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
    for kind, most in zip(kinds, (memory, seconds, output, 0), strict=True):
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or most <= hard:
            resource.setrlimit(kind, (most, most))


def _child(task: str, memory: str, seconds: str, output: str, *arguments: str) -> int:
    """Read standard input, write what the task makes of it, and return the exit code."""
    module, _, name = task.partition(":")
    _limit(int(memory), int(seconds), int(output))
    try:
        work: Callable[..., bytes] = getattr(importlib.import_module(module), name)
        made = work(sys.stdin.buffer.read(), *arguments)
    except SandboxRefused as error:
        made, code = str(error).encode(), _REFUSED
    except MemoryError:
        made, code = b"", _OUT_OF_MEMORY
    except Exception:
        made, code = b"", _BROKEN
    else:
        code = 0
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    return code


if __name__ == "__main__":
    # ``SandboxRefused`` as the tasks know it is that of the module under its own name, not of ``__main__``.
    from kb.storage.sandbox import _child as child

    raise SystemExit(child(*sys.argv[1:]))
