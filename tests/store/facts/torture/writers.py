"""Eight writers of a case database, a program of its own: each keeps rows of its own and notes what becomes of them.

A try changes several tables and the writer's counter, with pauses, savepoints and deletions, and is taken back or
committed. Run with the URL, the file of notes, and after which number to begin; it ends with its standard input.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, Executable, delete, event, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from store.case.tables import cases, handovers, involvements
from store.source import engine_of_its_own
from tests.rows import a_case, a_handover, an_involvement
from tests.store.facts.torture.states import WRITERS, Rows, at, changes, counter, in_database, numbers_in, writer_of

AGENCY = "A"
AT_ONCE = (1, 1, 1, 20)  # handovers
PAUSES = (0, 0, 0.001, 0.01)
REST = 0.1  # at most, between tries: SQLite lets the same writer go on for ever otherwise
LONGEST = {"postgresql": 1.0, "sqlite": 0.1}  # of a pause; on SQLite all others wait meanwhile
UPKEEP = (
    ["VACUUM"],
    ["VACUUM FULL handovers"],
    # as a nightly delivery does it; the rows that come are those that go
    ["BEGIN", "LOCK handovers", "CREATE TEMP TABLE kept ON COMMIT DROP AS TABLE handovers", "TRUNCATE handovers",
     "INSERT INTO handovers TABLE kept", "COMMIT"],
)  # fmt: skip

ENDS = threading.Event()


class Notes:
    """A file to which each line goes at once and as a whole, so that it outlives the writers."""

    def __init__(self, file: str) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, writer: int, number: int, **more: Any) -> None:
        line = json.dumps({"writer": writer, "number": number, "at": time.monotonic(), **more})
        os.write(self._file, f"{line}\n".encode())


class Try:
    """A transaction of one writer, and the rows that stand after its commit."""

    def __init__(self, connection: Connection, number: int, rows: Rows, random: Random) -> None:
        self._connection, self._number, self._random = connection, number, random
        self._ids = count()
        self.rows = dict(rows)

    def count(self, writer: int) -> None:
        counted = update(cases).where(cases.c.case_id == counter(writer)).values(opened_at=at(self._number))
        self._run(counted, {f"case {counter(writer)}": [self._number, None]})
        self._id = f"{writer}-{self._number}"

    def act(self) -> None:
        """Something that happens in one case."""
        known = [row.split()[1] for row in self.rows if row.startswith("case") and "counter" not in row]
        opened = [case for case in known if self.rows[f"case {case}"][1] is None]
        if len(opened) < 3:
            self._open()
        elif self._random.random() < 0.4:
            self._delete(self._random.choice(known))
        else:
            self._random.choice((self._hand_over, self._answer, self._close))(self._random.choice(opened))

    def _open(self) -> None:
        case, now = f"{self._id}-{next(self._ids)}", self._number
        self._run(insert(cases).values(a_case(case, at(now))), {f"case {case}": [now, None]})
        involvement = an_involvement(case, AGENCY, at(now))
        self._run(insert(involvements).values(involvement), {f"involvement {case}": [AGENCY, now]})
        self._hand_over(case)

    def _hand_over(self, case: str) -> None:
        ids = [f"{self._id}-{next(self._ids)}" for _ in range(self._random.choice(AT_ONCE))]
        sent = [a_handover(case, at(self._number), handover_id=one) for one in ids]
        self._run(insert(handovers).values(sent), {f"handover {one}": [case, self._number, None] for one in ids})

    def _answer(self, case: str) -> None:
        waiting = {row: values for row, values in self._handovers_of(case).items() if values[2] is None}
        answer = {"responded_at": at(self._number), "response": "accepted"}
        of_case = (handovers.c.case_id == case, handovers.c.responded_at.is_(None))
        answered = {row: [case, sent, self._number] for row, (_case, sent, _none) in waiting.items()}
        self._run(update(handovers).where(*of_case).values(answer), answered)

    def _close(self, case: str) -> None:
        # within its minute, but after all else in it: of what was sent as its case closed, the copy shows no answer
        closed = {"closed_at": at(self._number) + timedelta(seconds=30), "status": "closed"}
        opened = self.rows[f"case {case}"][0]
        self._run(update(cases).where(cases.c.case_id == case).values(closed), {f"case {case}": [opened, self._number]})

    def _delete(self, case: str) -> None:
        self._run(delete(handovers).where(handovers.c.case_id == case), dict.fromkeys(self._handovers_of(case)))
        self._run(delete(involvements).where(involvements.c.case_id == case), {f"involvement {case}": None})
        self._run(delete(cases).where(cases.c.case_id == case), {f"case {case}": None})

    def _handovers_of(self, case: str) -> Rows:
        return {row: values for row, values in self.rows.items() if row.startswith("handover") and values[0] == case}

    def _run(self, statement: Executable, changed: Mapping[str, list[Any] | None]) -> None:
        """Execute what gives some rows these values, or none."""
        self._connection.execute(statement)
        if changed:
            self._connection.execute(insert(changes).values([{"row": row} for row in changed]))
        self.rows = {row: values for row, values in {**self.rows, **changed}.items() if values}
        time.sleep(self._random.choice(PAUSES))


class Writer:
    """Tries again and again."""

    def __init__(self, number: int, source: Engine, notes: Notes, begin: int) -> None:
        self._number, self._source, self._notes = number, source, notes
        self._random = Random(f"{number} {begin}")  # noqa: S311
        self._tries = count(begin + 1)
        self._longest = LONGEST[source.dialect.name]

    def write(self) -> None:
        """One try after the other. Raises DBAPIError when it is unknown what became of the last one."""
        rows = self._found()
        while not ENDS.is_set():
            rows = self._after(rows)
            time.sleep(self._random.uniform(0, REST))

    def _found(self) -> Rows:
        """The rows that are there once the last transaction of this writer has ended."""
        with self._source.begin() as connection:
            mine = select(cases.c.case_id).where(cases.c.case_id == counter(self._number))
            connection.execute(mine.with_for_update())
            rows = {row: values for row, values in in_database(connection).items() if writer_of(row) == self._number}
        self._notes.write(self._number, numbers_in(rows)[self._number])
        return rows

    def _after(self, rows: Rows) -> Rows:
        """One try: the rows after it."""
        number = next(self._tries)
        with self._source.connect() as connection:
            made = Try(connection, number, rows, self._random)
            made.count(self._number)
            for _act in range(self._random.randint(1, 5)):
                self._act(made, connection)
            if self._random.random() < 0.05:
                time.sleep(self._random.uniform(0, self._longest))
            if self._random.random() < 0.2:
                return rows
            self._notes.write(self._number, number, rows=made.rows)
            connection.commit()
        self._notes.write(self._number, number)
        return made.rows

    def _act(self, made: Try, connection: Connection) -> None:
        if self._random.random() < 0.8:
            made.act()
            return
        before, savepoint = made.rows, connection.begin_nested()
        made.act()
        if self._random.random() < 0.5:
            savepoint.rollback()
            made.rows = before


def keep_up(source: Engine) -> None:
    """What an administrator of PostgreSQL does from time to time."""
    with source.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET lock_timeout = '0.3s'"))
        while not ENDS.is_set():
            for statements in UPKEEP:
                for statement in statements:
                    connection.execute(text(statement))
                time.sleep(0.3)


def again_and_again(work: Callable[[], None]) -> None:
    while not ENDS.is_set():
        try:
            work()
        except DBAPIError:
            time.sleep(0.05)


def main(url: str, notes: str, begin: str) -> None:
    source, written = engine_of_its_own(url), Notes(notes)
    if source.dialect.name == "sqlite":
        # no machine loses its power here
        event.listen(source, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous = OFF"))
    works = [Writer(number, source, written, int(begin)).write for number in range(WRITERS)]
    if source.dialect.name == "postgresql":
        works.append(lambda: keep_up(source))
    threads = [threading.Thread(target=again_and_again, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    ENDS.set()


if __name__ == "__main__":
    main(*sys.argv[1:])
