"""The access log in the dashboard's own database: who did what, when, from where, why and for whom. Append-only, and a
chain (see chain).

Moments are aware. Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, Select, func, select

from config.settings import Settings
from store.own import chain, log_head
from store.own.database import own_database, transaction
from store.own.tables import EVENTS, access_log

TRIES = 5
WITHIN = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=15)
REFUSALS = ("sign_in_failed", "sign_in_locked", "refused")


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
    if event not in EVENTS:
        raise ValueError(f"'{event}' is no event of the access log")
    made = vars(details) | {"at": now, "user_name": user_name, "event": event, "scope": scope}
    made["cases"] = json.dumps(sorted(set(details.cases)), ensure_ascii=False) if details.cases else ""
    made["outcome"] = "refusal" if event in REFUSALS else "success"
    with transaction(own) as connection:
        head = chain.append(connection, made)
    log_head.keep(own, head)


def locked_until(own: Engine, user_name: str, now: datetime) -> datetime | None:
    """When the account opens again, or None where it is not locked."""
    locked = _last(own, user_name, access_log.c.event == "sign_in_locked")
    return locked + LOCKED_FOR if locked and locked + LOCKED_FOR > now else None


def sign_in_failed(own: Engine, user_name: str, now: datetime, details: Details = NOTHING_ELSE) -> int:
    """Tries left after a wrong password, which is logged; at 0 the account is locked, and that is logged too."""
    write(own, user_name, "sign_in_failed", now, details=details)
    left = max(0, TRIES - _failures(own, user_name, now))
    if left == 0:
        write(own, user_name, "sign_in_locked", now, details=details)
    return left


def last_sign_out(own: Engine, user_name: str) -> datetime | None:
    """The user's last sign-out in any tab; sessions and cookies from before it are no longer valid."""
    return _last(own, user_name, access_log.c.event == "sign_out")


def last_sign_outs(own: Engine) -> dict[str, datetime]:
    """The last sign-out of everybody who ever signed out, by user name."""
    rows = access_log.c
    last = select(rows.user_name, func.max(rows.at)).where(rows.event == "sign_out").group_by(rows.user_name)
    with transaction(own) as connection:
        return {name: at for name, at in connection.execute(last)}


def _failures(own: Engine, user_name: str, now: datetime) -> int:
    """Wrong passwords of the last 15 minutes since the user last got in or was locked out."""
    turned = _last(own, user_name, access_log.c.event.in_(("sign_in", "sign_in_locked")))
    since = max(now - WITHIN, turned) if turned else now - WITHIN
    failed = (access_log.c.user_name == user_name, access_log.c.event == "sign_in_failed", access_log.c.at > since)
    with transaction(own) as connection:
        return connection.execute(select(func.count()).select_from(access_log).where(*failed)).scalar_one()


def _last(own: Engine, user_name: str, event: ColumnElement[bool]) -> datetime | None:
    last: Select[datetime | None] = select(func.max(access_log.c.at)).where(access_log.c.user_name == user_name, event)
    with transaction(own) as connection:
        return connection.execute(last).scalar_one()
