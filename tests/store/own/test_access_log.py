"""The access log: what is written stays as it was written."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import DBAPIError

from store.own import access_log
from store.own.tables import access_log as rows

NOW = datetime(2026, 9, 14, 6, 12, 30, 123456, tzinfo=UTC)


def test_a_row_is_kept_as_it_was_written(own: Engine) -> None:
    access_log.write(own, "aino", "rows_shown", NOW, "overview?region=01")
    with own.connect() as connection:
        (row,) = connection.execute(select(rows)).all()
    assert (row.at, row.user_name, row.event, row.scope) == (NOW, "aino", "rows_shown", "overview?region=01")


def test_a_time_without_a_zone_is_refused(own: Engine) -> None:
    with pytest.raises(Exception, match="no time zone"):
        access_log.write(own, "aino", "sign_in", datetime(2026, 9, 14))  # noqa: DTZ001


def test_an_unknown_event_is_refused(own: Engine) -> None:
    with pytest.raises(DBAPIError):
        access_log.write(own, "aino", "coffee", NOW)


def test_nothing_can_be_changed_or_taken_out(own: Engine) -> None:
    access_log.write(own, "aino", "sign_out", NOW)
    for statement in (update(rows).values(user_name="olli"), delete(rows)):
        with pytest.raises(DBAPIError, match="append-only"), own.begin() as connection:
            connection.execute(statement)
    with own.connect() as connection:
        assert [row.user_name for row in connection.execute(select(rows))] == ["aino"]
