"""The access log: five wrong passwords in fifteen minutes lock an account for fifteen, whoever counts."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import DBAPIError

from store.own import access_log
from store.own.access_log import Details
from store.own.tables import access_log as rows

NOW = datetime(2026, 9, 14, 6, 12, 30, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def fail(own: Engine, times: int, start: datetime = NOW, apart: timedelta = MINUTE) -> int:
    """So many wrong passwords of aino, and the tries left after the last."""
    return [access_log.sign_in_failed(own, "aino", start + n * apart) for n in range(times)][-1]


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
    fail(own, 5)
    access_log.write(own, "aino", "refused", NOW, "case/K-1")
    with own.connect() as connection:
        assert set(connection.execute(select(rows.c.outcome)).scalars()) == {"refusal"}


def test_each_wrong_password_takes_one_try(own: Engine) -> None:
    assert [access_log.sign_in_failed(own, "aino", NOW + n * MINUTE) for n in range(5)] == [4, 3, 2, 1, 0]


def test_four_wrong_passwords_do_not_lock(own: Engine) -> None:
    fail(own, 4)
    assert access_log.locked_until(own, "aino", NOW + 4 * MINUTE) is None


def test_the_fifth_locks_for_fifteen_minutes(own: Engine) -> None:
    fail(own, 5)
    locked = NOW + 4 * MINUTE
    assert access_log.locked_until(own, "aino", locked) == locked + 15 * MINUTE
    assert access_log.locked_until(own, "aino", locked + 15 * MINUTE - timedelta(microseconds=1)) is not None
    assert access_log.locked_until(own, "aino", locked + 15 * MINUTE) is None


def test_the_lock_is_counted_anew_by_another_process(own: Engine) -> None:
    fail(own, 4)
    own.dispose()
    assert access_log.sign_in_failed(own, "aino", NOW + 5 * MINUTE) == 0


def test_wrong_passwords_of_more_than_fifteen_minutes_ago_are_forgotten(own: Engine) -> None:
    assert fail(own, 5, apart=4 * MINUTE) == 1
    assert access_log.locked_until(own, "aino", NOW + 16 * MINUTE) is None


def test_five_at_the_edge_of_fifteen_minutes_lock(own: Engine) -> None:
    fail(own, 4, apart=timedelta(0))
    assert access_log.sign_in_failed(own, "aino", NOW + 15 * MINUTE - timedelta(microseconds=1)) == 0


def test_a_sign_in_gives_all_tries_back(own: Engine) -> None:
    fail(own, 4)
    access_log.write(own, "aino", "sign_in", NOW + 5 * MINUTE)
    assert access_log.sign_in_failed(own, "aino", NOW + 6 * MINUTE) == 4


def test_after_a_lock_all_tries_are_back(own: Engine) -> None:
    fail(own, 5)
    assert access_log.sign_in_failed(own, "aino", NOW + 19 * MINUTE) == 4


def test_one_user_does_not_lock_another(own: Engine) -> None:
    fail(own, 5)
    assert access_log.locked_until(own, "olli", NOW + 5 * MINUTE) is None
    assert access_log.sign_in_failed(own, "olli", NOW + 5 * MINUTE) == 4


def test_the_last_sign_out_counts(own: Engine) -> None:
    assert access_log.last_sign_out(own, "aino") is None
    for n in (3, 1):
        access_log.write(own, "aino", "sign_out", NOW + n * MINUTE)
    access_log.write(own, "olli", "sign_out", NOW + 9 * MINUTE)
    assert access_log.last_sign_out(own, "aino") == NOW + 3 * MINUTE


def test_a_time_without_a_zone_is_refused(own: Engine) -> None:
    with pytest.raises(Exception, match="no time zone"):
        access_log.write(own, "aino", "sign_in", datetime(2026, 9, 14))  # noqa: DTZ001


def test_an_unknown_event_is_refused(own: Engine) -> None:
    with pytest.raises(ValueError, match="'coffee' is no event"):
        access_log.write(own, "aino", "coffee", NOW)


def test_nothing_can_be_changed_or_taken_out(own: Engine) -> None:
    access_log.write(own, "aino", "sign_out", NOW)
    for statement in (update(rows).values(user_name="olli"), delete(rows)):
        with pytest.raises(DBAPIError, match="append-only"), own.begin() as connection:
            connection.execute(statement)
    assert access_log.last_sign_out(own, "aino") == NOW
