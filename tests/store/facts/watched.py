"""What tests of a replica that follows a database share."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, insert

from indicators import open_cases
from store.case import tables
from store.facts.replica import Replica
from tests.made_cases import everything
from tests.rows import a_case

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PATIENCE = 10.0
Watched = Callable[[str], Replica]


def until(is_so: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something is so, at most for so many seconds."""
    ends = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > ends:
            pytest.fail("it does not come")
        time.sleep(0.01)


def open_a_case(engine: Engine, case_id: str = "D") -> None:
    with engine.begin() as connection:
        connection.execute(insert(tables.cases).values(a_case(case_id)))


def open_now(replica: Replica) -> int:
    return open_cases.counts(replica.ask, everything(NOW))["open"]
