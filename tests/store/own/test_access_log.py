"""The access log: what is written stays as it was written."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from store.own import access_log
from store.own.access_log import Details
from store.own.tables import access_log as rows
from store.own.tables import tries

NOW = datetime(2026, 9, 14, 6, 12, 30, 123456, tzinfo=UTC)


def test_a_row_is_kept_as_it_was_written(own: Engine) -> None:
    access_log.write(own, "aino", "rows_shown", NOW, "overview?region=01")
    with own.connect() as connection:
        (row,) = connection.execute(select(rows)).all()
    assert (row.at, row.user_name, row.event, row.scope) == (NOW, "aino", "rows_shown", "overview?region=01")
    assert (row.role, row.address, row.cases, row.reason, row.recipient) == ("", "", "", "", "")


def test_an_entry_says_from_where_in_which_role_which_cases_why_and_for_whom(own: Engine) -> None:
    details = Details("agency", "10.1.2.3", ("K-2", "K-1", "K-2"), "meeting: agenda 3", "the ministry")
    access_log.write(own, "aino", "export", NOW, "lists/open", details)
    with own.connect() as connection:
        row = connection.execute(select(rows)).one()
    said = (row.role, row.address, row.cases, row.reason, row.recipient, row.outcome)
    assert said == ("agency", "10.1.2.3", '["K-1", "K-2"]', "meeting: agenda 3", "the ministry", "success")


def test_what_was_refused_is_a_refusal(own: Engine) -> None:
    for event in ("sign_in_failed", "sign_in_locked"):
        access_log.write(own, "aino", event, NOW)
    access_log.write(own, "aino", "refused", NOW, "case/K-1")
    with own.connect() as connection:
        assert set(connection.execute(select(rows.c.outcome)).scalars()) == {"refusal"}


def test_an_act_and_its_entry_are_kept_together_or_neither(own: Engine) -> None:
    def told() -> tuple[int, list[str]]:
        with own.connect() as connection:
            entries = connection.execute(select(rows.c.event)).scalars()
            return len(list(connection.execute(select(tries)))), list(entries)

    def act(*, fails: bool) -> None:
        row = {"counted_under": "account aino", "failures": 1, "opens_at": NOW, "last_at": NOW}
        with access_log.logged(own, "kaisa", "user_unlocked", NOW, "aino") as connection:
            connection.execute(insert(tries).values(row))
            if fails:
                raise RuntimeError

    with pytest.raises(RuntimeError):
        act(fails=True)
    assert told() == (0, [])
    act(fails=False)
    assert told() == (1, ["user_unlocked"])


def test_a_time_without_a_zone_is_refused(own: Engine) -> None:
    with pytest.raises(Exception, match="no time zone"):
        access_log.write(own, "aino", "sign_in", datetime(2026, 9, 14))  # noqa: DTZ001


def test_an_unknown_event_is_refused(own: Engine) -> None:
    with pytest.raises(ValueError, match="'coffee' is not an event"):
        access_log.write(own, "aino", "coffee", NOW)


def test_nothing_can_be_changed_or_taken_out(own: Engine) -> None:
    access_log.write(own, "aino", "sign_out", NOW)
    for statement in (update(rows).values(user_name="olli"), delete(rows)):
        with pytest.raises(DBAPIError, match="append-only"), own.begin() as connection:
            connection.execute(statement)
    with own.connect() as connection:
        assert [row.user_name for row in connection.execute(select(rows))] == ["aino"]
