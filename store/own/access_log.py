"""The access log in the dashboard's own database: who signed in and out, who failed, who saw case rows. Append-only.

Moments are aware. Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

from datetime import datetime

from sqlalchemy import Engine, insert

from store.own.database import transaction
from store.own.tables import access_log


def write(own: Engine, user_name: str, event: str, now: datetime, scope: str = "") -> None:
    """Append one row; `event` is one of tables.EVENTS, `scope` says what was seen (no personal data of victims)."""
    with transaction(own) as connection:
        connection.execute(insert(access_log).values(at=now, user_name=user_name, event=event, scope=scope))
