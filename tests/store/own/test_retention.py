"""Retention: what is older than its period goes, and the access log stays a chain of which nothing else can go."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from config.agenda import ITEMS
from config.retention import Retention
from store.own import access_log, actions, chain, log_head, meetings, minutes, retention, tables
from store.own.access_log import NOTHING_ELSE
from store.own.actions import NewAction
from store.own.chain import Head
from store.own.meetings import Opening
from store.own.minutes import Fixing
from tests.store.own.logs import head, kinds, unprotected

NOW = datetime(2026, 9, 14, 6, 12, 30, 123456, tzinfo=UTC)
DAY = timedelta(days=1)
KEPT = Retention(access_log=400, meetings=300, devices=200, sessions=100, tries=50)
OLD = 5


def write(own: Engine, days_ago: float) -> Head:
    access_log.write(own, "aino", "rows_shown", NOW - days_ago * DAY, "case/K-1")
    return head(own)


def end(own: Engine, now: datetime = NOW) -> dict[str, int]:
    found = retention.expired(own, KEPT, now)
    assert retention.end(own, KEPT, now, "manage.py", NOTHING_ELSE) == found
    return {name: rows for name, rows in found.items() if rows}


def entries(own: Engine) -> list[tuple[int, str]]:
    rows = tables.access_log.c
    with own.connect() as connection:
        return [
            (row.entry, row.event) for row in connection.execute(select(rows.entry, rows.event).order_by(rows.entry))
        ]


@pytest.fixture
def log(own: Engine) -> Engine:
    """A log with entries 1 to 5 that are past their period, and 6 to 8 that are not."""
    for n in range(OLD):
        write(own, 410 - n)
    for days in (400, 300, 0):
        write(own, days)
    return own


def test_the_old_end_of_the_log_goes_and_what_is_left_is_whole(log: Engine) -> None:
    before = head(log)
    assert end(log) == {"access_log": OLD}
    assert [entry for entry, _event in entries(log)] == [6, 7, 8, 9]
    assert entries(log)[-1] == (9, "retention")
    assert kinds(log, before, head(log)) == set()
    assert end(log) == {}, "a second time there is nothing"
    assert len(entries(log)) == 4, "and nothing is logged"
    write(log, 0)
    assert end(log, NOW + 2 * DAY) == {"access_log": 1}
    assert entries(log)[0] == (7, "rows_shown")
    assert kinds(log, before, head(log)) == set()


def test_the_last_entry_stays_however_old_it_is_and_the_head_is_followed(own: Engine, tmp_path: Path) -> None:
    log_head.keep_in(own, tmp_path / "head")
    for days in (900, 800):
        write(own, days)
    assert end(own) == {"access_log": 1}
    assert log_head.read(tmp_path / "head") == [head(own)]
    assert kinds(own, *log_head.read(tmp_path / "head")) == set()


@pytest.mark.parametrize("first", [6, 7, 8])
def test_a_beginning_that_was_taken_off_without_a_seal_is_found(log: Engine, first: int) -> None:
    end(log)
    with unprotected(log).begin() as connection:
        connection.execute(delete(tables.access_log).where(tables.access_log.c.entry <= first))
    assert "missing" in kinds(log)


def test_a_beginning_that_was_taken_off_before_any_seal_is_found(log: Engine) -> None:
    with unprotected(log).begin() as connection:
        connection.execute(delete(tables.access_log).where(tables.access_log.c.entry == 1))
    assert kinds(log) == {"missing"}


def test_a_seal_on_what_was_too_young_is_found(log: Engine) -> None:
    short = Retention(access_log=100, meetings=300)
    retention.end(log, short, NOW, "manage.py", NOTHING_ELSE)
    assert kinds(log) == {"too_soon"}


def forged(own: Engine) -> None:
    """Take off all but the last entry under a seal that says that it was old enough."""
    with unprotected(own).begin() as connection:
        rows = tables.access_log.c
        last = Head(*connection.execute(select(rows.entry, rows.hash).where(rows.entry == 7)).one())
        seal = chain.Seal(last, NOW - 400 * DAY)
        chain.append(connection, access_log.entry_of("manage.py", "retention", NOW, str(seal), NOTHING_ELSE))
        connection.execute(delete(tables.access_log).where(rows.entry <= 7))


def test_a_seal_that_lies_about_what_went_is_found_by_a_head_that_was_collected(log: Engine) -> None:
    with log.connect() as connection:
        rows = tables.access_log.c
        old, young = (
            Head(*connection.execute(select(rows.entry, rows.hash, rows.at).where(rows.entry == entry)).one())
            for entry in (3, 7)
        )
    forged(log)
    assert kinds(log) == set()
    assert kinds(log, old) == set()
    assert kinds(log, young) == {"too_soon"}
    assert kinds(log, Head(7, "f" * 64)) == {"another"}


@pytest.mark.parametrize("scope", ["", "5", "5 abc soon", "x y z", "5 abc 2020-01-01"])
def test_an_entry_that_says_nothing_of_what_went_is_found(own: Engine, scope: str) -> None:
    access_log.write(own, "aino", "retention", NOW, scope)
    assert kinds(own) == {"too_soon"}


@pytest.mark.parametrize("condition", ["true", "entry = 6", "entry = 9"])
def test_nothing_goes_that_the_last_entry_does_not_seal(log: Engine, condition: str) -> None:
    end(log)
    with pytest.raises(DBAPIError, match="append-only"), log.begin() as connection:
        connection.execute(text(f"DELETE FROM access_log WHERE {condition}"))
    write(log, 0)
    with pytest.raises(DBAPIError, match="append-only"), log.begin() as connection:
        connection.execute(text("DELETE FROM access_log WHERE entry = 6"))


def test_what_was_sealed_cannot_be_changed(log: Engine) -> None:
    end(log)
    with pytest.raises(DBAPIError, match="append-only"), log.begin() as connection:
        connection.execute(update(tables.access_log).values(user_name="olli"))


def meeting(own: Engine, closed: float, settled: float | None = None, agreed: int = 1) -> int:
    """A meeting with figures, a note and actions, which was closed and whose actions were settled so many days ago."""
    at = NOW - closed * DAY
    number = meetings.open_meeting(own, Opening("aino", "officials", {}, ITEMS), at).number
    meetings.write_note(own, number, ITEMS[0], "a note")
    for _one in range(agreed):
        action = actions.add_action(own, number, NewAction("do it", "aino", date(2026, 9, 20)), "aino", at)
        if settled is not None:
            actions.settle_action(own, action.number, "done", NOW - settled * DAY)
    minutes.fix(own, number, Fixing(at, {ITEMS[0]: {"open": 3}}), at)
    meetings.close(own, number, at)
    return number


def test_a_meeting_goes_with_all_of_it_once_its_actions_are_settled_as_long(own: Engine) -> None:
    gone = meeting(own, 400, 301)
    kept = [meeting(own, 400, 299), meeting(own, 400), meeting(own, 299, 299)]
    latest = meeting(own, 350, 350)
    assert end(own) == {"meetings": 1, "meeting_figures": 1, "meeting_notes": 1, "actions": 1}
    with own.connect() as connection:
        left = set(connection.execute(select(tables.meetings.c.number)).scalars())
    assert left == {*kept, latest}
    assert gone not in left


def test_sessions_devices_and_tries_go(own: Engine) -> None:
    user = {"user_name": "aino", "name": "Aino", "role": "guest", "password_hash": "x", "password_set_at": NOW}
    rows: dict[Table, tuple[str, int, dict[str, Any], str]] = {
        tables.sessions: ("began_at", 100, {"user_name": "aino", "clicked_at": NOW}, "id"),
        tables.devices: ("seen_at", 200, {"user_name": "aino"}, "id"),
        tables.tries: ("last_at", 50, {"failures": 1, "opens_at": NOW}, "counted_under"),
        tables.used_answers: ("used_at", 50, {}, "answer"),
    }
    with own.begin() as connection:
        connection.execute(insert(tables.users).values(user))
        for table, (moment, days, others, key) in rows.items():
            for name, at in (("old", NOW - days * DAY - timedelta(microseconds=1)), ("young", NOW - days * DAY)):
                connection.execute(insert(table).values({**others, moment: at, key: name}))
    assert end(own) == {"sessions": 1, "devices": 1, "tries": 1, "used_answers": 1}
    with own.connect() as connection:
        for table, (_moment, _days, _others, key) in rows.items():
            assert list(connection.execute(select(table.c[key])).scalars()) == ["young"]
        [told] = connection.execute(select(tables.access_log.c.scope)).scalars()
    assert told.endswith("sessions=1 devices=1 tries=1 used_answers=1")


def test_each_table_has_its_period() -> None:
    assert set(retention.KEPT) == set(tables.metadata.tables)
    for words in retention.KEPT.values():
        assert "{" not in words.format(**vars(KEPT))
