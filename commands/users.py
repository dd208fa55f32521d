"""`manage.py users`: who may sign in."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection
from typer import Argument, Option

from commands import shared
from commands.shared import Database
from config.codes import USER_ROLES
from config.languages import LANGUAGES
from queries.filters import FiltersRefused
from store.own import access_log, passwords, tries
from store.own import users as kept
from store.own.users import User
from store.own.users_file import users_in

app = typer.Typer(no_args_is_help=True, help="Who may sign in.")

_UNITS = ("agency", "ministry")
UserName = Annotated[str, Argument(help="Name to sign in with.")]
Role = Annotated[str, Option(help=f"One of {', '.join(USER_ROLES)}.")]
Agency = Annotated[str | None, Option(help="Agency code, for the role agency.")]
Ministry = Annotated[str | None, Option(help="Ministry code, for the role ministry.")]
Password = Annotated[
    str, Option(prompt=True, confirmation_prompt=True, hide_input=True, help="Better left to the prompt.")
]


@app.command()
def add(
    user_name: UserName,
    role: Role,
    agency: Agency = None,
    ministry: Ministry = None,
    name: Annotated[str | None, Option(help="Name to greet with; without it the user name.")] = None,
    password: Password = "",
    database: Database = None,
) -> None:
    """Add a user, with a role and its agency or ministry; asks for the password."""
    hashed, now = passwords.hashed(password, user_name), datetime.now(UTC)
    made = User(user_name, name or user_name, role, hashed, now, agency, ministry, must_change=True)
    told = f"{user_name}: {role} {agency or ministry or ''}".strip()
    with _logged(database, "user_added", told, agency, ministry) as connection:
        kept.add_users(connection, [replace(made, reviewed_at=now, reviewed_by=access_log.COMMAND)])
    shared.to_stderr.print(f"{user_name} may sign in, and then has to choose another password.")


@app.command("list")
def show(database: Database = None) -> None:
    """Print who may sign in: user name, role, agency or ministry, name."""
    for user in kept.read_users(shared.prepared_own_database(shared.settings_with(database))).values():
        print(user.user_name, user.role, user.agency or user.ministry or "-", user.name, sep="\t")


@app.command()
def change(
    user_name: UserName,
    role: Annotated[str | None, Option(help=f"One of {', '.join(USER_ROLES)}.")] = None,
    agency: Agency = None,
    ministry: Ministry = None,
    name: Annotated[str | None, Option(help="Name to greet with.")] = None,
    language: Annotated[str | None, Option(help=f"One of {', '.join(LANGUAGES)}.")] = None,
    database: Database = None,
) -> None:
    """Change a user. A new role, agency or ministry ends the user's sessions; a new role drops those of the old one."""
    given = {"role": role, "agency": agency, "ministry": ministry, "name": name, "language": language}
    changes = {field: value for field, value in given.items() if value is not None or (role and field in _UNITS)}
    if not changes:
        raise FiltersRefused(f"{user_name}: name what to change: {', '.join(f'--{field}' for field in given)}")
    told = ", ".join(f"{field} {value or 'none'}" for field, value in changes.items())
    with _logged(database, "user_changed", f"{user_name}: {told}", agency, ministry) as connection:
        kept.change_user(connection, user_name, **changes)
    shared.to_stderr.print(f"{user_name} is changed.")


@app.command("password")
def set_password(user_name: UserName, password: Password = "", database: Database = None) -> None:
    """Set a new password for a user who has forgotten theirs. It ends the user's sessions."""
    hashed, now = passwords.hashed(password, user_name), datetime.now(UTC)
    with _logged(database, "password_set", user_name) as connection:
        kept.change_user(connection, user_name, password_hash=hashed, password_set_at=now, must_change=True)
    shared.to_stderr.print(f"{user_name} has a new password, and has to choose another after signing in with it.")


@app.command("second-factor-off")
def turn_factor_off(user_name: UserName, database: Database = None) -> None:
    """Take away the second factor of a user who has lost it. It ends the user's sessions."""
    with _logged(database, "factor_removed", user_name) as connection:
        kept.change_user(connection, user_name, factor_secret=None, factor_step=None)
    shared.to_stderr.print(f"{user_name} has no second factor any more.")


@app.command()
def unlock(user_name: UserName, database: Database = None) -> None:
    """Forget the wrong passwords and codes of a user, who need not wait any longer to sign in."""
    with _logged(database, "user_unlocked", user_name) as connection:
        kept.must_be_there(connection, user_name)
        tries.unlock(connection, user_name)
    shared.to_stderr.print(f"{user_name} may try to sign in at once.")


@app.command()
def remove(user_name: UserName, database: Database = None) -> None:
    """Remove a user, whose sessions end."""
    with _logged(database, "user_removed", user_name) as connection:
        kept.remove_user(connection, user_name)
    shared.to_stderr.print(f"{user_name} may no longer sign in.")


@app.command("import")
def take_over(
    file: Annotated[Path, Argument(help="The users.yaml of an earlier version.")], database: Database = None
) -> None:
    """Take over the users of the file in which earlier versions kept them: all, or none."""
    found = users_in(file)
    with _logged(database, "users_imported", f"{len(found)} users") as connection:
        kept.add_users(connection, found)
    shared.to_stderr.print(f"{len(found)} users of {file} may sign in. The file is not read any more: remove it.")


def _logged(
    database: str | None, event: str, what: str, agency: str | None = None, ministry: str | None = None
) -> AbstractContextManager[Connection]:
    """A transaction in the own database that is kept together with its entry in the access log, or not at all."""
    settings = shared.settings_with(database)
    shared.prepared_own_database(settings)
    shared.warn_of_unknown_code(settings, "agencies", agency)
    shared.warn_of_unknown_code(settings, "ministries", ministry)
    own, details = access_log.log_of(settings), access_log.Details(address=shared.account())
    return access_log.logged(own, access_log.COMMAND, event, datetime.now(UTC), what, details)
