"""The facts in PostgreSQL are those of the copy, row by row, through whole loads and changes."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from adbc_driver_postgresql import dbapi
from sqlalchemy import create_engine, insert, text

from store.case import tables
from store.errors import FactsAway
from store.facts.copy import Copy
from store.facts.postgresql import publisher
from store.facts.postgresql.layout import CURRENT
from store.facts.postgresql.publisher import connected, forget
from store.facts.replica import Replica
from store.facts.tables import metadata
from store.source import database_url, engine
from tests.made_cases import fill, settings_for
from tests.rows import a_case, a_handover, an_agency
from tests.store.facts.postgresql.kept import Kept, kept_in

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ROWS = {
    "agencies": [an_agency("A"), an_agency("B", "police")],
    "cases": [a_case("C"), a_case("D")],
    "handovers": [a_handover("C", NOW), a_handover("D", NOW)],
}


@pytest.fixture
def replica(sqlite_url: str) -> Replica:
    fill(sqlite_url, ROWS)
    return Replica(settings_for(sqlite_url))


@pytest.fixture
def kept(empty_postgres_url: str) -> Iterator[Kept]:
    with kept_in(empty_postgres_url) as made:
        yield made


def rows_here(copy: Copy) -> dict[str, list[str]]:
    """The facts of a copy, with the numbers that stand for cases."""
    with copy.facts.reading() as cursor:
        return {name: _texts(cursor.execute(_rows(name)).fetchall()) for name in metadata.tables}


def rows_there(kept: Kept) -> dict[str, list[str]]:
    """The same of what is kept."""
    with kept.connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL search_path = {kept.published.edition}")
        found = {}
        for name in metadata.tables:
            cursor.execute(_rows(name))
            found[name] = _texts(cursor.fetchall())
    kept.connection.rollback()
    return found


def _rows(name: str) -> str:
    columns = metadata.tables[name].columns
    return f"SELECT {', '.join(f'CAST({one.name} AS {one.type})' for one in columns)} FROM {name}"


def _texts(rows: list[Any]) -> list[str]:
    return sorted(str(tuple(row)) for row in rows)


def editions(url: str) -> set[str]:
    with create_engine(database_url(url)).connect() as connection:
        found = connection.scalars(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'saumaton_facts_%'"))
        return set(found)


def change(replica: Replica, statement: str) -> None:
    with engine(replica.settings.database_url).begin() as connection:
        connection.execute(text(statement))
    replica.refresh()


def newer(replica: Replica, version: str) -> Any:
    return replica.since(version, 0)[1]


def test_a_whole_load_is_the_copy(replica: Replica, kept: Kept) -> None:
    kept.put(replica.copy_here)
    assert rows_there(kept) == rows_here(replica.copy_here)


CHANGES = {
    "a row": "UPDATE handovers SET to_agency = 'A', from_agency = 'B' WHERE case_id = 'C'",
    "a case goes": "DELETE FROM cases WHERE case_id = 'D'",
    "a row moves to another case": "UPDATE handovers SET case_id = 'C' WHERE case_id = 'D'",
}


@pytest.mark.parametrize("what", CHANGES)
def test_after_a_change_it_is_the_copy_still_and_only_these_cases_were_written(
    what: str, replica: Replica, kept: Kept
) -> None:
    kept.put(replica.copy_here)
    edition, version = kept.published.edition, replica.version
    if what == "a case goes":
        change(replica, "DELETE FROM handovers WHERE case_id = 'D'")
    change(replica, CHANGES[what])
    kept.put(replica.copy_here, newer(replica, version))
    assert rows_there(kept) == rows_here(replica.copy_here)
    assert kept.published.edition == edition


def test_a_new_case_comes(replica: Replica, kept: Kept) -> None:
    kept.put(replica.copy_here)
    version, edition = replica.version, kept.published.edition
    with engine(replica.settings.database_url).begin() as connection:
        connection.execute(insert(tables.cases).values(a_case("E")))
    replica.refresh()
    kept.put(replica.copy_here, newer(replica, version))
    assert rows_there(kept) == rows_here(replica.copy_here)
    assert kept.published.edition == edition


def test_what_concerns_all_cases_is_loaded_beside_and_the_old_edition_goes_later(
    replica: Replica, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.put(replica.copy_here)
    first, version = kept.published.edition, replica.version
    change(replica, "UPDATE agencies SET name_en = 'Another name'")
    kept.put(replica.copy_here, newer(replica, version))
    assert rows_there(kept) == rows_here(replica.copy_here)
    forget(kept.connection, kept.published)
    assert editions(kept.url) == {first, kept.published.edition}
    monkeypatch.setattr(time, "monotonic", lambda: 1e12)
    forget(kept.connection, kept.published)
    assert editions(kept.url) == {kept.published.edition}


def test_an_edition_that_is_still_read_is_dropped_later(
    replica: Replica, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.put(replica.copy_here)
    first, kept.published.copy = kept.published.edition, None
    kept.put(replica.copy_here)
    clock = time.monotonic() + 2 * publisher.KEPT_SECONDS
    with create_engine(database_url(kept.url)).begin() as reader:
        reader.execute(text(f"SELECT * FROM {first}.fact_cases"))
        monkeypatch.setattr(time, "monotonic", lambda: clock)
        forget(kept.connection, kept.published)
    assert first in kept.published.old
    monkeypatch.setattr(time, "monotonic", lambda: clock + 2 * publisher.KEPT_SECONDS)
    forget(kept.connection, kept.published)
    assert editions(kept.url) == {kept.published.edition}


def test_after_a_failure_all_is_loaded_anew(replica: Replica, kept: Kept) -> None:
    kept.put(replica.copy_here)
    version = replica.version
    change(replica, CHANGES["a row"])
    with create_engine(database_url(kept.url)).begin() as administrator:
        administrator.execute(text(f"DROP TABLE {kept.published.edition}.fact_pairs"))
    with pytest.raises(dbapi.Error):
        kept.put(replica.copy_here, newer(replica, version))
    kept.connection.rollback()
    kept.put(replica.copy_here, newer(replica, version))
    assert rows_there(kept) == rows_here(replica.copy_here)


def test_settings_that_no_fact_rests_on_write_no_facts(replica: Replica, kept: Kept) -> None:
    kept.put(replica.copy_here)
    edition, number = kept.published.edition, kept.published.number
    kept.put(replace(replica.copy_here, version="another"))
    assert (kept.published.edition, kept.published.number) == (edition, number + 1)


def test_a_second_process_waits_until_the_first_has_gone(empty_postgres_url: str) -> None:
    with kept_in(empty_postgres_url), pytest.raises(FactsAway, match="another process"), connected(empty_postgres_url):
        pass
    with connected(empty_postgres_url):
        pass


def test_what_another_process_left_goes_once_a_newer_edition_counts(replica: Replica, empty_postgres_url: str) -> None:
    with kept_in(empty_postgres_url) as first:
        first.put(replica.copy_here)
    with kept_in(empty_postgres_url) as second:
        assert set(second.published.old) == {first.published.edition}
        second.put(replica.copy_here)
        assert second.published.number == first.published.number + 1
        assert second.published.edition != first.published.edition


def test_where_citus_is_the_facts_of_a_case_lie_together(replica: Replica, kept: Kept) -> None:
    with create_engine(database_url(kept.url)).begin() as administrator:
        administrator.execute(text("CREATE TABLE called (what text, of text, by text, beside text)"))
        for made in (
            """create_distributed_table(of text, by text, colocate_with text) RETURNS void LANGUAGE sql
                AS 'INSERT INTO public.called VALUES (''distributed'', of, by, colocate_with)'""",
            """create_reference_table(of text) RETURNS void LANGUAGE sql
                AS 'INSERT INTO public.called VALUES (''reference'', of)'""",
        ):
            administrator.execute(text(f"CREATE FUNCTION pg_catalog.{made}"))
    kept.put(replica.copy_here)
    with create_engine(database_url(kept.url)).connect() as connection:
        called = {row.of: row for row in connection.execute(text("SELECT * FROM called"))}
        assert connection.scalar(text(f"SELECT count(*) FROM {CURRENT}")) == 1
    of_cases = {name for name, table in metadata.tables.items() if "case_no" in table.columns}
    assert {name for name, row in called.items() if row.what == "distributed"} == of_cases
    assert {row.by for row in called.values() if row.what == "distributed"} == {"case_no"}
    assert {name for name, row in called.items() if row.what == "reference"} == {
        "codes",
        *(metadata.tables.keys() - of_cases - {"fact_contents"}),
    }
    assert [name for name, row in called.items() if row.beside == "none"] == ["fact_cases"]
    assert rows_there(kept) == rows_here(replica.copy_here)
