"""The facts on another database: the same questions are asked there, and must be answered with the same rows."""

from contextlib import closing
from typing import Any

import duckdb
import pandas as pd
from sqlalchemy import Engine, Function, MetaData, Select, Text
from sqlalchemy.sql.visitors import cloned_traverse

from store.case.reading import arrow_connections
from store.facts import tables as facts
from store.facts.copy import codes_of
from store.facts.postgresql.layout import INDEXES
from store.facts.postgresql.publisher import lay_out, rows_of

ROWS_AT_ONCE = 10_000


def put_facts(memory: duckdb.DuckDBPyConnection, elsewhere: Engine) -> None:
    """Make the tables of facts on PostgreSQL or SQLite anew and fill them with the rows that `memory` holds.

    Codes are texts there, and texts compare by code point as in the copy. What filters and joins look for is indexed.
    """
    {"postgresql": _put_by_copy, "sqlite": _put_by_insert}[elsewhere.dialect.name](memory, elsewhere)


def answer(elsewhere: Engine, question: Select[Any]) -> pd.DataFrame:
    """The rows of a question, as `Replica.ask` gives them of the copy. SQLite knows not every question."""
    with elsewhere.connect() as connection:
        result = connection.execute(_in_words_of_sqlite(question))
        return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))


def _in_words_of_sqlite(question: Select[Any]) -> Select[Any]:
    """SQLite calls least and greatest by other names, which mean the same unless a value is null."""

    def rename(function: Function[Any]) -> None:
        function.name = {"least": "min", "greatest": "max"}.get(function.name, function.name)

    return cloned_traverse(question, {}, {"function": rename})


def _put_by_copy(memory: duckdb.DuckDBPyConnection, elsewhere: Engine) -> None:
    with closing(arrow_connections(elsewhere).connect()) as connection, closing(connection.cursor()) as cursor:
        for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "SET search_path = public"):
            cursor.execute(statement)
        lay_out(cursor, memory, list(codes_of(memory).categories), "public")


def _put_by_insert(memory: duckdb.DuckDBPyConnection, elsewhere: Engine) -> None:
    tables = MetaData()
    for fact in facts.metadata.sorted_tables:
        for column in fact.to_metadata(tables).columns:
            if isinstance(column.type, Text):
                column.type = Text(collation="BINARY")
    with elsewhere.begin() as connection:
        tables.drop_all(connection)
        tables.create_all(connection, checkfirst=False)
        for fact in facts.metadata.sorted_tables:
            values = ", ".join("?" for _column in fact.columns)
            found = memory.execute(rows_of(fact.name))
            while rows := found.fetchmany(ROWS_AT_ONCE):
                connection.exec_driver_sql(f"INSERT INTO {fact.name} VALUES ({values})", rows)
        for statement in INDEXES:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("ANALYZE")
