"""The demo: made-up cases of a plausible Finland, the same ones for the same seed and moment."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Table, insert, select

from config import finland
from config.codes import UNKNOWN
from measures.local_time import to_us
from store.case import tables
from store.case.writing import Progress, Ticks, upsert, writing
from store.demo.cases import SMALL, DemoScale, draw_cases
from store.demo.chance import Chance
from store.demo.duties import add_duties
from store.demo.handovers import Life, draw_handovers, draw_paces
from store.errors import StoreError

Rows = Mapping[Table, list[dict[str, Any]]]


def make_demo(
    target: Engine, *, seed: int = 1, now: datetime, scale: DemoScale = SMALL, progress: Progress | None = None
) -> None:
    """Fill a migrated case database without cases with made-up ones, none of them later than `now`, in one transaction.

    `progress` is called with the rows written so far and all of them. The database is marked as a demo.
    Raises StoreError when it holds cases already or is not one of ours, and ValueError when `now` names no time zone.
    """
    to_us(now)
    rows = demo_rows(seed=seed, now=now, scale=scale)
    ticks = Ticks(sum(map(len, rows.values())), progress)
    with writing(target) as connection:
        if connection.execute(select(tables.cases.c.case_id).limit(1)).first():
            raise StoreError(
                f"{target.url.render_as_string()} holds cases already, and made-up ones are never mixed in. "
                "Name an empty database in SAUMATON_DATABASE_URL and make it with: python manage.py init"
            )
        for table in tables.IN_ORDER:
            upsert(connection, table, rows[table], ticks)
        connection.execute(insert(tables.demo_data).values(made_at=now))


def demo_rows(*, seed: int, now: datetime, scale: DemoScale = SMALL) -> Rows:
    """The rows of every table of the case database, each column named; the same seed and moment give the same rows."""
    chance = Chance(seed)
    now = now.astimezone(UTC)
    paces = draw_paces(chance)
    lives = [draw_handovers(chance, case, now, paces) for case in draw_cases(chance, scale, now)]
    for life in lives:
        add_duties(life)
    reference: Mapping[Table, Sequence[finland.Named]] = {
        tables.regions: finland.regions(),
        tables.counties: finland.counties(),
        tables.ministries: finland.ministries(),
        tables.agencies: finland.agencies(),
    }
    return {
        table: [{column.name: getattr(thing, column.name) for column in table.columns} for thing in things]
        for table, things in reference.items()
    } | rows_of_cases(lives)


def rows_of_cases(lives: Sequence[Life], mark: str = "") -> dict[Table, list[dict[str, Any]]]:
    """Cases and all that belongs to them; `mark` stands in the numbers of handovers and deadlines."""
    of_cases = (tables.involvements, tables.handovers, tables.deadlines, tables.pauses)
    rows = {table: [row for life in lives for row in life.rows[table]] for table in of_cases}
    for table, column, letter in ((tables.handovers, "handover_id", "H"), (tables.deadlines, "deadline_id", "D")):
        for number, row in enumerate(rows[table], start=1):
            row[column] = f"{letter}-{mark}{number:06}"
    return {tables.cases: [_case_row(life) for life in lives], **rows}


def _case_row(life: Life) -> dict[str, Any]:
    phase = _investigation_phase(life)
    case = vars(life.case) | {
        "status": "closed" if life.case.closed_at else "open",
        "investigation_phase": phase,
        "offence": None if phase in (None, "none") else life.case.offence,
        "responsible_agency": life.responsible_agency,
    }
    return {column.name: case[column.name] for column in tables.cases.columns}


def _investigation_phase(life: Life) -> str | None:
    """How far the investigators came, by who has joined; sometimes nobody recorded it."""
    if life.chance.happens(0.04):
        return life.chance.one_of({UNKNOWN: 1, None: 1})
    if not life.joined.keys() & {"POL", "POLTHB", "KRP", "RAJA", "TULLI"}:
        return "none"
    if life.case.closed_at and life.chance.happens(0.7):
        return "ended"
    if "KO" in life.joined:
        return "trial"
    return "charges" if "SYL" in life.joined else "pre_trial"
