"""Questions about the deadlines that protect the victim, and about the two periods that end."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select

from config.codes import PERIODS
from queries import handovers
from queries.access import Reads, reads_of
from queries.columns import grouped, named, number_of, numbers
from queries.filters import Filters, cases_in, open_at, within_period
from queries.question import question
from store.facts import tables as facts

SOON_DAYS = 14
REFERRAL = handovers.Between(kind="assistance_referral")


@question
def counts(filters: Filters, by: tuple[str, ...]) -> Select[Any]:
    """Per group of `by` (columns of fact_deadlines), in deadlines.

    overdue, due_soon and due_later are live at as-of; ended counts those whose due day lies in the period and is over,
    and met_in_time those of them that were met by then.
    """
    of, names = states(filters), ("overdue", "due_soon", "due_later", "ended", "met_in_time")
    counted = numbers(**{name: of[name] for name in names})
    return grouped(named(facts.deadlines, by), *counted).where(deadlines_in(filters, reads_of(*by)))


def states(filters: Filters) -> dict[str, ColumnElement[bool]]:
    """Conditions on fact_deadlines, by the name under which the deadlines that meet them are counted and listed: those
    of `counts`, unmet (in open cases), and periods that are ending, of which without_step.
    """
    d, live, soon = facts.deadlines.c, is_live(filters), is_due_within(filters, SOON_DAYS)
    # a deadline that was not met when its case closed before the due day has not ended
    lasted = or_(d.closed_at >= d.due_on, d.met_on <= d.due_on)
    ended, ending = and_(is_over_in_period(filters), lasted), _ends_soon(filters)
    return {
        "unmet": live,
        "overdue": and_(live, d.due_on < filters.today_starts),
        "due_soon": and_(live, d.due_on >= filters.today_starts, soon),
        "due_later": and_(live, not_(soon)),
        "ended": ended,
        "met_in_time": and_(ended, d.met_on <= d.due_on),
        "ending": ending,
        "without_step": and_(ending, _without_step(filters)),
    }


@question
def due_days(filters: Filters) -> Select[Any]:
    """Live deadlines that are overdue or due soon, per kind and day: kind, due_on (µs), deadlines."""
    d = facts.deadlines.c
    return grouped([d.kind, d.due_on], number_of("deadlines")).where(
        deadlines_in(filters), is_live(filters), is_due_within(filters, SOON_DAYS)
    )


@question
def periods(filters: Filters) -> Select[Any]:
    """Periods of open cases that end soon, per kind that has any: kind, ending, without_step."""
    counted = number_of("ending"), *numbers(without_step=_without_step(filters))
    return grouped([facts.deadlines.c.kind], *counted).where(deadlines_in(filters), _ends_soon(filters))


@question
def ending_rows(filters: Filters) -> Select[Any]:
    """Case rows of periods that end soon without a follow-on step, the nearest end first: case_id, region, kind,
    responsible_agency, due_on (µs).
    """
    return _rows(filters).where(states(filters)["without_step"])


@question
def overdue_rows(filters: Filters) -> Select[Any]:
    """Case rows of overdue deadlines of open cases, the oldest first: case_id, region, kind, responsible_agency,
    due_on (µs).
    """
    return _rows(filters).where(states(filters)["overdue"])


def _rows(filters: Filters) -> Select[Any]:
    c, d = facts.cases.c, facts.deadlines.c
    return (
        select(c.case_id, d.region, d.kind, d.responsible_agency, d.due_on)
        .select_from(facts.deadlines.join(facts.cases, c.case_no == d.case_no))
        .where(deadlines_in(filters, reads="rows"))
        .order_by(d.due_on, c.case_id, d.deadline_id)
    )


def deadlines_in(filters: Filters, reads: Reads = "figures") -> ColumnElement[bool]:
    """Condition on fact_deadlines: the case passes, and the deadline has begun by as-of."""
    return and_(cases_in(filters, facts.deadlines, reads), has_begun(filters))


def has_begun(filters: Filters) -> ColumnElement[bool]:
    """Condition on fact_deadlines: it began by as-of, or it is not recorded when."""
    started_on = facts.deadlines.c.started_on
    return or_(started_on.is_(None), started_on <= filters.as_of_us)


def unmet_in_open_case(filters: Filters) -> ColumnElement[bool]:
    """Condition on fact_deadlines: at as-of it is not met, and its case is open."""
    return and_(open_at(facts.deadlines, filters.as_of_us), facts.deadlines.c.met_on > filters.as_of_us)


def is_live(filters: Filters) -> ColumnElement[bool]:
    """Condition on fact_deadlines: at as-of its case is open and it is not met; a period lasts to the end of its last
    day, also where that is recorded as met.
    """
    return or_(unmet_in_open_case(filters), _lasts(filters))


def is_due_within(filters: Filters, days: int) -> ColumnElement[bool]:
    """Condition on fact_deadlines: due before the day after so many days from as-of's."""
    due_on: ColumnElement[int] = facts.deadlines.c.due_on
    return due_on < filters.midnight_in(days + 1)


def is_over_in_period(filters: Filters) -> ColumnElement[bool]:
    """Condition on fact_deadlines: the due day lies in the period and is over."""
    due_on = facts.deadlines.c.due_on
    return and_(within_period(filters, due_on), due_on < filters.today_starts)


def _ends_soon(filters: Filters) -> ColumnElement[bool]:
    return and_(_lasts(filters), is_due_within(filters, SOON_DAYS))


def _lasts(filters: Filters) -> ColumnElement[bool]:
    """A period of an open case whose last day is not over."""
    d = facts.deadlines.c
    return and_(open_at(facts.deadlines, filters.as_of_us), d.kind.in_(PERIODS), d.due_on >= filters.today_starts)


def _without_step(filters: Filters) -> ColumnElement[bool]:
    """Since the period began, no application or decision of the case was met, and nothing was handed over."""
    without: ColumnElement[bool] = facts.deadlines.c.followed_at > filters.as_of_us
    return without
