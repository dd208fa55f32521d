"""Who looks: the copy at each of its versions, and a reader that asks for what has a greater revision than its last."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from store.errors import StoreError
from store.facts.copy import Copy
from store.facts.replica import Replica
from store.source import consistent_read, engine_of_its_own
from tests.rows import LONG_AGO
from tests.store.facts.torture.states import Rows, changes, in_database

Looks = list[Rows]
MINUTE_US = 60_000_000
START_US = round(LONG_AGO.timestamp()) * 1_000_000
IN_COPY = {
    "case": "SELECT case_id, opened_at, nullif(closed_at, 2**63 - 1) FROM fact_cases",
    "involvement": "SELECT case_id, agency, i.started_at FROM fact_involvements i JOIN fact_cases USING (case_no)",
    "handover": """
        SELECT handover_id, case_id, handed_over_at, CASE WHEN outcome = 'answered' THEN ended_at END
        FROM fact_handovers JOIN fact_cases USING (case_no)""",
}


def in_copy(copy: Copy) -> Rows:
    with copy.facts.reading() as cursor:
        return {
            f"{kind} {key}": [(one - START_US) // MINUTE_US if isinstance(one, int) else one for one in values]
            for kind, question in IN_COPY.items()
            for key, *values in cursor.execute(question).fetchall()
        }


class OfTheCopy:
    """Looks at each version of the copy."""

    pause = 0.01  # seconds

    def __init__(self, replica: Replica) -> None:
        self.replica = replica
        self.looks: Looks = []
        self._version = ""

    def look(self) -> None:
        copy = self.replica.copy_here
        if copy.version != self._version:
            self.looks.append(in_copy(copy))
            self._version = copy.version


class ByRevision:
    """Reads again the rows that changed since the greatest revision it saw. That is wrong wherever a transaction can be
    committed after one that took a greater revision, and here to show that this would be found.
    """

    pause = 0.1  # seconds

    def __init__(self, url: str) -> None:
        self._source = engine_of_its_own(url)
        self._last, self._rows = 0, Rows()
        self.looks: Looks = []

    def look(self) -> None:
        try:
            with consistent_read(self._source) as connection:
                news = connection.execute(select(changes).where(changes.c.revision > self._last)).all()
                there = in_database(connection)
        except (StoreError, DBAPIError):
            return
        changed = {row for _revision, row in news} if self.looks else there.keys()
        self._last = max([self._last, *(revision for revision, _row in news)])
        kept = {row: values for row, values in self._rows.items() if row not in changed}
        self._rows = kept | {row: there[row] for row in changed if row in there}
        self.looks.append(self._rows)

    def close(self) -> None:
        self._source.dispose()


@contextmanager
def looking(reader: OfTheCopy | ByRevision) -> Iterator[None]:
    """Look again and again until the block ends, and once after it."""
    ends = threading.Event()

    def again() -> None:
        while not ends.is_set():
            reader.look()
            time.sleep(reader.pause)

    thread = threading.Thread(target=again, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join()
        reader.look()
