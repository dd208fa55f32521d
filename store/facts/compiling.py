"""Questions as text and values."""

from collections.abc import Callable
from typing import Any, NamedTuple, cast

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

from store.facts.tables import Code

# the dialect without a driver writes no type beside a value, so that a code is still compared as a number
_DIALECT = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
_shapes: LRUCache[Any, Any] = LRUCache(1000)  # some 30 kB each


class Later(NamedTuple):
    """A value that is given later, by its name."""

    name: str


class Compiled(NamedTuple):
    """A question as PostgreSQL text with $1, $2 … and their values, which together are its identity; and the columns of
    the answer that are codes.
    """

    text: str
    values: tuple[Any, ...]
    codes: tuple[str, ...]

    def with_values(self, value: Callable[[str], Any]) -> "Compiled":
        """The question with the values that were to be given later."""
        known = (value(one.name) if isinstance(one, Later) else one for one in self.values)
        return self._replace(values=tuple(known))


Question = Select[Any] | Compiled


def compiled(question: Question) -> Compiled:
    """A question as it is asked of a database; parameters that have but a name are given `Later`. Shapes are few and
    only values change, so each is compiled once.
    """
    if isinstance(question, Compiled):
        return question
    # what an engine does before it asks its driver; SQLAlchemy has no public name for it without an engine
    found, values, *_ = question._compile_w_cache(_DIALECT, compiled_cache=_shapes, column_keys=[])
    shape = cast(SQLCompiler, found)
    later = {bind.key: Later(bind.key) for bind in shape.bind_names if bind.required}
    asked = shape.construct_expanded_state(shape.construct_params(later, extracted_parameters=values))
    codes = tuple(column.name for column in shape._result_columns if isinstance(column.type, Code))
    return Compiled(asked.statement, tuple(asked.positional_parameters), codes)
