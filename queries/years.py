"""Questions of the yearly report: when the record begins, and what the cases of a year were."""

from typing import Any, Final

from sqlalchemy import Select, func, select

from queries.filters import Filters, cases_in, reads_of, within_period
from store.facts import tables as facts

FORM: Final = ("form",)
AGE_GROUP: Final = ("age_group",)


def began(filters: Filters) -> Select[Any]:
    """One row: first_opened (µs; null without any case), of all cases opened by as-of, whatever the period."""
    return select(func.min(facts.cases.c.opened_at).label("first_opened")).where(cases_in(filters, facts.cases))


def opened(filters: Filters, by: tuple[str, ...] = FORM) -> Select[Any]:
    """Per group of `by` (columns of fact_cases) with any case opened in the period: cases."""
    groups = [facts.cases.c[name] for name in by]
    return (
        select(*groups, func.count().label("cases"))
        .where(cases_in(filters, facts.cases, reads_of(*by)), within_period(filters, facts.cases.c.opened_at))
        .group_by(*groups)
    )
