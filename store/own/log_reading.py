"""What the access log says, for those who may read it."""

import json
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Engine, func, or_, select

from store.own.database import transaction
from store.own.tables import access_log

COLUMNS = ("entry", "at", "user_name", "role", "address", "event", "scope", "cases", "reason", "recipient", "outcome")


@dataclass(frozen=True)
class Search:
    """Which entries are sought: of one user, event or case, from the moment `since` to before `until` (aware)."""

    user_name: str = ""
    event: str = ""
    case: str = ""
    since: datetime | None = None
    until: datetime | None = None


def found(own: Engine, search: Search, most: int | None = None, first: int = 0) -> pd.DataFrame:
    """The entries, the latest first, with COLUMNS: at most so many from the one at place `first` on; `at` is an aware
    moment, `cases` the numbers with commas between them. Raises OwnDatabaseUnusable.
    """
    rows = access_log.c
    wanted = select(*(rows[name] for name in COLUMNS)).where(*_conditions(search)).order_by(rows.entry.desc())
    with transaction(own) as connection:
        answer = connection.execute(wanted.limit(most).offset(first)).mappings().all()
    return pd.DataFrame([{**row, "cases": ", ".join(cases_of(row["cases"]))} for row in answer], columns=COLUMNS)


def number(own: Engine, search: Search) -> int:
    """How many entries there are. Raises OwnDatabaseUnusable."""
    with transaction(own) as connection:
        return connection.execute(select(func.count()).select_from(access_log).where(*_conditions(search))).scalar_one()


def cases_of(written: str) -> list[str]:
    """The case numbers of an entry."""
    return json.loads(written) if written else []


def of_case(case: str) -> ColumnElement[bool]:
    """Whether an entry names a case. Capital and small letters are told apart, which LIKE does not do everywhere."""
    rows, one, named = access_log.c, json.dumps(case, ensure_ascii=False), f"case/{case}"
    in_cases = func.replace(rows.cases, one, "") != rows.cases
    # entries of earlier versions name a case in their scope alone
    return or_(in_cases, rows.scope == named, rows.scope.startswith(f"{named}?", autoescape=True))


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    rows, conditions = access_log.c, []
    if search.user_name:
        conditions.append(rows.user_name == search.user_name)
    if search.event:
        conditions.append(rows.event == search.event)
    if search.case:
        conditions.append(of_case(search.case))
    if search.since:
        conditions.append(rows.at >= search.since)
    if search.until:
        conditions.append(rows.at < search.until)
    return conditions
