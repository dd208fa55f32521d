"""The chain of the access log: every way of tampering is found, whoever writes at the same time makes one chain."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from store.own import access_log, chain, log_head
from store.own.access_log import Details
from store.own.chain import Head
from store.own.database import transaction
from store.source import engine

NOW = datetime(2026, 9, 14, 6, 12, 30, 123456, tzinfo=UTC)
ENTRIES = 6


@pytest.fixture
def log(own: Engine) -> Engine:
    """A log with a few entries, which nothing protects any more."""
    fill(own)
    with own.begin() as connection:
        if own.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER access_log_no_{verb}"))
        else:
            connection.execute(text("ALTER TABLE access_log DISABLE TRIGGER ALL"))
    return own


def fill(own: Engine, name: str = "aino") -> None:
    for n in range(ENTRIES):
        details = Details("agency", "10.0.0.1", (f"K-{n}",), "työ", "”ministeriö”")
        access_log.write(own, name, "rows_shown", NOW + timedelta(minutes=n), f"case/K-{n}\n", details)


def head(own: Engine) -> Head:
    with transaction(own) as connection:
        return chain.head(connection)


def kinds(own: Engine, *heads: Head) -> set[str]:
    return {finding.kind for finding in chain.verify(own, heads)}


def rewritten(connection: Connection) -> None:
    """Number the entries anew and make their hashes, as somebody may who has read how they are made."""
    previous = chain.GENESIS
    rows = connection.execute(text("SELECT entry, at, previous FROM access_log ORDER BY entry")).all()
    for number, (entry, _at, _previous) in enumerate(rows, start=1):
        change = "UPDATE access_log SET entry = :n, previous = :p, hash = :n || 'x' WHERE entry = :entry"
        connection.execute(text(change), {"n": number, "p": previous if number == 1 else f"-{number}", "entry": entry})
    at = "replace(at, ' ', 'T') || 'Z'"
    if connection.dialect.name != "sqlite":
        at = """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    others = ", ".join(name for name in chain.FIELDS if name not in ("at", "previous"))
    for row in connection.execute(text(f"SELECT {others}, {at} AS at FROM access_log ORDER BY entry")).mappings().all():
        made = {**row, "previous": previous}
        values = {"p": previous, "h": chain.hash_of(made), "entry": row["entry"]}
        connection.execute(text("UPDATE access_log SET previous = :p, hash = :h WHERE entry = :entry"), values)
        previous = values["h"]


def test_the_hash_of_an_entry_is_what_its_description_says(own: Engine) -> None:
    access_log.write(own, "aino", "export", NOW, 'a "b"\n', Details("agency", "::1", ("K-1",), "työ", "x"))
    access_log.write(own, "olli", "sign_in_failed", NOW)
    first = (
        '[1,"2026-09-14T06:12:30.123456Z","aino","agency","::1","export","a \\"b\\"\\n",'
        f'"[\\"K-1\\"]","työ","x","success","{"0" * 64}"]'
    )
    before = sha256(first.encode()).hexdigest()
    second = f'[2,"2026-09-14T06:12:30.123456Z","olli","","","sign_in_failed","","","","","refusal","{before}"]'
    assert json.loads(second)
    assert head(own) == Head(2, sha256(second.encode()).hexdigest())


def test_a_log_as_it_was_written_is_found_whole(log: Engine) -> None:
    assert list(chain.verify(log, [head(log)])) == []


def test_an_empty_log_is_whole(own: Engine) -> None:
    assert list(chain.verify(own)) == []
    assert head(own) == Head(0, chain.GENESIS)


@pytest.mark.parametrize("entry", [1, 3, ENTRIES])
@pytest.mark.parametrize("column", [name for name in chain.FIELDS if name not in ("entry", "at", "outcome")])
def test_a_changed_entry_is_found(log: Engine, entry: int, column: str) -> None:
    with log.begin() as connection:
        connection.execute(text(f"UPDATE access_log SET {column} = 'x' WHERE entry = {entry}"))
    assert "changed" in kinds(log)


@pytest.mark.parametrize("value", ["at", "outcome"])
def test_a_changed_moment_or_outcome_is_found(log: Engine, value: str) -> None:
    to = "'2026-09-14 06:12:30.123457'" if value == "at" else "'refusal'"
    with log.begin() as connection:
        connection.execute(text(f"UPDATE access_log SET {value} = {to} WHERE entry = 2"))
    assert kinds(log) == {"changed"}


