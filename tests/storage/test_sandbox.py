"""What a stranger's bytes do to their reader ends in the sandbox, and the caller is told why."""

import os
import time

import pytest

from kb.storage.sandbox import SandboxError, SandboxLimits, SandboxRefused, run_sandboxed

HERE = "sandbox_tasks"
SMALL = SandboxLimits(memory=400 << 20, seconds=2, output=1 << 20)


def test_bytes_and_arguments_go_in_and_bytes_come_out() -> None:
    assert run_sandboxed(f"{HERE}:echo", b"\x00words\xff", SMALL, ["one", "two"]) == b"\x00words\xff one two"


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ("refuse", "it is locked"),
        ("fail", "cannot be read"),
        ("allocate", "more memory than 400 MB"),
        ("spin", "more time than 2 s"),
        ("sleep", "more time than 2 s"),
        ("print_much", "cannot be read"),
        ("crash", "stops its reader"),
        ("missing", "cannot be read"),
    ],
)
def test_whatever_goes_wrong_is_told_in_words(task: str, told: str) -> None:
    began = time.monotonic()
    with pytest.raises(SandboxError, match=told):
        run_sandboxed(f"{HERE}:{task}", b"x", SMALL)
    assert time.monotonic() - began < 10


def test_what_a_task_started_ends_with_it() -> None:
    child = int(run_sandboxed(f"{HERE}:start_another", b"", SMALL))
    for _ in range(50):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the process that the task started is still there")


def test_the_settings_of_the_site_stay_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_IMAP_PASSWORD", "secret")
    assert b"secret" not in run_sandboxed(f"{HERE}:environment", b"", SMALL)


def test_a_refusal_is_an_error_of_values() -> None:
    assert issubclass(SandboxRefused, ValueError)
