"""``kb user``: invite people, list them, end their sessions, disable and enable them."""

from datetime import datetime
from typing import Any

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, needs
from kb.cli.output import as_json, counted, print_json
from kb.domain.account.account import Account, Right, Role
from kb.domain.account.viewer import TERMINAL

person = click.argument("person")


def link_of(kb: KnowledgeBase, token: str, base_url: str = "") -> str:
    """Return the address that an invitation is accepted at."""
    return f"{base_url or kb.settings.base_url}/welcome/{token}"


@click.group()
def user() -> None:
    """Invite people, and end their access; PERSON is an e-mail address or the id of an account."""


@user.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What they may do.")
@click.option("--organisation", default="", help="Whom they speak for.")
@click.option("--kind", default="", help="What kind of organisation it is.")
@as_json
@click.pass_obj
@needs(Right.MANAGE_PEOPLE)
def invite(kb: KnowledgeBase, email: str, role: str, organisation: str, kind: str, as_json: bool) -> None:
    """Print a one-time link for EMAIL to set up the sign-in; a lost passphrase is a new invitation."""
    invited = kb.accounts.invite(email, Role(role), TERMINAL, organisation=organisation, kind=kind)
    link = link_of(kb, invited.token)
    if as_json:
        print_json(
            {"link": link, "expires": _time(invited.expires_at), "account": invited.account and _facts(invited.account)}
        )
        return
    click.echo(link)
    click.echo(f"Good once, until {_time(invited.expires_at)}. Send it to {email} only; it is not kept.", err=True)


@user.command("list")
@as_json
@click.pass_obj
@needs(READS)
def list_(kb: KnowledgeBase, as_json: bool) -> None:
    """List everybody with an account."""
    accounts = kb.accounts.all()
    if as_json:
        print_json([_facts(account) for account in accounts])
        return
    for account in accounts:
        facts = (account.id, f"{account.role.value:<8}", f"{_state(account):<9}", account.email, account.organisation)
        click.echo("  ".join(facts).rstrip())
    click.echo(counted(len(accounts), "account"), err=True)


@user.command("end-sessions")
@person
@as_json
@click.pass_obj
@needs(Right.MANAGE_PEOPLE)
def end_sessions(kb: KnowledgeBase, person: str, as_json: bool) -> None:
    """Sign PERSON out everywhere."""
    account = kb.accounts.one(person)
    ended = kb.accounts.end_sessions(account.id, TERMINAL)
    if as_json:
        print_json({"account": account.id, "ended": ended})
        return
    click.echo(f"{counted(ended, 'session')} ended")


@user.command()
@person
@as_json
@click.pass_obj
@needs(Right.MANAGE_PEOPLE)
def disable(kb: KnowledgeBase, person: str, as_json: bool) -> None:
    """Take away PERSON's access at once; what they wrote stays."""
    _tell(kb.accounts.disable(kb.accounts.one(person).id, TERMINAL), as_json)


@user.command()
@person
@as_json
@click.pass_obj
@needs(Right.MANAGE_PEOPLE)
def enable(kb: KnowledgeBase, person: str, as_json: bool) -> None:
    """Give PERSON the access back."""
    _tell(kb.accounts.enable(kb.accounts.one(person).id, TERMINAL), as_json)


@user.command("reset-codes")
@person
@as_json
@click.pass_obj
@needs(Right.MANAGE_PEOPLE)
def reset_codes(kb: KnowledgeBase, person: str, as_json: bool) -> None:
    """Let PERSON, who lost phone and recovery codes, sign in by the passphrase alone; signs them out everywhere."""
    account = kb.accounts.one(person)
    had = kb.accounts.reset_second_factor(account.id, TERMINAL)
    if as_json:
        print_json({"account": account.id, "reset": had})
        return
    click.echo(f"{account.email}: {'sign-in codes reset' if had else 'had no sign-in codes'}")


def _tell(account: Account, as_json: bool) -> None:
    if as_json:
        print_json(_facts(account))
        return
    click.echo(f"{account.email} is {_state(account)}")


def _state(account: Account) -> str:
    if account.disabled_at is not None:
        return "disabled"
    return "set up" if account.is_set_up else "invited"


def _facts(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "email": account.email,
        "role": account.role.value,
        "state": _state(account),
        "second_factor": account.has_second_factor,
        "organisation": account.organisation,
        "organisation_kind": account.organisation_kind,
        "created": _time(account.created_at),
        "disabled": _time(account.disabled_at) if account.disabled_at else "",
    }


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
