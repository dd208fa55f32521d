"""The access log in the dashboard's own database: who did what, when, from where, why and for whom. Append-only, and a
chain (see chain).

Moments are aware. Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from config.settings import Settings
from store.own import chain, log_head
from store.own.database import own_database, transaction
from store.own.tables import EVENTS

COMMAND = "manage.py"  # who did what a command did
NOBODY = "unknown"  # who is not a user; with a hyphen and a mark after it, where a name was typed
REFUSALS = ("sign_in_failed", "sign_in_locked", "code_wrong", "refused")


@dataclass(frozen=True)
class Details:
    """What else an entry says: in which role, from which address, which cases were seen, why, and who receives it."""

    role: str = ""
    address: str = ""
    cases: Collection[str] = ()
    reason: str = ""
    recipient: str = ""


NOTHING_ELSE = Details()


def log_of(settings: Settings) -> Engine:
    """The own database of an installation, whose log writes its head where the settings say.

    Raises OwnDatabaseUnusable.
    """
    own = own_database(settings.own_database_url)
    log_head.keep_in(own, settings.log_head_file)
    return own


def write(
    own: Engine, user_name: str, event: str, now: datetime, scope: str = "", details: Details = NOTHING_ELSE
) -> None:
    """Append one entry; `event` is one of tables.EVENTS, `scope` says what was seen (no personal data of victims).

    Raises ValueError for another event.
    """
    with logged(own, user_name, event, now, scope, details):
        pass


@contextmanager
def logged(
    own: Engine, user_name: str, event: str, now: datetime, scope: str = "", details: Details = NOTHING_ELSE
) -> Iterator[Connection]:
    """A transaction that is kept together with its entry (see `write`), or not at all."""
    made = entry_of(user_name, event, now, scope, details)
    with transaction(own) as connection:
        yield connection
        head = chain.append(connection, made)
    log_head.keep(own, head)


def entry_of(user_name: str, event: str, now: datetime, scope: str, details: Details) -> dict[str, Any]:
    """An entry for `chain.append`. Raises ValueError for an unknown event."""
    if event not in EVENTS:
        raise ValueError(f"'{event}' is not an event of the access log")
    made = vars(details) | {"at": now, "user_name": user_name, "event": event, "scope": scope}
    made["cases"] = json.dumps(sorted(set(details.cases)), ensure_ascii=False) if details.cases else ""
    return made | {"outcome": "refusal" if event in REFUSALS else "success"}
