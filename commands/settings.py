"""`manage.py settings`: what was edited on the screen."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from typer import Argument, Option

from commands import shared
from commands.shared import Database
from config.edited import KINDS
from queries.filters import FiltersRefused
from store.own import access_log, setting_changes
from store.own.access_log import Details
from store.own.setting_changes import FILES, NewChange
from store.own.tables import LONGEST_REASON

settings_app = typer.Typer(no_args_is_help=True, help="What was edited on the screen.")


@settings_app.callback()
def _settings() -> None:
    """What was edited on the screen."""


@settings_app.command("as-files")
def as_files(
    kind: Annotated[str, Argument(help=f"One of {', '.join(KINDS)}.")],
    why: Annotated[str, Option(prompt=True, help="The reason, for the history and the access log.")],
    database: Database = None,
) -> None:
    """Have the file of a setting hold again, as “Before the first edit” on the page does."""
    if kind not in KINDS:
        raise FiltersRefused(f"{kind}: no such setting; there are {', '.join(KINDS)}")
    if not 0 < len(why.strip()) <= LONGEST_REASON:
        raise FiltersRefused(f"--why: it is missing, or above {LONGEST_REASON} characters")
    settings = shared.settings_with(database)
    shared.prepared_own_database(settings)
    own, now = access_log.log_of(settings), datetime.now(UTC)
    follows = next((change.number for change in setting_changes.read_changes(own, kind)), FILES)
    details = Details(address=shared.account(), reason=why)
    with access_log.logged(own, access_log.COMMAND, "setting_changed", now, f"{kind}: as files", details) as connection:
        setting_changes.add(connection, NewChange(kind, None, why, follows), access_log.COMMAND, now)
    shared.to_stderr.print(f"The file of {kind} holds again.")
