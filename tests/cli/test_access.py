"""What commands need is declared beside each of them."""

from collections.abc import Iterator

import click

from kb.cli.access import READS, needed_by
from kb.cli.main import main
from kb.domain.account.account import Right

CHANGES = {
    "annotate": {"coverage run"},
    "manage people": {
        *("audit accept", "import", "notices send"),
        *("user disable", "user enable", "user end-sessions", "user invite", "user reset-codes"),
    },
    "run calls": {
        *("call admit", "call close", "call invite", "call open", "call remind", "call reopen", "call report"),
        *("inputs fetch", "inputs import", "inputs remove-examples"),
    },
}


def commands(group: click.Group = main, path: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        here = f"{path} {name}".strip()
        if isinstance(command, click.Group):
            yield from commands(command, here)
            if not command.invoke_without_command:
                continue
        yield here, command


def test_every_command_declares_what_it_needs() -> None:
    assert [name for name, command in commands() if needed_by(command) is None] == []


def test_commands_that_change_something_declare_a_right() -> None:
    rights = {Right.ANNOTATE: "annotate", Right.MANAGE_PEOPLE: "manage people", Right.RUN_CALL: "run calls"}
    found: dict[str, set[str]] = {}
    for name, command in commands():
        needs = needed_by(command)
        if needs != READS:
            found.setdefault(rights[Right(needs)], set()).add(name)
    assert found == CHANGES
