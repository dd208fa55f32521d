"""Sessions in the dashboard's own database: a sign-in that holds is a row, and ends when the row goes.

Moments are aware. Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, case, delete, insert, select, update

from store.own import tables
from store.own.database import Own, transaction
from store.own.users import User, UsersRefused, end_sessions

# longer than any session lasts
KEPT = timedelta(days=31)
_rows = tables.sessions.c
_OPEN = select(_rows.id, _rows.clicked_at, *tables.users.c).select_from(tables.sessions.join(tables.users))


@dataclass(frozen=True)
class Session:
    """A sign-in: who, and since when (aware)."""

    id: str
    user_name: str
    since: datetime


@dataclass(frozen=True)
class Open:
    """A session that nothing has ended, as it stands now: its user, and when they last clicked anywhere in it."""

    user: User
    clicked_at: datetime


def begin(own: Own, session: Session, address: str = "", has_cookie: bool = False) -> None:
    """Keep a new session, which began from an address, and forget those that are long past. `has_cookie`: its cookie is
    given with the answer.
    """
    values = {"id": session.id, "user_name": session.user_name, "began_at": session.since, "clicked_at": session.since}
    values |= {"address": address, "has_cookie": int(has_cookie)}
    with transaction(own) as connection:
        connection.execute(delete(tables.sessions).where(_rows.began_at < session.since - KEPT))
        connection.execute(insert(tables.sessions).values(values))


def find_open(own: Engine, session: Session) -> Open | None:
    """The session as it stands; None where it has ended or never was."""
    with transaction(own) as connection:
        row = connection.execute(_OPEN.where(_rows.id == session.id, _rows.began_at == session.since)).one_or_none()
        return _open(row._mapping) if row else None


def read_open(own: Engine) -> Mapping[str, Open]:
    """All sessions as they stand, by their id."""
    with transaction(own) as connection:
        return {row.id: _open(row._mapping) for row in connection.execute(_OPEN)}


def note_clicks(own: Engine, clicks: Mapping[str, datetime]) -> None:
    """Keep when somebody last clicked in each of these sessions, unless a later moment is kept."""
    with transaction(own) as connection:
        for session_id, at in clicks.items():
            later = case((_rows.clicked_at < at, at), else_=_rows.clicked_at)
            connection.execute(update(tables.sessions).where(_rows.id == session_id).values(clicked_at=later))


def take_cookie(own: Engine, session: Session) -> bool:
    """Whether the session's cookie may be given now: once, and while it is there."""
    free = (_rows.id == session.id, _rows.began_at == session.since, _rows.has_cookie == 0)
    with transaction(own) as connection:
        return connection.execute(update(tables.sessions).where(*free).values(has_cookie=1)).rowcount == 1


def end_all(own: Engine, user_name: str, until: datetime) -> None:
    """End the sessions of a user that began until a moment."""
    with transaction(own) as connection:
        end_sessions(connection, user_name, until)


def end_one(own: Own, session_id: str) -> None:
    """End one session. Raises UsersRefused where it is not there."""
    with transaction(own) as connection:
        if connection.execute(delete(tables.sessions).where(_rows.id == session_id)).rowcount == 0:
            raise UsersRefused("this session has ended already", "ended")


def _open(row: Mapping[Any, Any]) -> Open:
    return Open(User(**{column.name: row[column] for column in tables.users.columns}), row[_rows.clicked_at])
