"""Tries to sign in, counted so that guessing is slow and nobody keeps anybody else out.

A try from a device that the user has signed in with before is counted under that device alone. Every other one is
counted under its account and under its address; what those have failed slows down no known device. (The idea of device
cookies: OWASP, Slow Down Online Guessing Attacks with Device Cookies.)

Moments are aware. Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from store.own import tables
from store.own.database import Own, transaction

FORGOTTEN_AFTER = timedelta(days=1)
# so that those who try under ever new names and addresses fill nothing
MOST_KEPT = 10_000
FIRST_WAIT = timedelta(seconds=30)
_rows = tables.tries.c


@dataclass(frozen=True)
class Counter:
    """What tries are counted under: the first `free` cost no wait, then each wait is twice the one before."""

    name: str
    free: int = 5
    longest_wait: timedelta = timedelta(minutes=15)

    def wait_after(self, failures: int) -> timedelta:
        """How long the next try has to wait after so many that failed."""
        if failures < self.free:
            return timedelta(0)
        doubled: int = 2 ** min(failures - self.free, 20)
        return min(self.longest_wait, FIRST_WAIT * doubled)


def counters(user_name: str, address: str, device: str | None) -> list[Counter]:
    """Under what a try is counted; `device` is one that this user is known to have."""
    if device:
        return [Counter(f"device {device} {user_name}")]
    # many people share the address of an office
    return [Counter(f"account {user_name}"), Counter(f"address {network(address)}", 20, timedelta(minutes=1))]


def code_counters(user_name: str, device: str | None) -> list[Counter]:
    """Under what the code of a second factor is counted: apart from passwords, so that a right password, which comes
    before every code, does not forgive wrong codes.
    """
    return [Counter(f"code {device or 'account'} {user_name}")]


def network(address: str) -> str:
    """What tries from an address count under: whoever has an address of IPv6 has all of its network."""
    return str(ip_network(f"{address.partition('%')[0]}/64", strict=False)) if ":" in address else address


class Waiting(Exception):
    """The next try has to wait until a moment."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def take(own: Engine, counted: Sequence[Counter], now: datetime) -> timedelta:
    """Count a try before its password is checked, so that many at once are counted one by one.

    Gives how long the next one has to wait if this one fails. Raises Waiting where this one came too soon, which counts
    nothing.
    """
    try:
        with transaction(own) as connection:
            return max(_take(connection, counter, now) for counter in counted)
    except IntegrityError:  # another one was the first under this counter
        return take(own, counted, now)


def give_back(own: Engine, counted: Sequence[Counter], now: datetime) -> None:
    """Forget the failed tries of who got in; of an address, which others share, only the last."""
    with transaction(own) as connection:
        for counter in counted:
            same = _rows.counted_under == counter.name
            if counter.name.startswith("address"):
                connection.execute(update(tables.tries).where(same).values(failures=_rows.failures - 1, opens_at=now))
            else:
                connection.execute(delete(tables.tries).where(same))


def unlock(own: Own, user_name: str) -> None:
    """Forget the failed tries to sign in as a user, wherever they came from."""
    with transaction(own) as connection:
        ours = _rows.counted_under.endswith(f" {user_name}", autoescape=True)
        connection.execute(delete(tables.tries).where(ours))


def is_known(own: Engine, device: str, user_name: str) -> bool:
    """Whether the user has signed in with this device before."""
    known = tables.devices.c
    with transaction(own) as connection:
        found = select(known.id).where(known.id == device, known.user_name == user_name)
        return connection.execute(found).first() is not None


def know(own: Engine, device: str, user_name: str, now: datetime) -> None:
    """Know a device from now on, with which a user has signed in."""
    known = tables.devices.c
    with transaction(own) as connection:
        same = (known.id == device, known.user_name == user_name)
        if connection.execute(update(tables.devices).where(*same).values(seen_at=now)).rowcount == 0:
            connection.execute(insert(tables.devices).values(id=device, user_name=user_name, seen_at=now))


def _take(connection: Connection, counter: Counter, now: datetime) -> timedelta:
    same = _rows.counted_under == counter.name
    # first of all, because who writes a row is alone with it until the end of the transaction
    if connection.execute(update(tables.tries).where(same).values(failures=_rows.failures + 1)).rowcount == 0:
        _forget(connection, now)
        connection.execute(
            insert(tables.tries).values(counted_under=counter.name, failures=1, opens_at=now, last_at=now)
        )
    row = connection.execute(select(tables.tries).where(same)).one()
    failures = 1 if row.last_at <= now - FORGOTTEN_AFTER else row.failures
    if row.opens_at > now:
        raise Waiting(row.opens_at)
    wait = counter.wait_after(failures)
    kept = {"failures": failures, "opens_at": now + wait, "last_at": now}
    connection.execute(update(tables.tries).where(same).values(kept))
    return wait


def _forget(connection: Connection, now: datetime) -> None:
    """Make room for one more."""
    connection.execute(delete(tables.tries).where(_rows.last_at <= now - FORGOTTEN_AFTER))
    if connection.execute(select(func.count()).select_from(tables.tries)).scalar_one() >= MOST_KEPT:
        oldest = select(_rows.counted_under).order_by(_rows.last_at).limit(MOST_KEPT // 10)
        connection.execute(delete(tables.tries).where(_rows.counted_under.in_(oldest.scalar_subquery())))
