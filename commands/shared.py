"""What the commands share: options, of which an unknown value is refused and never ignored; and telling what happened.

The result goes to standard output; errors, progress and notices go to standard error.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from config.codes import UNKNOWN
from config.database_url import checked_url
from config.settings import Settings, read_settings
from config.toml_file import SettingRefused
from queries.filters import FiltersRefused
from store.case.parsing import FIRST_YEAR, LAST_YEAR
from store.case.writing import ImportSummary
from store.errors import DatabaseMissing, DatabaseOutdated, ImportRefused, OwnDatabaseUnusable, StoreError
from store.facts.replica import Replica
from store.own.users import read_users
from store.schema import OWN_DATABASE, migrate, must_be_current, must_be_readable
from store.source import engine

OWN_DATABASE_LOST = (
    "There are users, so there was one, with the access log and the meetings: restore it from a backup. "
    "If there is none, move away what is left and make an empty one with: python manage.py init"
)

Codes = list[str] | None

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
        for breach in error.breaches if isinstance(error, ImportRefused) else ():
            to_stderr.print(breach, markup=False)
        raise typer.Exit(1) from error


def settings_with(database: str | None) -> Settings:
    """The settings, with the case database that the command line names."""
    settings = read_settings()
    return replace(settings, database_url=checked_url("--database", database)) if database else settings


def prepare_own_database(settings: Settings) -> None:
    """Make the dashboard's own database before there is the first user, or upgrade an existing one.

    Where there are users there was one: its loss must not pass unseen. Raises OwnDatabaseUnusable, StoreError.
    """
    own = engine(settings.own_database_url)
    if read_users(settings.users_file):
        try:
            must_be_current(own, OWN_DATABASE)
        except DatabaseOutdated:
            pass  # it is upgraded
        except DatabaseMissing as error:
            raise OwnDatabaseUnusable(f"The dashboard's own database: {error}\n{OWN_DATABASE_LOST}") from error
    migrate(own, OWN_DATABASE)


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