def test_what_is_no_moment_and_no_text_any_more_is_found_and_not_stumbled_over(file: Path) -> None:
    own = engine(f"sqlite:///{file}")
    fill(own)
    with sqlite3.connect(file) as other:
        other.execute("DROP TRIGGER access_log_no_update")
        other.execute("UPDATE access_log SET at = 'once', scope = x'ff', hash = x'ff' WHERE entry = 2")
    assert {"changed", "out_of_order"} == kinds(own)


@pytest.mark.parametrize("entry", [1, 3])
def test_a_deleted_entry_is_found(log: Engine, entry: int) -> None:
    with log.begin() as connection:
        connection.execute(text(f"DELETE FROM access_log WHERE entry = {entry}"))
    assert kinds(log) == {"missing"}


def test_an_entry_taken_off_the_end_is_found_by_the_head(log: Engine) -> None:
    before = head(log)
    with log.begin() as connection:
        connection.execute(text(f"DELETE FROM access_log WHERE entry = {ENTRIES}"))
    assert kinds(log) == set()
    assert kinds(log, before) == {"cut_off"}


def test_an_inserted_entry_is_found(log: Engine) -> None:
    with log.begin() as connection:
        connection.execute(text(f"DELETE FROM access_log WHERE entry > {ENTRIES - 1}"))
        last = chain.head(connection)
        connection.execute(
            text(
                "INSERT INTO access_log (entry, at, user_name, event, outcome, previous, hash) "
                f"VALUES ({ENTRIES}, '2026-09-14 06:12:30.123456', 'aino', 'sign_out', 'success', '{last.hash}', 'x')"
            )
        )
    assert kinds(log) == {"changed"}


def test_two_entries_that_changed_places_are_found(log: Engine) -> None:
    with log.begin() as connection:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(text(f"UPDATE access_log SET entry = {new} WHERE entry = {old}"))
    assert kinds(log) == {"changed", "out_of_order"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE access_log SET user_name = 'olli' WHERE entry = 3",
        "DELETE FROM access_log WHERE entry = 3",
        "UPDATE access_log SET at = '2026-01-01 00:00:00.000000' WHERE entry = 3",
    ],
)
def test_a_log_whose_hashes_were_all_made_anew_is_found_by_the_head(log: Engine, change: str) -> None:
    before = head(log)
    with log.begin() as connection:
        connection.execute(text(change))
        rewritten(connection)
    assert kinds(log) == set()
    assert kinds(log, before) & {"another", "cut_off"}


def test_replace_on_sqlite_is_found_though_no_trigger_stops_it(file: Path) -> None:
    own = engine(f"sqlite:///{file}")
    fill(own)
    with sqlite3.connect(file) as other:
        other.execute("CREATE TEMP TABLE copied AS SELECT * FROM access_log WHERE entry = 3")
        other.execute("UPDATE copied SET user_name = 'olli'")
        other.execute("REPLACE INTO access_log SELECT * FROM copied")
    assert kinds(own) == {"changed"}


def test_an_older_backup_and_another_database_are_found_by_the_head(file: Path, tmp_path: Path) -> None:
    own, empty, older = engine(f"sqlite:///{file}"), tmp_path / "empty", tmp_path / "older"
    shutil.copy(file, empty)
    fill(own)
    shutil.copy(file, older)
    fill(own)
    last = head(own)
    assert kinds(own, last) == set()
    for backup in (empty, older):
        assert kinds(engine(f"sqlite:///{backup}"), last) == {"cut_off"}
    other = engine(f"sqlite:///{empty}")
    for _again in range(3):
        fill(other, "olli")
    assert kinds(other) == set()
    assert kinds(other, last) == {"another"}
    # that of the backup itself is known to both
    assert kinds(own, Head(ENTRIES, head(engine(f"sqlite:///{older}")).hash)) == set()


def test_heads_of_two_logs_are_told_apart(log: Engine) -> None:
    assert kinds(log, head(log), Head(ENTRIES, "f" * 64)) == {"another"}


WRITER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from store.errors import OwnDatabaseUnusable
from store.own import access_log, log_head
from store.own.database import own_engine
own = own_engine(sys.argv[1])
log_head.keep_in(own, Path(sys.argv[3]))
ready, go = Path(sys.argv[3] + "-" + sys.argv[2]), Path(sys.argv[3] + "-go")
ready.touch()
while not go.exists():
    time.sleep(0.01)
