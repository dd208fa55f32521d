"""Questions as text and values. Their shapes are few and only the values change, so each shape is compiled once."""

from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

from store.facts.tables import Code

# the dialect without a driver writes no type beside a value, so that a code is still compared as a number
_DIALECT = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
KEPT = 200  # questions as they are asked; several figures ask the same
_shapes: LRUCache[Any, Any] = LRUCache(1000)  # some 30 kB each


class Compiled(NamedTuple):
    """A question as PostgreSQL text with $1, $2 … and their values, which together are its identity; and the columns of
    the answer that are codes.
    """

    text: str
    values: tuple[Any, ...]
    codes: tuple[str, ...]


@lru_cache(KEPT)
def compiled(question: Select[Any]) -> Compiled:
    """A question as it is asked of a database."""
    # what an engine does before it asks its driver; SQLAlchemy has no public name for it without an engine
    found, values, *_ = question._compile_w_cache(_DIALECT, compiled_cache=_shapes, column_keys=[])
    shape = cast(SQLCompiler, found)
    asked = shape.construct_expanded_state(shape.construct_params(extracted_parameters=values))
    codes = tuple(column.name for column in shape._result_columns if isinstance(column.type, Code))
    return Compiled(asked.statement, tuple(asked.positional_parameters), codes)
