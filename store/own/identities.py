"""Users whom another system names: made when they first sign in, without a password, and changed as it says.

They are known by what never changes of them there (OpenID Connect Core 1.0, 5.7), so that nobody takes over an account
by a user name. Moments are aware. Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from store.own import tables
from store.own.database import transaction
from store.own.users import User, add_users, end_sessions

Way = Literal["oidc", "proxy"]
# longer than anybody may take to sign in
KEPT = timedelta(hours=1)
_rows = tables.identities.c


@dataclass(frozen=True)
class Arrival:
    """Who comes, as another system says it: `subject` is what never changes of them there."""

    way: Way
    subject: str
    user_name: str
    name: str
    role: str
    agency: str | None = None
    ministry: str | None = None


def find(own: Engine, way: Way, subject: str) -> User | None:
    """The user who came by this way as this subject."""
    same = (_rows.way == way, _rows.subject == subject)
    with transaction(own) as connection:
        found = select(tables.users).join(tables.identities).where(*same)
        row = connection.execute(found).one_or_none()
        return User(**row._mapping) if row else None


def way_of(own: Engine, user_name: str) -> Way | None:
    """By which way a user comes; None for one who has a password here."""
    with transaction(own) as connection:
        way: Way | None = connection.execute(select(_rows.way).where(_rows.user_name == user_name)).scalar_one_or_none()
        return way


def add(connection: Connection, arrival: Arrival, now: datetime) -> User:
    """Take in somebody who comes for the first time. Raises UsersRefused where somebody else has the user name."""
    user = User(arrival.user_name, arrival.name, arrival.role, "", now, arrival.agency, arrival.ministry)
    add_users(connection, [user])
    same = {"user_name": user.user_name, "way": arrival.way, "subject": arrival.subject}
    connection.execute(insert(tables.identities).values(same))
    return user


def change(connection: Connection, user: User, arrival: Arrival) -> None:
    """Keep what the other system says of a user now; their sessions end where that changes what they may see. It may
    take the role of the last administrator: it is there that another is named.
    """
    said = {name: getattr(arrival, name) for name in ("name", "role", "agency", "ministry")}
    connection.execute(update(tables.users).where(tables.users.c.user_name == user.user_name).values(said))
    if (user.role, user.agency, user.ministry) != (arrival.role, arrival.agency, arrival.ministry):
        end_sessions(connection, user.user_name)


def use_once(own: Engine, answer: str, now: datetime) -> bool:
    """Whether an answer of a provider has not been used before; from now on it has."""
    rows = tables.used_answers
    try:
        with transaction(own) as connection:
            connection.execute(delete(rows).where(rows.c.used_at < now - KEPT))
            connection.execute(insert(rows).values(answer=answer, used_at=now))
    except IntegrityError:
        return False
    return True
