"""Whoever reads facts reads them as they were when they were taken, whatever is changed or fails meanwhile."""

import threading
from collections.abc import Callable

import duckdb
import pytest

from store.facts.memory import new_memory
from store.facts.snapshot import PINS, Snapshot, SnapshotLost

Change = Callable[[duckdb.DuckDBPyConnection], None]


def made() -> Snapshot:
    memory = new_memory()
    memory.execute("CREATE TABLE fact_tables AS SELECT 0 AS n")
    return Snapshot(memory)


@pytest.fixture
def first() -> Snapshot:
    return made()


def add(number: int) -> Change:
    def change(cursor: duckdb.DuckDBPyConnection) -> None:
        for _half in range(2):
            cursor.execute(f"INSERT INTO fact_tables VALUES ({number})")

    return change


def seen(snapshot: Snapshot) -> list[int]:
    with snapshot.reading() as cursor:
        return sorted(n for (n,) in cursor.execute("FROM fact_tables").fetchall())


def test_each_snapshot_stays_as_it_was(first: Snapshot) -> None:
    second = first.changed(add(1))
    third = second.changed(add(2))
    assert [seen(one) for one in (first, second, third)] == [[0], [0, 1, 1], [0, 1, 1, 2, 2]]


def test_who_reads_while_the_facts_change_goes_on_reading_the_same(first: Snapshot) -> None:
    with first.reading() as cursor:
        second = first.changed(add(1))
        assert cursor.execute("FROM fact_tables").fetchall() == [(0,)]
        assert seen(second) == [0, 1, 1]
        assert cursor.execute("FROM fact_tables").fetchall() == [(0,)]


def test_a_change_that_fails_is_none(first: Snapshot) -> None:
    def fail(cursor: duckdb.DuckDBPyConnection) -> None:
        add(1)(cursor)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        first.changed(fail)
    assert seen(first) == [0]
    assert seen(first.changed(add(2))) == [0, 2, 2]
    with pytest.raises(SnapshotLost):
        first.changed(add(3))


def test_a_question_that_fails_takes_nothing_from_others(first: Snapshot) -> None:
    def fails() -> None:
        with pytest.raises(duckdb.Error), first.reading() as cursor:
            cursor.execute("SELECT 'a'::INT FROM fact_tables").fetchall()

    for _time in range(2 * PINS):
        fails()
    first.changed(add(1))
    for _time in range(PINS - 1):
        fails()
    assert seen(first) == [0]
    fails()
    with pytest.raises(SnapshotLost):
        seen(first)


def test_more_readers_than_transactions_wait_for_each_other_and_all_see_the_same(first: Snapshot) -> None:
    first.changed(add(1))
    answers: list[list[int]] = []
    threads = [threading.Thread(target=lambda: answers.append(seen(first))) for _ in range(4 * PINS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[0]] * 4 * PINS


def test_half_of_a_change_is_never_seen(first: Snapshot) -> None:
    newest, ends, halves = [first], threading.Event(), list[int]()

    def look() -> None:
        while not ends.is_set():
            found = seen(newest[-1])
            halves.extend(n for n in set(found) - {0} if found.count(n) != 2)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 200):
        newest[:] = [newest[-1].changed(add(number))]
        newest[-1].pack()
    ends.set()
    for thread in threads:
        thread.join()
    assert halves == []
    assert len(seen(newest[-1])) == 399


def test_packing_lets_go_of_what_was_replaced_but_for_what_is_still_read() -> None:
    first, rows = made(), 500_000

    def replace_all(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute("DELETE FROM fact_tables")
        cursor.execute(f"INSERT INTO fact_tables SELECT hash(range) % 1000 FROM range({rows})")

    def megabytes(snapshot: Snapshot) -> int:
        with snapshot.reading() as cursor:
            [(found,)] = cursor.execute("SELECT sum(memory_usage_bytes) // 1_000_000 FROM duckdb_memory()").fetchall()
        return int(found)

    def count(snapshot: Snapshot) -> int:
        with snapshot.reading() as cursor:
            [(found,)] = cursor.execute("SELECT count(*) FROM fact_tables").fetchall()
        return int(found)

    newest = first
    for _time in range(3):
        newest = newest.changed(replace_all)
    unpacked = megabytes(newest)
    newest.pack()
    assert (count(first), count(newest)) == (1, rows)
    del first
    newest = newest.changed(add(1))
    newest.pack()
    assert count(newest) == rows + 2
    assert megabytes(newest) < unpacked / 2


def test_what_an_older_snapshot_shows_of_updated_rows_is_packed_once_it_is_gone() -> None:
    first = made()

    def update(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute("UPDATE fact_tables SET n = 1")

    second = first.changed(update)
    assert not second.pack()
    assert [seen(one) for one in (first, second)] == [[0], [1]]
    del first
    third = second.changed(add(2))
    assert third.pack()
    assert seen(third) == [1, 2, 2]
