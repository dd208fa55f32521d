"""Telling what happened: the result on standard output; errors, progress and notices on standard error."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from config.settings import Settings
from config.toml_file import SettingRefused
from queries.filters import FiltersRefused
from store.case.writing import ImportSummary
from store.demo import users as demo_users
from store.errors import ImportRefused, StoreError

to_stderr = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def told_errors() -> Iterator[None]:
    """What went wrong is told in words on standard error: exit code 2 for a wrong option, 1 for the rest."""
    try:
        yield
    except (FiltersRefused, SettingRefused, typer.BadParameter) as error:
        to_stderr.print(str(error), markup=False)
        raise typer.Exit(2) from error
    except StoreError as error:
        to_stderr.print(str(error), markup=False)
        for breach in error.breaches if isinstance(error, ImportRefused) else ():
            to_stderr.print(breach, markup=False)
        raise typer.Exit(1) from error


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


def print_demo_users(settings: Settings) -> None:
    """The demo users with their passwords, for whoever starts the demo."""
    if lines := demo_users.lines(settings.users_file):
        to_stderr.print("Sign in with one of these: user name, password, agency or ministry")
    for line in lines:
        print(line)


def print_figures(found: Mapping[str, Any]) -> None:
    """The figures for reading; --json gives them complete."""
    table = Table("figure", "value", title=f"Figures as of {found['as_of']}")
    for subject in ("cases", "handovers", "involvement"):
        for name, value in found[subject].items():
            if not isinstance(value, list):
                table.add_row(f"{subject}.{name}", "–" if value is None else str(value))
    Console().print(table)
