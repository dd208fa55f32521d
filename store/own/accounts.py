"""Users and their sessions as the administration sees them: what they did last, and what keeps them out.

Moments are aware. Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from store.own import tables
from store.own.database import transaction
from store.own.users import User


@dataclass(frozen=True)
class Account:
    """A user, when they last signed in (None: never), how many sessions they have open, and until when they have to
    wait after wrong passwords (None: they need not).
    """

    user: User
    signed_in_at: datetime | None
    sessions: int
    waits_until: datetime | None


@dataclass(frozen=True)
class SignedIn:
    """A session that holds: of whom, since when, when they last clicked in it, and from which address it began."""

    session_id: str
    user: User
    since: datetime
    clicked_at: datetime
    address: str


def read_accounts(own: Engine, now: datetime, began_after: datetime, clicked_after: datetime) -> list[Account]:
    """All users in order of their user names. A session counts that began after a moment, and was last clicked in after
    another.
    """
    users, devices, sessions, tries = tables.users.c, tables.devices.c, tables.sessions.c, tables.tries.c
    seen_at = select(func.max(devices.seen_at)).where(devices.user_name == users.user_name)
    open_ones = select(func.count()).where(
        sessions.user_name == users.user_name, sessions.began_at > began_after, sessions.clicked_at > clicked_after
    )
    asked = select(*users, seen_at.scalar_subquery().label("seen"), open_ones.scalar_subquery().label("open"))
    waiting = select(tries.counted_under, tries.opens_at).where(tries.opens_at > now)
    with transaction(own) as connection:
        waits = _by_user([(row.counted_under, row.opens_at) for row in connection.execute(waiting)])
        return [
            Account(
                _user(row._mapping),
                row.seen,
                row.open,
                waits.get(row.user_name),
            )
            for row in connection.execute(asked.order_by(users.user_name))
        ]


def read_sessions(own: Engine, began_after: datetime, clicked_after: datetime) -> list[SignedIn]:
    """All sessions that count (see `read_accounts`), the latest first."""
    rows = tables.sessions.c
    asked = select(tables.sessions, *tables.users.c).select_from(tables.sessions.join(tables.users))
    hold = (rows.began_at > began_after, rows.clicked_at > clicked_after)
    with transaction(own) as connection:
        found = connection.execute(asked.where(*hold).order_by(rows.began_at.desc(), rows.id)).mappings()
        return [
            SignedIn(row[rows.id], _user(row), row[rows.began_at], row[rows.clicked_at], row[rows.address])
            for row in found
        ]


def _user(row: Mapping[Any, Any]) -> User:
    return User(**{column.name: row[column] for column in tables.users.columns})


def _by_user(waiting: list[tuple[str, datetime]]) -> dict[str, datetime]:
    """The last moment of each name that tries are counted under (see tries.counters)."""
    found: dict[str, datetime] = {}
    for counted_under, opens_at in waiting:
        user_name = counted_under.rpartition(" ")[2]
        found[user_name] = max(opens_at, found.get(user_name, opens_at))
    return found
