"""Locks that the case system takes: whoever gives up where both wait for each other, it is not the case system."""

import time

import pytest
from sqlalchemy import Engine, text

from tests.store.facts.watched import Watched, open_a_case

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
