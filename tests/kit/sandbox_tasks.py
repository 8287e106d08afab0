"""Tasks for the tests of the sandbox: one that is good, and one for each way to go wrong."""

import os
import subprocess
import sys
import time

from kb.storage.sandbox import SandboxRefused


def echo(data: bytes, *arguments: str) -> bytes:
    return b" ".join([data, *(one.encode() for one in arguments)])


def refuse(data: bytes) -> bytes:
    raise SandboxRefused("it is locked")


def fail(data: bytes) -> bytes:
    raise KeyError(data)


def allocate(data: bytes) -> bytes:
    return data * (1 << 30)


def spin(data: bytes) -> bytes:
    while True:
        pass


def sleep(data: bytes) -> bytes:
    time.sleep(60)
    return data


def print_much(data: bytes) -> bytes:
    return data * (10 << 20)


def crash(data: bytes) -> bytes:
    os.abort()


def start_another(data: bytes) -> bytes:
    return str(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid).encode()


def environment(data: bytes) -> bytes:
    return repr(dict(os.environ)).encode()
