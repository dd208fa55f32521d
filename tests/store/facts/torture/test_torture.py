"""Whatever happens to writers, servers and line, the copy is a state that was committed, and soon the last one."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, func, make_url, select, text

from store.case.publication import PUBLICATION
from store.case.tables import BY_NAME
from store.errors import StoreError
from store.facts import changing, watch
from store.facts.copy import Copy, read_copy
from store.facts.replica import Replica
from store.facts.tables import metadata
from store.schema import migrate
from store.source import engine
from tests.made_cases import fill, settings_for
from tests.rows import a_case, an_agency
from tests.store.facts.line import Line, line_to
from tests.store.facts.torture.history import History, read, wrong
from tests.store.facts.torture.readers import ByRevision, OfTheCopy, in_copy, looking
from tests.store.facts.torture.states import WRITERS, changes, counter, in_database, numbers_in
from tests.store.facts.watched import Watched, until
from tests.store.servers import BIN, Server, server_of, standby_of

pytestmark = [pytest.mark.deep, pytest.mark.usefixtures("quick")]

HOME = Path(__file__).parents[4]
LONG = bool(os.environ.get("SAUMATON_TEST_FRESH_WORLDS"))
ROUNDS, CHANGES = (5, 200_000) if LONG else (1, 0)  # each fault so often, and so many changes, at least
LOOKS = 3 if LONG else 1  # between two faults
HELD_SECONDS = 0.5
PATIENCE = 180.0  # for a machine that does other things as well
PUBLISHED = f"CREATE PUBLICATION {PUBLICATION} FOR TABLE {', '.join(BY_NAME)}"
Fault = Callable[[], object]


class Writing:
    """The program of the writers, which can be killed and begins again."""

    def __init__(self, url: str, notes: Path) -> None:
        self._command = [sys.executable, "-m", "tests.store.facts.torture.writers", url, str(notes)]
        self._notes = notes
        self._begins = count(0, 100_000)
        self._process = self._begun()

    def _begun(self) -> "subprocess.Popen[bytes]":
        before = self._notes.stat().st_size
        process = subprocess.Popen([*self._command, str(next(self._begins))], cwd=HOME, stdin=subprocess.PIPE)
        until(lambda: self._notes.stat().st_size > before, PATIENCE)
        return process

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._process = self._begun()

    def end(self) -> None:
        self._process.communicate(timeout=PATIENCE)
        assert self._process.returncode == 0


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Contents are compared at each change, facts packed at every other, and a stream of changes is used as soon as
    there may be one.
    """
    monkeypatch.setattr(watch, "TIMES_ITS_COST", 0)
    monkeypatch.setattr(changing, "PACKED_EVERY", 2)
    monkeypatch.setattr(watch, "STREAM_AGAIN_SECONDS", 0.2)


@contextmanager
def written(url: str, tmp_path: Path) -> Iterator[tuple[Writing, Path]]:
    """Writers at work on an empty database, until the end of the block, and their notes."""
    rows = {"agencies": [an_agency("A"), an_agency("B")], "cases": [a_case(counter(one)) for one in range(WRITERS)]}
    fill(url, rows)
    changes.create(engine(url))
    notes = tmp_path / "notes"
    notes.touch()
    writing = Writing(url, notes)
    try:
        yield writing, notes
    finally:
        writing.end()


def suffer(copies: Sequence[OfTheCopy], *faults: Fault, until_then: Callable[[], bool] = lambda: True) -> None:
    """The faults one after the other in any order, again and again; each copy goes on after each of them."""
    random, rounds = Random(1), count(1)  # noqa: S311
    while True:
        for fault in random.sample(faults, len(faults)):
            go_on(copies)
            fault()
        go_on(copies)
        if next(rounds) >= ROUNDS and until_then():
            break


def committed(url: str) -> int:
    """How many changes were committed until now."""
    with engine(url).connect() as connection:
        return connection.scalars(select(func.count()).select_from(changes)).one()


def loaded_anew(copy: OfTheCopy, watched: Watched) -> None:
    """Its loader ends, and another one takes its place."""
    copy.replica.stop_watching()
    copy.replica = loaded(copy.replica.settings.database_url, watched)


def loaded(url: str, watched: Watched) -> Replica:
    """As the dashboard begins: again and again while the database cannot be read."""
    for _try in range(20):
        with suppress(StoreError):
            return watched(url)
    pytest.fail("it does not begin")


