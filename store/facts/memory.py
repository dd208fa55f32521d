"""DuckDB in memory, in which facts are made and kept, and its statements, which are parsed once."""

import atexit
from functools import cache, lru_cache

import duckdb

DUCKDB_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "integer_division": "true",
    "default_null_order": "nulls_last_on_asc_first_on_desc",
    # these save nothing in the questions of this product and are a tenth of their time: the first writes down every
    # plan, with all codes, to find parts that are the same
    "disabled_optimizers": "common_subplan,compressed_materialization",
}


def new_memory() -> duckdb.DuckDBPyConnection:
    """Where the facts of a copy go."""
    return duckdb.connect(":memory:", config=DUCKDB_SETTINGS)


@lru_cache(maxsize=2000)
def parsed(text: str) -> duckdb.Statement:
    """A question ready to be executed on any copy: parsing is a quarter of the time of a question over few rows.

    It is parsed under the settings of the copies, which decide what division means.
    """
    [statement] = _parser().cursor().extract_statements(text)
    return statement


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return new_memory()


atexit.register(_parser.cache_clear)
atexit.register(parsed.cache_clear)  # before DuckDB goes, which else complains