n = 0
while n < int(sys.argv[4]):
    try:
        access_log.write(own, sys.argv[2], "rows_shown", datetime.now(UTC), f"case/{n}")
        n += 1
        time.sleep(0.01)  # others are given a turn
    except OwnDatabaseUnusable:  # a busy machine: others hold the lock for longer than anybody waits
        time.sleep(0.5)
"""


def test_several_processes_make_one_chain(own: Engine, tmp_path: Path) -> None:
    url, each = own.url.render_as_string(hide_password=False), 40
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, url, f"user-{n}", str(tmp_path / "head"), str(each)])
        for n in range(4)
    ]
    while len(list(tmp_path.glob("head-user-*"))) < len(writers):
        assert all(writer.poll() is None for writer in writers)
        time.sleep(0.01)
    (tmp_path / "head-go").touch()
    assert [writer.wait(120) for writer in writers] == [0] * 4
    assert head(own).entry == 4 * each
    assert log_head.read(tmp_path / "head") == [head(own)]
    assert list(chain.verify(own, [head(own)])) == []
    with own.connect() as connection:
        names = list(connection.execute(text("SELECT user_name FROM access_log ORDER BY entry")).scalars())
    assert {name: names.count(name) for name in names} == {f"user-{n}": each for n in range(4)}
    changes = sum(one != other for one, other in pairwise(names))
    assert changes > 3, "they wrote one after the other, so nothing was tried"


def test_nobody_can_fork_the_chain_even_without_waiting(own: Engine) -> None:
    fill(own)
    with own.connect() as connection:
        [previous] = connection.execute(text("SELECT previous FROM access_log WHERE entry = 3")).scalars()
    columns = "entry, at, user_name, event, outcome, previous, hash"
    fork = f"INSERT INTO access_log ({columns}) VALUES (99, :at, '', '', 'success', :previous, '')"
    with pytest.raises(IntegrityError), own.begin() as connection:
        connection.execute(text(fork), {"at": "2026-09-14 06:12:30.123456", "previous": previous})


@pytest.fixture
def head_file(own: Engine, tmp_path: Path) -> Path:
    log_head.keep_in(own, tmp_path / "head")
    return tmp_path / "head"


def test_every_new_head_is_written_to_its_file(own: Engine, head_file: Path) -> None:
    for _again in range(2):
        fill(own)
        assert log_head.read(head_file) == [head(own)]
    assert len(head_file.read_text().splitlines()) == 1


@pytest.mark.parametrize(
    "put_back", [lambda file, copy: shutil.copy(copy, file), lambda file, copy: copy.replace(file)]
)
def test_a_head_that_the_log_does_not_know_is_never_written_over(
    file: Path, tmp_path: Path, put_back: Callable[[Path, Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    own, older = engine(f"sqlite:///{file}"), tmp_path / "older"
    log_head.keep_in(own, tmp_path / "head")
    fill(own)
    shutil.copy(file, older)
    fill(own)
    written = (tmp_path / "head").read_text()
    own.dispose()
    put_back(file, older)
    fill(own, "olli")
    assert head(own).entry == 2 * ENTRIES, "as many as before"
    fill(own, "olli")
    assert (tmp_path / "head").read_text() == written
    assert "a head that this log never had" in caplog.text
    assert kinds(own, *log_head.read(tmp_path / "head")) == {"another"}


def test_a_head_that_cannot_be_written_holds_up_nobody(
    own: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log_head.keep_in(own, tmp_path / "no such folder" / "head")
    fill(own)
    assert head(own).entry == ENTRIES
    assert "the head of the access log is not written" in caplog.text


@pytest.mark.parametrize("content", [b"no head", b"1 abc", b"\xff", b"x" * 12 + b" " + b"0" * 64])
def test_a_file_that_holds_no_heads_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "head").write_bytes(content)
    with pytest.raises(log_head.HeadUnreadable):
        log_head.read(tmp_path / "head")


def test_heads_that_were_collected_are_read_each(tmp_path: Path) -> None:
    heads = [Head(1, "a" * 64), Head(20, "b" * 64)]
    (tmp_path / "heads").write_text("".join(map(log_head.line, heads)))
    assert log_head.read(tmp_path / "heads") == heads
