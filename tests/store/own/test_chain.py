"""The chain of the access log: every way of tampering is found."""

import json
import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from store.own import access_log, chain
from store.own.access_log import Details
from store.own.chain import Head
from store.source import engine
from tests.store.own.logs import ENTRIES, NOW, fill, head, kinds, unprotected


@pytest.fixture
def log(own: Engine) -> Engine:
    """A log with a few entries, which nothing protects any more."""
    fill(own)
    return unprotected(own)


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
