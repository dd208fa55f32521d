"""The living demo: plausible changes, evenly spread, only to a demo, and the contract kept throughout."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, func, insert, select, update

from store.case import tables
from store.case.check import breaches
from store.demo.cases import DemoScale
from store.demo.chance import Chance
from store.demo.living import Change, keep_writing, must_be_demo, next_change
from store.demo.making import make_demo
from store.errors import DatabaseMissing, StoreError
from store.source import engine

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
# a standing stock as at the national scale, a quarter of its size
QUARTER = DemoScale(months=12, opened_a_month=10, median_days_open=790)
TINY = DemoScale(months=2, opened_a_month=10, median_days_open=100)


class Clock:
    """A clock that only waiting moves, a little further than asked; it says stop after so many waits."""

    def __init__(self, waits: int = 10**9, late: timedelta = timedelta(milliseconds=1)) -> None:
        self.moment, self.late, self.waits_left = NOW, late, waits
        self.waited: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def stop(self, seconds: float) -> bool:
        self.waits_left -= 1
        self.waited.append(seconds)
        self.moment += timedelta(seconds=seconds) + self.late
        return self.waits_left < 0


def changes(target: Engine, clock: Clock, per_minute: int = 30, seed: int = 1) -> Iterator[Change]:
    return keep_writing(target, per_minute=per_minute, seed=seed, now=clock.now, stop=clock.stop)


def demo(target: Engine, scale: DemoScale = TINY) -> Engine:
    make_demo(target, seed=1, now=NOW, scale=scale)
    return target


def rows_of(target: Engine, table: Table) -> list[dict[str, Any]]:
    with target.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def count(target: Engine) -> dict[str, int]:
    with target.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables.IN_ORDER
        }


@pytest.fixture(scope="module")
def after_300_changes(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, datetime]:
    """A demo in which 300 changes happened, to look at and never to write to, and the moment after the last."""
    file = shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("living") / "cases.sqlite")
    target, clock = demo(engine(f"sqlite:///{file}")), Clock()
    list(islice(changes(target, clock), 300))
    return target, clock.moment


def test_500_changes_keep_the_contract_and_are_of_every_kind(sqlite_url: str) -> None:
    target = demo(engine(sqlite_url), QUARTER)
    clock = Clock()
    kinds = Counter(change.what for change in islice(changes(target, clock), 500))
    assert list(breaches(target)) == []
    assert kinds.keys() == {"opened", "handed_over", "answered", "closed", "met"}
    assert min(kinds.values()) > 20
    responses = Counter(
        row["response"] for row in rows_of(target, tables.handovers) if (row["responded_at"] or NOW) > NOW
    )
    assert responses["accepted"] > 100
    assert responses["withdrawn"] > 0
    assert responses["returned"] > 0


def test_it_writes_to_postgresql_as_well(case_database: Engine) -> None:
    target = demo(case_database)
    assert len(list(islice(changes(target, Clock()), 40))) == 40
    assert list(breaches(target)) == []


def test_what_happens_happens_now_and_within_the_life_of_the_case(after_300_changes: tuple[Engine, datetime]) -> None:
    target, last = after_300_changes
    cases = {case["case_id"]: case for case in rows_of(target, tables.cases)}
    assert any(case["opened_at"] > NOW for case in cases.values())
    assert any((case["closed_at"] or NOW) > NOW for case in cases.values())
    for table in (tables.involvements, tables.handovers, tables.pauses):
        for row in rows_of(target, table):
            case = cases[row["case_id"]]
            begun = row.get("started_at") or row["handed_over_at"]
            ended = row.get("ended_at") or row.get("responded_at") or begun
            assert case["opened_at"] <= begun <= ended <= (case["closed_at"] or last), row


def test_who_accepts_is_in_the_case(after_300_changes: tuple[Engine, datetime]) -> None:
    target, _ = after_300_changes
    joined = {(row["case_id"], row["agency_code"]) for row in rows_of(target, tables.involvements)}
    accepted = [
        row for row in rows_of(target, tables.handovers) if row["response"] == "accepted" and row["responded_at"] > NOW
    ]
    assert accepted
    assert all((row["case_id"], row["to_agency"]) in joined for row in accepted)


def test_no_case_has_two_leads_at_a_time(after_300_changes: tuple[Engine, datetime]) -> None:
    target, _ = after_300_changes
    leads = Counter(
        row["case_id"]
        for row in rows_of(target, tables.involvements)
        if row["role"] == "lead" and row["ended_at"] is None
    )
    assert max(leads.values()) == 1


def test_nothing_runs_on_in_a_case_that_was_closed(sqlite_url: str) -> None:
    target = demo(engine(sqlite_url))
    pauses = [
        {"case_id": row["case_id"], "reason": "other", "started_at": NOW} for row in rows_of(target, tables.cases)
    ]
    with target.begin() as connection:
        connection.execute(insert(tables.pauses), pauses)
    list(islice(changes(target, Clock()), 150))
    closed = {row["case_id"] for row in rows_of(target, tables.cases) if (row["closed_at"] or NOW) > NOW}
    assert closed
    for table in (tables.involvements, tables.pauses):
        assert not {row["case_id"] for row in rows_of(target, table) if row["ended_at"] is None} & closed


def test_what_was_forgotten_stays_forgotten_for_a_while(sqlite_url: str) -> None:
    target = demo(engine(sqlite_url), QUARTER)
    old = {row["handover_id"] for row in rows_of(target, tables.handovers) if is_old_and_waits(row)}
    list(islice(changes(target, Clock()), 200))
    still = {row["handover_id"] for row in rows_of(target, tables.handovers) if is_old_and_waits(row)}
    assert len(old & still) > len(old) / 2


def is_old_and_waits(row: dict[str, Any]) -> bool:
    return row["responded_at"] is None and row["handed_over_at"] < NOW - timedelta(days=7)


def test_the_changes_are_spread_evenly_over_the_minute(sqlite_url: str) -> None:
    target, clock = demo(engine(sqlite_url)), Clock()
    list(islice(changes(target, clock, per_minute=20), 20))
    assert clock.waited[0] == 0
    assert all(2.9 < seconds <= 3 for seconds in clock.waited[1:])


def test_a_slow_machine_is_not_followed_by_a_burst(sqlite_url: str) -> None:
    clock = Clock(late=timedelta(seconds=10))
    writing = changes(demo(engine(sqlite_url)), clock, per_minute=30)
    list(islice(writing, 10))
    clock.late = timedelta()
    clock.waited.clear()
    list(islice(writing, 3))
    assert clock.waited == [0, 2, 2]


def test_it_stops_when_it_is_told_to(sqlite_url: str) -> None:
    assert len(list(changes(demo(engine(sqlite_url)), Clock(waits=7)))) == 7


def test_choosing_writes_nothing_and_follows_the_seed(sqlite_url: str) -> None:
    target = demo(engine(sqlite_url))
    before = count(target)
    with target.connect() as connection:
        first, second, other = (
            [next_change(chance, connection, NOW) for _ in range(5)] for chance in (Chance(1), Chance(1), Chance(2))
        )
    assert count(target) == before
    assert told(first) == told(second) != told(other)


def told(found: list[Change | None]) -> list[tuple[str, list[Any]]]:
    return [(change.what, [s.compile().params for s in change.statements]) for change in found if change]  # type: ignore[attr-defined]


def test_a_demo_whose_cases_are_all_closed_opens_new_ones(sqlite_url: str) -> None:
    target = demo(engine(sqlite_url))
    with target.begin() as connection:
        connection.execute(update(tables.cases).values(status="closed", closed_at=NOW))
    [change] = islice(changes(target, Clock()), 1)
    assert change.what == "opened"


def test_it_refuses_a_database_that_is_no_demo(case_database: Engine) -> None:
    before = count(case_database)
    with pytest.raises(StoreError, match="not marked as a demo"):
        next(changes(case_database, Clock()))
    assert count(case_database) == before


def test_it_stops_writing_once_the_mark_is_gone(sqlite_url: str) -> None:
    target = demo(engine(sqlite_url))
    writing = changes(target, Clock())
    next(writing)
    with target.begin() as connection:
        connection.execute(tables.demo_data.delete())
    with pytest.raises(StoreError, match="not marked as a demo"):
        next(writing)


def test_it_refuses_a_database_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        must_be_demo(engine(f"sqlite:///{tmp_path / 'none.sqlite'}"))