def go_on(copies: Sequence[OfTheCopy]) -> None:
    before = [len(copy.looks) for copy in copies]
    until(lambda: all(len(copy.looks) >= seen + LOOKS for copy, seen in zip(copies, before, strict=True)), PATIENCE)


def holds_everything(copy: Copy, url: str) -> bool:
    """Whether every fact is as in a new copy of the database."""
    whole = read_copy(settings_for(url))
    return all(facts(copy, name) == facts(whole, name) for name in metadata.tables)


def facts(copy: Copy, name: str) -> list[str]:
    """The rows of a table, but for numbers that only this load knows."""
    columns = [column.name for column in metadata.tables[name].columns if not column.name.endswith("_no")]
    with copy.facts.reading() as cursor:
        return sorted(map(str, cursor.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall()))


def never_wrong(reader: OfTheCopy, url: str, history: History) -> None:
    last = {writer: max(commits) for writer, commits in history.items()}
    until(lambda: numbers_in(in_copy(reader.replica.copy_here)) == last, PATIENCE)
    reader.look()
    assert wrong(reader.looks, history) == []
    assert holds_everything(reader.replica.copy_here, url)
    until(lambda: not reader.replica.stale_since, PATIENCE)


def test_sqlite(sqlite_url: str, tmp_path: Path, watched: Watched) -> None:
    with ExitStack() as stack:
        by_revision = ByRevision(sqlite_url)
        stack.callback(by_revision.close)
        writing, notes = stack.enter_context(written(sqlite_url, tmp_path))
        copy = OfTheCopy(watched(sqlite_url))
        for reader in (copy, by_revision):
            stack.enter_context(looking(reader))
        suffer([copy], writing.kill, partial(loaded_anew, copy, watched))
    history = read(notes)
    never_wrong(copy, sqlite_url, history)
    # here nobody takes a revision before everybody with a smaller one has ended
    assert wrong(by_revision.looks, history) == []


def test_postgresql(postgres: Engine, tmp_path: Path, watched: Watched) -> None:
    """A copy of the primary over a line with faults, and a copy of a hot standby."""
    assert postgres  # which makes the user that servers run as
    with ExitStack() as stack:
        direct = stack.enter_context(server_of(BIN))
        migrate(engine(direct))
        primary = server_at(direct)
        standby = Server(stack.enter_context(standby_of(engine(direct))))
        beside = make_url(direct).update_query_dict({"host": str(standby.data)}).render_as_string(hide_password=False)
        line, over = stack.enter_context(line_to(direct))
        by_revision = ByRevision(direct)
        stack.callback(by_revision.close)
        with ExitStack() as until_the_writers_end:
            writing, notes = until_the_writers_end.enter_context(written(direct, tmp_path))
            copies = OfTheCopy(loaded(over, watched)), OfTheCopy(loaded(beside, watched))
            for reader in (*copies, by_revision):
                until_the_writers_end.enter_context(looking(reader))
            servers = [partial(again, server) for server in (primary, standby)]
            anew = partial(loaded_anew, copies[0], watched)
            published = partial(published_or_not, direct, count(), copies[0])
            faults: list[Fault] = [line.cut, partial(held, line), writing.kill, *servers, anew, published, published]
            suffer(copies, *faults, until_then=lambda: committed(direct) >= CHANGES)
        history = read(notes)
        for copy in copies:
            never_wrong(copy, direct, history)
        by_revision.look()
        assert wrong(by_revision.looks, history)
        with engine(direct).connect() as connection:
            assert by_revision.looks[-1] != in_database(connection)
        for url in (direct, beside):
            engine(url).dispose()


def again(server: Server) -> None:
    server.kill()
    server.start()


def published_or_not(url: str, times: Iterator[int], copy: OfTheCopy) -> None:
    """By turns the copy is told the changes, and has to find them."""
    is_told = next(times) % 2 == 0
    with engine(url).begin() as connection:
        connection.execute(text(PUBLISHED if is_told else f"DROP PUBLICATION {PUBLICATION}"))
    until(lambda: copy.replica.way == ("stream" if is_told else "endings"), PATIENCE)


def held(line: Line) -> None:
    line.hold()
    time.sleep(HELD_SECONDS)
    line.let_go()


def server_at(url: str) -> Server:
    return Server(Path(str(make_url(url).query["host"])))
