"""The facts on another database: the same questions are asked there, and must be answered with the same rows."""

from contextlib import closing
from typing import Any

import duckdb
import pandas as pd
from sqlalchemy import Engine, Function, MetaData, Select, Table, Text
from sqlalchemy.sql.visitors import cloned_traverse

from store.case.reading import arrow_connections
from store.facts import tables as facts

ROWS_AT_ONCE = 10_000
INDEXED = (
    *(("fact_cases", columns) for columns in ("case_no", "region", "closed_at")),
    *(("fact_involvements", columns) for columns in ("agency, started_at, case_no", "case_no", "region")),
    *(("fact_pairs", columns) for columns in ("case_no", "region")),
    *(("fact_handovers", columns) for columns in ("from_agency", "to_agency", "region", "ended_at", "case_no")),
    *(("fact_handover_stops", columns) for columns in ("handover_no", "ended_at")),
)


def put_facts(memory: duckdb.DuckDBPyConnection, elsewhere: Engine) -> None:
    """Make the tables of facts on PostgreSQL or SQLite anew and fill them with the rows that `memory` holds.

    Codes are texts there, and texts compare by code point as in the copy. What filters and joins look for is indexed.
    """
    tables = _tables_for(elsewhere)
    with elsewhere.begin() as connection:
        tables.drop_all(connection)
        tables.create_all(connection, checkfirst=False)
    put = {"postgresql": _put_by_copy, "sqlite": _put_by_insert}[elsewhere.dialect.name]
    put(memory, elsewhere)
    _index(elsewhere)


def answer(elsewhere: Engine, question: Select[Any]) -> pd.DataFrame:
    """The rows of a question, as `Replica.ask` gives them of the copy. SQLite knows not every question."""
    on_sqlite = elsewhere.dialect.name == "sqlite"
    with elsewhere.connect() as connection:
        result = connection.execute(_in_words_of_sqlite(question) if on_sqlite else question)
        return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))


def _index(elsewhere: Engine) -> None:
    with elsewhere.begin() as connection:
        for number, (table, columns) in enumerate(INDEXED):
            connection.exec_driver_sql(f"CREATE INDEX indexed_{number} ON {table} ({columns})")
        connection.exec_driver_sql("ANALYZE")


def _in_words_of_sqlite(question: Select[Any]) -> Select[Any]:
    """SQLite calls least and greatest by other names, which mean the same unless a value is null."""

    def rename(function: Function[Any]) -> None:
        function.name = {"least": "min", "greatest": "max"}.get(function.name, function.name)

    return cloned_traverse(question, {}, {"function": rename})


def _tables_for(elsewhere: Engine) -> MetaData:
    by_code_point = {"postgresql": "C", "sqlite": "BINARY"}[elsewhere.dialect.name]
    tables = MetaData()
    for fact in facts.metadata.sorted_tables:
        for column in fact.to_metadata(tables).columns:
            if isinstance(column.type, Text):
                column.type = Text(collation=by_code_point)
    return tables


def _rows_of(fact: Table) -> str:
    columns = ", ".join(f"CAST({column.name} AS {column.type}) AS {column.name}" for column in fact.columns)
    return f"SELECT {columns} FROM {fact.name}"


def _put_by_copy(memory: duckdb.DuckDBPyConnection, elsewhere: Engine) -> None:
    with closing(arrow_connections(elsewhere).connect()) as connection, closing(connection.cursor()) as cursor:
        for fact in facts.metadata.sorted_tables:
            cursor.adbc_ingest(fact.name, memory.sql(_rows_of(fact)).to_arrow_reader(), mode="append")
        connection.commit()


def _put_by_insert(memory: duckdb.DuckDBPyConnection, elsewhere: Engine) -> None:
    with elsewhere.begin() as connection:
        for fact in facts.metadata.sorted_tables:
            values = ", ".join("?" for _column in fact.columns)
            found = memory.execute(_rows_of(fact))
            while rows := found.fetchmany(ROWS_AT_ONCE):
                connection.exec_driver_sql(f"INSERT INTO {fact.name} VALUES ({values})", rows)
