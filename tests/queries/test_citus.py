"""Every question has a structure that Citus can spread over workers, where the facts of a case lie together.

Citus cannot be installed where tests run, so what it asks is held here: facts of cases are joined on the number of the
case, also where one is looked for among others, and no column is worked out from a query of its own.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import BinaryExpression, Column, FromClause, Join, Select, Subquery, Table
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.selectable import CompoundSelect, ScalarSelect, SelectBase

from queries.access import Grant
from queries.filters import Filters
from tests.queries.every_question import QUESTIONS, AQuestion, as_select

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
FILTERS = {
    "all": Filters(Grant("coordination", NOW), NOW),
    "one region": Filters(Grant("coordination", NOW), NOW, regions=("01",), from_day=date(2026, 1, 1)),
    "one agency": Filters(Grant("agency", NOW, agency="A1"), NOW, agencies=("A1",), forms=("labour",)),
}


@pytest.mark.parametrize("chosen", FILTERS)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.__module__}.{question.__name__}")
def test_a_question_can_be_spread_over_workers(question: AQuestion, chosen: str) -> None:
    assert list(faults(as_select(question, FILTERS[chosen]))) == []


def faults(question: SelectBase) -> Iterator[str]:
    """What Citus would refuse."""
    for part in (one for one in visitors.iterate(question) if isinstance(one, Select)):
        yield from (f"a query in the column {column}" for column in part.selected_columns if _queries_in(column))
        for source in part.get_final_froms():
            yield from _of_joins(source)
        conditions = [part.whereclause] if part.whereclause is not None else []
        for one in (found for condition in conditions for found in visitors.iterate(condition)):
            if isinstance(one, BinaryExpression) and one.operator in (operators.in_op, operators.not_in_op):
                yield from _of_search(one)
        if sum(map(_is_of_cases, part.get_final_froms())) > 1:
            yield "facts of cases side by side without a join"


def _of_joins(source: FromClause) -> Iterator[str]:
    if isinstance(source, Join):
        yield from (*_of_joins(source.left), *_of_joins(source.right))
        together = any(_joins_cases(one) for one in visitors.iterate(source.onclause))
        if _is_of_cases(source.left) and _is_of_cases(source.right) and not together:
            yield f"a join that is not on the number of the case: {source.onclause}"


def _joins_cases(one: Any) -> bool:
    if not isinstance(one, BinaryExpression) or one.operator is not operators.eq:
        return False
    return all(isinstance(side, Column) or hasattr(side, "name") for side in (one.left, one.right)) and (
        one.left.name == one.right.name == "case_no"
    )


def _of_search(one: BinaryExpression[Any]) -> Iterator[str]:
    """Of a value that is looked for among those of a query."""
    queries = _queries_in(one.right)
    if any(map(_is_of_cases, queries)):
        columns = [column.name for query in queries[:1] for column in query.selected_columns]
        if columns != ["case_no"] or getattr(one.left, "name", "") != "case_no":
            yield f"{columns} looked for by {one.left}"


def _queries_in(element: Any) -> list[Any]:
    return [one for one in visitors.iterate(element) if isinstance(one, Select | CompoundSelect | ScalarSelect)]


def _is_of_cases(source: Any) -> bool:
    """Whether it rests on a table that is spread by case."""
    if isinstance(source, Subquery):
        return _is_of_cases(source.element)
    return any(isinstance(one, Table) and "case_no" in one.c for one in visitors.iterate(source))
