"""Users as their administration sees them: with what they did last, and what keeps them out.

Moments are aware. Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

from dataclasses import dataclass
from datetime import datetime

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
                User(**{column.name: row._mapping[column] for column in users}),
                row.seen,
                row.open,
                waits.get(row.user_name),
            )
            for row in connection.execute(asked.order_by(users.user_name))
        ]


def _by_user(waiting: list[tuple[str, datetime]]) -> dict[str, datetime]:
    """The last moment of each name that tries are counted under (see tries.counters)."""
    found: dict[str, datetime] = {}
    for counted_under, opens_at in waiting:
        user_name = counted_under.rpartition(" ")[2]
        found[user_name] = max(opens_at, found.get(user_name, opens_at))
    return found
