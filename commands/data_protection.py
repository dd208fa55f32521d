"""`manage.py erase-case` and `retention`: what goes out of what the product keeps."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from sqlalchemy import Engine
from typer import Argument, Option

from commands import shared
from commands.shared import Database
from config.settings import Settings, read_settings
from store.case import erasure as of_cases
from store.case.writing import writing
from store.errors import DatabaseForeign
from store.own import access_log, chain, log_head, retention
from store.own import erasure as of_own
from store.own.access_log import Details
from store.own.database import transaction
from store.schema import must_be_current
from store.source import consistent_read, engine, leave_nothing_deleted

Yes = Annotated[bool, Option("--yes", help="Do it; without this, only say what would go.")]
DRY = "Nothing has gone yet: do it with --yes."
OUT_OF_REACH = (
    "Out of reach: backups of both databases, files that were exported or imported, folders of --quarantine, minutes "
    "that were taken away, and a delivery that still holds the case, which brings it back."
)
NOT_OURS = "The case database was not made by Saumaton, which only reads it: erase the case there."


def erase_case(
    case: Annotated[str, Argument(help="Case number.")], yes: Yes = False, database: Database = None
) -> None:
    """Erase one case from both databases; the access log keeps who looked at it. Prints the rows of each table."""
    case, settings = shared.case_number(case), shared.settings_with(database)
    cases, own = engine(settings.database_url), _own(settings)
    is_ours = _is_ours(cases)
    with consistent_read(cases) as connection:
        kept = of_cases.kept_of(connection, case)
    with transaction(own) as connection:
        named = of_own.changes(connection, kept.keys)
        logged = of_own.logged(connection, case)
    _print("case database", kept.rows)
    _print("own database", {table.name: sum(one.table is table for one in named) for table in of_own.CHANGED})
    shared.to_stderr.print(f"The access log keeps its entries on the case: {logged}.", markup=False)
    if not is_ours:
        shared.to_stderr.print(NOT_OURS)
    if not named and not (is_ours and any(kept.rows.values())):
        shared.to_stderr.print("There is nothing to erase.")
    elif not yes:
        shared.to_stderr.print(DRY)
    else:
        _erase(cases if is_ours else None, own, kept)
        shared.to_stderr.print(f"Case {case} is erased. {OUT_OF_REACH}", markup=False)


def end_retention(yes: Yes = False) -> None:
    """Delete what the own database has kept for as long as the settings say. Prints the rows of each table."""
    settings = read_settings()
    own, now = _own(settings), datetime.now(UTC)
    if yes:
        details = Details(address=shared.account())
        gone = retention.end(own, settings.retention, now, access_log.COMMAND, details)
        _print("own database", gone)
        if any(gone.values()):
            leave_nothing_deleted(own)
    else:
        _print("own database", retention.expired(own, settings.retention, now))
        shared.to_stderr.print(DRY)


def _erase(cases: Engine | None, own: Engine, kept: of_cases.Kept) -> None:
    """Log the erasure and take the case out of the own database; then, whole or not at all, out of the case database.
    Where the second fails, doing it again does both.
    """
    details = Details(address=shared.account(), cases=kept.keys[:1])
    with access_log.logged(own, access_log.COMMAND, "case_erased", datetime.now(UTC), details=details) as connection:
        chain.lock(connection)
        of_own.erase(connection, of_own.changes(connection, kept.keys))
    if cases:
        with writing(cases) as connection:
            of_cases.erase(connection, kept.keys[0])
    for one in filter(None, (own, cases)):
        leave_nothing_deleted(one)


def _own(settings: Settings) -> Engine:
    """The own database, which is waited for as long as a command may wait."""
    own = shared.prepared_own_database(settings)
    log_head.keep_in(own, settings.log_head_file)
    return own


def _is_ours(cases: Engine) -> bool:
    try:
        must_be_current(cases)
    except DatabaseForeign:
        return False
    return True


def _print(where: str, rows: Mapping[str, int]) -> None:
    for name, number in rows.items():
        print(where, name, number, sep="\t")
