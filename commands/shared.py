"""What the commands share: options, of which an unknown value is refused and never ignored; and telling what happened.

The result goes to standard output; errors, progress and notices go to standard error.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from getpass import getuser
from pathlib import Path
from socket import gethostname
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import Engine
from typer import Option

from config.codes import UNKNOWN
from config.database_url import checked_url
from config.settings import Settings, read_settings
from config.toml_file import SettingRefused
from queries.filters import FiltersRefused
from store.case.parsing import FIRST_YEAR, LAST_YEAR
from store.case.writing import Confirm, ImportSummary
from store.errors import DatabaseMissing, DatabaseOutdated, ImportRefused, OwnDatabaseUnusable, StoreError
from store.facts.replica import Replica
from store.imports import upload
from store.own import access_log, setting_changes
from store.own.database import own_database
from store.schema import OWN_DATABASE, migrate, must_be_current, must_be_readable
from store.source import engine, must_exist

OWN_DATABASE_LOST = (
    "If there was one, with users, the access log and the meetings, restore it from a backup. "
    "If there was none, move away what is left and make an empty one with: python manage.py init"
)

Codes = list[str] | None
Database = Annotated[
    str | None, Option(help="URL of the case database; without it SAUMATON_DATABASE_URL, or var/cases.sqlite.")
]

to_stderr = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def told_errors() -> Iterator[None]:
    """What went wrong is told in words on standard error: exit code 2 for a wrong option, 1 for the rest."""
    try:
        yield
    except (FiltersRefused, SettingRefused) as error:
        to_stderr.print(str(error), markup=False)
        raise typer.Exit(2) from error
    except StoreError as error:
        to_stderr.print(str(error), markup=False)
        if isinstance(error, ImportRefused):
            for breach in error.breaches:
                to_stderr.print(breach, markup=False)
            if (more := error.n - len(error.breaches)) > 0:
                to_stderr.print(f"and {more} more")
        raise typer.Exit(1) from error


def settings_with(database: str | None) -> Settings:
    """The settings, with the case database that the command line names."""
    settings = read_settings()
    return replace(settings, database_url=checked_url("--database", database)) if database else settings


def prepared_own_database(settings: Settings) -> Engine:
    """The dashboard's own database, upgraded where it is of an older version.

    It is not made anew where it is missing: its loss must not pass unseen. Raises OwnDatabaseUnusable, StoreError.
    """
    own = engine(settings.own_database_url)
    try:
        must_be_current(own, OWN_DATABASE)
    except DatabaseOutdated:
        migrate(own, OWN_DATABASE)
    except DatabaseMissing as error:
        raise OwnDatabaseUnusable(f"The dashboard's own database: {error}\n{OWN_DATABASE_LOST}") from error
    return own


def in_force(settings: Settings) -> Settings:
    """The settings with what was edited on the screen, where there is an own database, else those of the files.

    Raises OwnDatabaseUnusable.
    """
    try:
        must_exist(engine(settings.own_database_url))
    except DatabaseMissing as error:
        to_stderr.print(f"Note: {error}. So the settings are those of the files.", markup=False)
        return settings
    return setting_changes.in_force(own_database(settings.own_database_url), settings)


def account() -> str:
    """Whose account of which machine a command runs in, as the access log keeps it."""
    try:
        name = getuser()
    except (KeyError, OSError):  # an account without a name, as in a container
        name = str(os.getuid())
    return f"{name}@{gethostname()}"


def has_cases(settings: Settings) -> bool:
    """Whether the case database is there and has its tables."""
    try:
        must_be_readable(engine(settings.database_url))
    except StoreError:
        return False
    return True


def known(option: str, given: Codes, codes: Collection[str]) -> tuple[str, ...]:
    """The codes that were given, each of which must be there. Raises FiltersRefused naming the first that is not."""
    for code in given or ():
        if code not in codes and code != UNKNOWN:
            there = ", ".join(dict.fromkeys([*codes, UNKNOWN]))
            raise FiltersRefused(f"{option} {code}: no such code; there are {there}")
    return tuple(given or ())


def case_number(given: str) -> str:
    """The case number that was given. Raises FiltersRefused where it is blank, which would name every case and none."""
    if not given.strip():
        raise FiltersRefused("CASE: the case number is blank; name one case")
    return given


def moment(option: str, given: str) -> datetime:
    """A moment with its zone. Raises FiltersRefused where it is none."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError as error:
        raise FiltersRefused(f"{option} {given}: no moment; write it as 2026-11-24T09:00+02:00") from error
    if found.tzinfo is None:
        raise FiltersRefused(f"{option} {given}: the time zone is missing; write it as {given}+02:00 or {given}Z")
    return found.astimezone(UTC)


def past_moment(option: str, given: str, newest: datetime) -> datetime:
    """A moment that has come, or for which there is data, in the years of which working days are known. Raises
    FiltersRefused where it has not: nobody knows yet what will be answered by then.
    """
    found = moment(option, given)
    if not FIRST_YEAR < found.year <= LAST_YEAR:
        raise FiltersRefused(
            f"{option} {given}: delays are known from {FIRST_YEAR + 1} to {LAST_YEAR}; name one of these"
        )
    if found > max(newest, datetime.now(UTC)):
        raise FiltersRefused(f"{option} {given}: that moment has not come, and silence until then is not known")
    return found


def day(option: str, given: str | None) -> date | None:
    """A day. Raises FiltersRefused where it is none."""
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError as error:
        raise FiltersRefused(f"{option} {given}: no day; write it as 2026-11-24") from error


def warn_of_unknown_code(settings: Settings, kind: str, code: str | None) -> None:
    """A code that the case database lacks may come later, so it is told, not refused."""
    if code is not None and has_cases(settings) and code not in Replica(settings).names(kind):
        to_stderr.print(f"Note: the case database has no {code} among its {kind} yet.")


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, drawn by the function (done, total) that it gives."""
    with Progress(console=to_stderr, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def kept_in_log(settings: Settings, source: Path) -> Confirm:
    """Writes in the access log what an import of a file, or of the files of a folder, does, before it is committed;
    where the dashboard has no database of its own yet, it says that this is not logged.
    """

    def keep(summary: ImportSummary) -> None:
        try:
            must_exist(engine(settings.own_database_url))
        except DatabaseMissing as error:
            to_stderr.print(f"Note: {error}. So the import is not logged.", markup=False)
            return
        files = sorted(source.iterdir()) if source.is_dir() else [source]
        scope = upload.scope_of(upload.marks_of(file for file in files if file.is_file()), summary)
        own, details = access_log.log_of(settings), access_log.Details(address=account())
        access_log.write(own, access_log.COMMAND, upload.EVENT, datetime.now(UTC), scope, details)

    return keep


def print_summary(summary: ImportSummary) -> None:
    """What an import did, one line per table."""
    for name, counts in summary.counts.items():
        done = ", ".join(f"{value} {what}" for what, value in vars(counts).items() if value)
        print(f"{name}: {done or 'nothing'}")
    for notice in summary.notices:
        to_stderr.print(notice, markup=False)


def print_figures(found: Mapping[str, Any]) -> None:
    """The figures for reading; --json gives them complete."""
    table = Table("figure", "value", title=f"Figures as of {found['as_of']}")
    for subject in ("cases", "handovers", "involvement"):
        for name, value in found[subject].items():
            if not isinstance(value, list):
                table.add_row(f"{subject}.{name}", "–" if value is None else str(value))
    Console().print(table)
