"""`main.py user`: what an operator does with accounts, by name."""

import asyncio
import logging
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from segue.accounts import administrators
from segue.accounts.authentication import reset_password
from segue.accounts.erasures import erase, listener_id
from segue.accounts.guard import AttemptGuard
from segue.accounts.passwords import Passwords
from segue.accounts.users import User, account_named, take_turn
from segue.base.errors import DataError
from segue.base.logging import configure
from segue.base.settings import Settings, StorageSettings, read_settings
from segue.cli.console import json_option, say, show_json, show_table
from segue.cli.databases import open_accounts
from segue.cli.stores import release_store
from segue.releases.listeners import Holders, holders_of

F = TypeVar("F", bound=Callable[..., Any])

SEARCH_SECONDS = 120.0
"""How long releases are looked through for an account that is deleted."""

logger = logging.getLogger(__name__)

_force_option = click.option("--force", is_flag=True, help="Also where it leaves no administrator.")


def _name_argument(function: F) -> F:
    return click.argument("name")(function)


@click.group()
def user() -> None:
    """Look after accounts: administrators, forgotten passwords, deletions.

    NAME is a user name in any case or Unicode form. Works on the database that DATABASE_URL names, also while
    APIs run: they follow with the next request. Each change is logged on standard error as one JSON line
    with the number of the account, never its name. docs/operating/administration.md says what
    administrators may do.

    \b
    Examples:
      python main.py user grant-admin ana
      python main.py user list --admins
      python main.py user set-password ben
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    configure()


@user.command("grant-admin")
@_name_argument
@json_option
def grant_admin(*, name: str, as_json: bool) -> None:
    """Make an account an administrator, who may promote, roll back and retrain over HTTP.

    It is one with its next request; nobody has to sign in again. There is no other way to become one.
    """
    with open_accounts() as database, database.transaction(write=True) as connection:
        account, changed = administrators.grant(connection, name)
    _note("administrator made" if changed else "administrator already", account)
    _tell(account, as_json=as_json, changed=changed, now="is an administrator")


@user.command("revoke-admin")
@_name_argument
@_force_option
@json_option
def revoke_admin(*, name: str, force: bool, as_json: bool) -> None:
    """Make an administrator an account like any other, from its next request on.

    The last administrator is refused (exit code 2), so that nobody is locked out by mistake; --force does it.
    """
    with open_accounts() as database, database.transaction(write=True) as connection:
        account, changed = administrators.revoke(connection, name, force=force)
    _note("administrator unmade" if changed else "no administrator anyway", account)
    _tell(account, as_json=as_json, changed=changed, now="is no administrator")


@user.command("list")
@click.option("--admins", is_flag=True, help="Administrators alone.")
@json_option
def list_users(*, admins: bool, as_json: bool) -> None:
    """List the accounts, or the administrators alone, the oldest first: number, name, when it was made.

    The number is what logs and histories name an account by. It says nothing of what accounts did.
    """
    with open_accounts() as database, database.transaction() as connection:
        found = list(administrators.listed(connection, admins=admins))
    if as_json:
        show_json({"users": [asdict(each) | {"created_at": each.created_at.isoformat()} for each in found]})
        return
    show_table(
        "administrators" if admins else "accounts",
        ["number", "name", "made", "administrator"],
        (
            [str(each.id), each.username, f"{each.created_at:%Y-%m-%d}", "yes" if each.is_admin else ""]
            for each in found
        ),
        align="left",
    )


@user.command("set-password")
@_name_argument
@json_option
def set_password(*, name: str, as_json: bool) -> None:
    """Give an account another password and end all its sessions: for one that was forgotten, or stolen.

    The password is asked for twice without being shown. Where standard input is no terminal it is the first
    line of that. It is never an argument, which other users of the machine could read.

    \b
    Examples:
      python main.py user set-password ben
      pass show segue/ben | python main.py user set-password ben
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    shortest = read_settings(StorageSettings).password_shortest
    with open_accounts() as database:
        with database.transaction() as connection:
            account_named(connection, name)  # before anybody types a password in vain
        passwords = Passwords()
        try:
            account = asyncio.run(
                reset_password(database, passwords, name, _new_password(), shortest=shortest)
            )
        finally:
            passwords.close()
    _tell(account, as_json=as_json, changed=True, now="has another password, and is signed out everywhere")


@user.command()
@_name_argument
@_force_option
@click.confirmation_option(
    prompt="Delete the account and all that is stored of it, for good?", help="Do not ask."
)
@json_option
def delete(*, name: str, force: bool, as_json: bool) -> None:
    """Delete an account and all that is stored of it, as its owner does with DELETE /me.

    It is gone at once and for good, and no later training sees it. Releases that were trained on it are
    named: they keep what they learned until they are pruned. Counts of sign-ins stand under digests keyed
    with API_SECRET_KEY: where that is not set, they run out by themselves. The last administrator is refused.

    \b
    Examples:
      python main.py user delete ben
      python main.py user delete ben --yes --json
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    guard = _guard()
    with open_accounts() as database, database.transaction(write=True) as connection:
        account = account_named(connection, name)
        take_turn(connection, account.id)
        if not force:
            administrators.spare(connection, account)
        erase(connection, account.id, account.username, datetime.now(UTC))
        if guard is not None:
            guard.forget(connection, account.username, account.id)
    _note("account deleted", account)
    held = holders_of(release_store(), listener_id(account.id), seconds=SEARCH_SECONDS)
    if as_json:
        forgot = guard is not None
        show_json({"user": _document(account), "deleted": True, "attempts_deleted": forgot, **asdict(held)})
        return
    _say_goodbye(account, held)
    if guard is None:
        say("API_SECRET_KEY is not set here: counts of its sign-ins, under keyed digests, run out in 90 days")


def _guard() -> AttemptGuard | None:
    """What finds the counts of an account; ``None`` without the key of their digests."""
    try:
        return AttemptGuard(read_settings(Settings).signing_secret)
    except DataError:
        return None


def _new_password() -> str:
    """From whoever sits at the terminal, or from standard input."""
    if sys.stdin.isatty():
        typed: str = click.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    line = sys.stdin.readline().removesuffix("\n")
    if not line:
        raise DataError("Standard input holds no password.")
    return line


def _say_goodbye(account: User, held: Holders) -> None:
    say(f"{account.username} is deleted, with all that was stored of it")
    for what, holding in (("releases", held.releases), ("candidates", held.candidates)):
        if holding:
            say(f"{what} that were trained on it, until they are pruned: {', '.join(holding)}")
    if held.unread:
        say(f"could not be looked through: {', '.join(held.unread)}")


def _note(what: str, account: User) -> None:
    """After the transaction: what is logged has happened."""
    logger.info(what, extra={"fields": {"user_id": account.id}})


def _tell(account: User, *, as_json: bool, changed: bool, now: str) -> None:
    if as_json:
        show_json({"user": _document(account), "changed": changed})
    else:
        say(f"{account.username} {now}" if changed else f"{account.username} {now}; nothing was changed")


def _document(account: User) -> dict[str, Any]:
    return {"id": account.id, "username": account.username}
