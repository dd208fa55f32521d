"""How long the dashboard's own database keeps what, and the end of what is older.

The access log is a chain, so what is taken off its beginning is sealed by the entry that says so (see chain). On
PostgreSQL the role of the dashboard may not do that: another one does (deploy/own_database.sql).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, exists, func, or_, select

from config.retention import Retention
from store.own import chain, log_head
from store.own.access_log import Details, entry_of
from store.own.chain import Head, Seal
from store.own.database import transaction
from store.own.tables import access_log, actions, devices, meeting_figures, meeting_notes, meetings, sessions, tries

# for how long each table keeps a row
KEPT: Mapping[str, str] = {
    "users": "until the user is removed",
    "identities": "until the user is removed",
    "used_answers": "an hour",
    "setting_changes": "always: figures rest on the last, and the others say what they rested on before",
    "sessions": "{sessions}, from the sign-in",
    "devices": "{devices}, from the last sign-in with it",
    "tries": "{tries}, from the last try",
    "access_log": "{access_log}, from the entry",
    "meetings": "{meetings}, from the end of the meeting and the settling of its actions; the latest stays",
    **dict.fromkeys(("meeting_figures", "meeting_notes", "actions"), "as long as its meeting"),
}


def expired(own: Engine, retention: Retention, now: datetime) -> dict[str, int]:
    """How many rows of each table `end` would delete at a moment (aware). Raises OwnDatabaseUnusable."""
    with transaction(own) as connection:
        last = _last_before(connection, _start(now, retention.access_log))
        found = {
            table.name: connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()
            for table, condition in _over(retention, now).items()
        }
        return found | {access_log.name: last.entry - chain.beginning(connection).entry}


def end(own: Engine, retention: Retention, now: datetime, by: str, details: Details) -> dict[str, int]:
    """Delete the rows whose retention period has ended, and say in the access log how many of each table, or do nothing
    where there are none. Gives the same numbers. Raises OwnDatabaseUnusable.
    """
    with transaction(own) as connection:
        chain.lock(connection)
        found = {
            table.name: connection.execute(delete(table).where(condition)).rowcount
            for table, condition in _over(retention, now).items()
        }
        before = _start(now, retention.access_log)
        last = _last_before(connection, before)
        found[access_log.name] = last.entry - chain.beginning(connection).entry
        if not any(found.values()):
            return found
        told = " ".join(f"{name}={rows}" for name, rows in found.items() if rows)
        sealing = entry_of(by, chain.SEALED, now, f"{Seal(last, before)} {told}", details)
        head = chain.append(connection, sealing)
        connection.execute(delete(access_log).where(access_log.c.entry <= last.entry))
    log_head.keep(own, head)
    return found


def _over(retention: Retention, now: datetime) -> dict[Table, ColumnElement[bool]]:
    """What goes of each table but the access log, in an order in which it can."""
    m, a, before = meetings.c, actions.c, _start(now, retention.meetings)
    unsettled = exists().where(a.meeting == m.number, or_(a.settled_at.is_(None), a.settled_at >= before))
    latest = select(func.max(meetings.alias().c.number)).scalar_subquery()
    over = (m.closed_at < before, m.number < latest, ~unsettled)
    of_these = select(m.number).where(*over)
    return {
        sessions: sessions.c.began_at < _start(now, retention.sessions),
        devices: devices.c.seen_at < _start(now, retention.devices),
        tries: tries.c.last_at < _start(now, retention.tries),
        meeting_figures: meeting_figures.c.meeting.in_(of_these),
        meeting_notes: meeting_notes.c.meeting.in_(of_these),
        actions: a.meeting.in_(of_these),
        meetings: m.number.in_(of_these),
    }


def _start(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


def _last_before(connection: Connection, before: datetime) -> Head:
    """The last entry before the first that is kept: the last one of all is, so that the chain goes on from it."""
    rows = access_log.c
    first = connection.execute(select(func.min(rows.entry)).where(rows.at >= before)).scalar()
    last = (first or chain.head(connection).entry) - 1
    hash_of_last = connection.execute(select(rows.hash).where(rows.entry == last)).scalar()
    return Head(last, hash_of_last) if hash_of_last else chain.beginning(connection)
