"""The living demo: plausible changes, evenly spread, only to a demo, and the contract kept throughout."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, func, select

from store.case import tables
from store.case.check import breaches
from store.demo.cases import DemoScale
from store.demo.living import keep_writing, must_be_demo
from store.demo.making import make_demo
from store.errors import DatabaseMissing, StoreError
from store.source import engine

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
# a standing stock as at the national scale, a quarter of its size
QUARTER = DemoScale(months=108, opened_a_month=10, median_days_open=790)
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


def changes(target: Engine, clock: Clock, per_minute: int = 30, seed: int = 1) -> Iterator[list[Table]]:
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


def lately(target: Engine, table: Table, column: str) -> list[dict[str, Any]]:
    """Rows whose moment in a column came after the demo was made."""
    return [row for row in rows_of(target, table) if (row[column] or NOW) > NOW]


def test_500_changes_keep_the_contract_and_are_of_every_kind(sqlite_url: str) -> None:
    target = demo(engine(sqlite_url), QUARTER)
    before = count(target)
    assert len(list(islice(changes(target, Clock()), 500))) == 500
    assert list(breaches(target)) == []
    assert all(n > before[name] for name, n in count(target).items() if name in ("cases", "handovers", "deadlines"))
    assert len(lately(target, tables.cases, "opened_at")) > 20
    assert len(lately(target, tables.cases, "closed_at")) > 5
    assert len(lately(target, tables.handovers, "handed_over_at")) > 100
    today = NOW.date()
    assert sum(row["met_on"] == row["started_on"] == today for row in rows_of(target, tables.deadlines)) > 20
    responses = Counter(row["response"] for row in lately(target, tables.handovers, "responded_at"))
    assert responses["accepted"] > 80
    assert responses["returned"] + responses["rejected"] + responses["withdrawn"] > 0


def test_few_new_cases_are_open_at_a_time(after_300_changes: tuple[Engine, datetime]) -> None:
    target, _ = after_300_changes
    still_open = [row for row in lately(target, tables.cases, "opened_at") if row["closed_at"] is None]
    assert 10 <= len(still_open) <= 40


def test_what_stood_in_the_demo_stays_as_it_was(sqlite_url: str) -> None:
    target = demo(engine(sqlite_url))
    before = {table: rows_of(target, table) for table in tables.IN_ORDER}
    list(islice(changes(target, Clock()), 100))
    for table, rows in before.items():
        after = rows_of(target, table)
        assert all(row in after for row in rows), table.name


def test_it_writes_to_postgresql_as_well(case_database: Engine) -> None:
    target = demo(case_database)
    assert len(list(islice(changes(target, Clock()), 40))) == 40
    assert list(breaches(target)) == []


def test_what_happens_happens_now_and_within_the_life_of_the_case(after_300_changes: tuple[Engine, datetime]) -> None:
    target, last = after_300_changes
    cases = {case["case_id"]: case for case in rows_of(target, tables.cases)}
    assert lately(target, tables.cases, "opened_at")
    assert lately(target, tables.cases, "closed_at")
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


def test_no_pause_runs_on_in_a_case_that_was_closed(after_300_changes: tuple[Engine, datetime]) -> None:
    target, _ = after_300_changes
    closed = {row["case_id"] for row in lately(target, tables.cases, "closed_at")}
    assert not {row["case_id"] for row in rows_of(target, tables.pauses) if row["ended_at"] is None} & closed


def test_a_case_is_closed_with_a_reason_and_open_without_one(after_300_changes: tuple[Engine, datetime]) -> None:
    target, _ = after_300_changes
    for row in lately(target, tables.cases, "opened_at"):
        is_closed = row["closed_at"] is not None
        assert (row["status"], row["closed_reason"] is not None) == ("closed" if is_closed else "open", is_closed)


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


def test_the_same_seed_makes_the_same_changes(sqlite_url: str, tmp_path: Path) -> None:
    target = demo(engine(sqlite_url))
    copies = [engine(f"sqlite:///{shutil.copy(str(target.url.database), tmp_path / name)}") for name in "ab"]
    first, second, other = (
        [[table.name for table in change] for change in islice(changes(one, Clock(), seed=seed), 40)]
        for one, seed in ((target, 1), (copies[0], 1), (copies[1], 2))
    )
    assert first == second != other
    assert rows_of(target, tables.handovers) == rows_of(copies[0], tables.handovers)


def test_the_first_change_opens_a_case(sqlite_url: str) -> None:
    [change] = islice(changes(demo(engine(sqlite_url)), Clock()), 1)
    assert change[0] is tables.cases


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
