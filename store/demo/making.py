"""The demo: made-up cases of a plausible Finland, the same ones for the same seed and moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select

from config import finland
from config.codes import UNKNOWN
from measures.local_time import to_us
from store.case import tables
from store.case.writing import Progress, Ticks, upsert, writing
from store.demo.cases import SMALL, DemoScale, draw_cases
from store.demo.chance import Chance
from store.demo.duties import Duties, draw_duties
from store.demo.handovers import Chain, draw_chain, draw_paces
from store.errors import StoreError

Rows = Mapping[Table, list[dict[str, Any]]]


@dataclass(frozen=True)
class DemoSummary:
    """What was made up: rows by table name, and how much of it is open and waiting now."""

    rows: Mapping[str, int]
    open_cases: int
    pending_handovers: int


def make_demo(
    target: Engine, *, seed: int = 1, now: datetime, scale: DemoScale = SMALL, progress: Progress | None = None
) -> DemoSummary:
    """Fill a migrated case database without cases with made-up ones, none of them later than `now`, in one transaction.

    `progress` is called with the rows written so far and all of them. The database is marked as a demo.
    Raises StoreError when it holds cases already or is not one of ours, and ValueError when `now` names no time zone.
    """
    to_us(now)
    rows = demo_rows(seed=seed, now=now, scale=scale)
    ticks = Ticks(sum(map(len, rows.values())), progress)
    with writing(target) as connection:
        _refuse_cases(connection)
        for table in tables.IN_ORDER:
            upsert(connection, table, rows[table], ticks)
        connection.execute(insert(tables.demo_data).values(made_at=now))
    return _summary(rows)


def demo_rows(*, seed: int, now: datetime, scale: DemoScale = SMALL) -> Rows:
    """The rows of every table of the case database, each column named; the same seed and moment give the same rows."""
    chance = Chance(seed)
    now = now.astimezone(UTC)
    paces = draw_paces(chance)
    chains = [draw_chain(chance, case, now, paces) for case in draw_cases(chance, scale, now)]
    duties = [draw_duties(chance, chain) for chain in chains]
    return {
        tables.regions: _reference_rows(tables.regions, finland.regions()),
        tables.counties: _reference_rows(tables.counties, finland.counties()),
        tables.ministries: _reference_rows(tables.ministries, finland.ministries()),
        tables.agencies: _reference_rows(tables.agencies, finland.agencies()),
        **rows_of_cases(chance, chains, duties),
    }


def rows_of_cases(chance: Chance, chains: Sequence[Chain], duties: Sequence[Duties], mark: str = "") -> Rows:
    """Cases and all that belongs to them; `mark` stands in the numbers of handovers and deadlines."""
    return {
        tables.cases: [_case_row(chance, chain) for chain in chains],
        tables.involvements: [row for chain in chains for row in chain.involvements],
        tables.handovers: _numbered("handover_id", f"H-{mark}", [row for chain in chains for row in chain.handovers]),
        tables.deadlines: _numbered("deadline_id", f"D-{mark}", [row for duty in duties for row in duty.deadlines]),
        tables.pauses: [row for duty in duties for row in duty.pauses],
    }


def _reference_rows(table: Table, things: Sequence[finland.Named]) -> list[dict[str, Any]]:
    return [{column.name: getattr(thing, column.name) for column in table.columns} for thing in things]


def _case_row(chance: Chance, chain: Chain) -> dict[str, Any]:
    """The row of a case in the case database, by what its chain has seen."""
    phase = _investigation_phase(chance, chain)
    case = vars(chain.case) | {
        "status": "closed" if chain.case.closed_at else "open",
        "investigation_phase": phase,
        "offence": None if phase in (None, "none") else chain.case.offence,
        "responsible_agency": chain.responsible_agency,
    }
    return {column.name: case[column.name] for column in tables.cases.columns}


def _investigation_phase(chance: Chance, chain: Chain) -> str | None:
    """How far the investigators came, by who has joined; sometimes nobody recorded it."""
    if chance.happens(0.04):
        return chance.one_of({UNKNOWN: 1, None: 1})
    if not chain.joined.keys() & {"POL", "POLTHB", "KRP", "RAJA", "TULLI"}:
        return "none"
    if chain.case.closed_at and chance.happens(0.7):
        return "ended"
    if "KO" in chain.joined:
        return "trial"
    return "charges" if "SYL" in chain.joined else "pre_trial"


def _numbered(column: str, mark: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{column: f"{mark}{number:06}"} | row for number, row in enumerate(rows, start=1)]


def _refuse_cases(connection: Connection) -> None:
    if connection.execute(select(tables.cases.c.case_id).limit(1)).first():
        raise StoreError(
            f"{connection.engine.url.render_as_string()} holds cases already, and made-up ones are never mixed in. "
            "Name an empty database in SAUMATON_DATABASE_URL and make it with: python manage.py init"
        )


def _summary(rows: Rows) -> DemoSummary:
    open_cases = {row["case_id"] for row in rows[tables.cases] if row["closed_at"] is None}
    pending = [row for row in rows[tables.handovers] if row["responded_at"] is None and row["case_id"] in open_cases]
    return DemoSummary(
        rows={table.name: len(found) for table, found in rows.items()},
        open_cases=len(open_cases),
        pending_handovers=len(pending),
    )
