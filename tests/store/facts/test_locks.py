"""Locks that the case system takes: whoever gives up where both wait for each other, it is not the case system."""

import threading
import time

import pytest
from sqlalchemy import Connection, Engine, text

from store.errors import StoreError
from store.facts import copy
from store.facts.contents import Contents, contents
from store.source import engine
from tests.store.facts.watched import Watched, open_a_case, until

LATER = 1.5  # seconds: PostgreSQL looks for a deadlock once a transaction has waited for one


@pytest.mark.parametrize(("first", "then"), [("deadlines", "handovers"), ("handovers", "deadlines")])
def test_a_delivery_that_empties_tables_in_any_order_goes_in(
    first: str, then: str, beside: Engine, postgres_url: str, watched: Watched
) -> None:
    replica = watched(postgres_url)
    with beside.begin() as delivery:
        delivery.execute(text(f"TRUNCATE {first}"))
        open_a_case(beside)  # so that the contents are compared, which waits for the first table
        time.sleep(LATER)
        delivery.execute(text(f"TRUNCATE {then}"))
        time.sleep(LATER)
    assert replica.stale_since


def test_who_waits_for_a_table_that_is_being_read_keeps_the_reader_out_with_an_error_that_is_known(
    beside: Engine, postgres_url: str, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the first load would not be tried again."""

    waiters: list[threading.Thread] = []

    def lock() -> None:
        with beside.begin() as other:
            other.execute(text("LOCK handovers"))

    def contents_once_somebody_waits(connection: Connection) -> Contents:
        waiters.append(threading.Thread(target=lock))
        waiters[-1].start()
        until(lambda: connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))
        return contents(connection)

    monkeypatch.setattr(copy, "contents", contents_once_somebody_waits)
    with pytest.raises(StoreError, match="lock timeout"):
        copy.read_rows(engine(postgres_url))
    for waiter in waiters:
        waiter.join()
