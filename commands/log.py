"""`manage.py log`: whether the access log is as it was written, and what it holds of one case."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from commands import shared
from config.settings import read_settings
from documents.csv import csv
from store.own import access_log, chain, log_head, log_reading
from store.own.database import transaction

log_app = typer.Typer(no_args_is_help=True, help="The access log: who did what, when, from where and why.")

WITHOUT_HEAD = (
    "Without a head nobody can tell whether entries were taken off the end, or whether this is an older backup or "
    "another database: name a file with --head, or set SAUMATON_LOG_HEAD_FILE."
)


@log_app.command("verify")
def log_verify(
    head: Annotated[
        Path | None, Option(help="File with the head, or with heads that were collected; else SAUMATON_LOG_HEAD_FILE.")
    ] = None,
) -> None:
    """Is the log as it was written? One line for each place where it is not; exit code 1 when there is any."""
    settings = read_settings()
    file = settings.log_head_file
    named = head or (file if file and file.exists() else None)
    heads = log_head.read(named) if named else []
    own = access_log.log_of(settings)
    found = 0
    for found, finding in enumerate(chain.verify(own, heads), start=1):  # noqa: B007
        print(finding.words)
    with transaction(own) as connection:
        gone, last = chain.beginning(connection), chain.head(connection)
    if not heads:
        shared.to_stderr.print(WITHOUT_HEAD)
    if gone.entry:
        shared.to_stderr.print(f"Entries 1 to {gone.entry} are gone, because their retention period had ended.")
    whole = f"The access log is whole: {last.entry - gone.entry} entries, the last has the hash {last.hash}."
    shared.to_stderr.print(f"{found} places where the access log is not as it was written." if found else whole)
    raise typer.Exit(1 if found else 0)


@log_app.command("case")
def log_case(case: Annotated[str, Argument(help="Case number.")]) -> None:
    """Print all entries of a case as CSV: who saw it, when, from where, and why. That is logged too."""
    case, own = shared.case_number(case), access_log.log_of(read_settings())
    now = datetime.now(UTC)
    details = access_log.Details(address=shared.account(), cases=(case,))
    access_log.write(own, access_log.COMMAND, "log_exported", now, "log-case", details)
    print(csv(log_reading.found(own, log_reading.Search(case=case))).decode("utf-8-sig").replace("\r\n", "\n"), end="")
