"""What is asked about: Filters, and the one place that turns them and their grant into SQL conditions.

No question can be built without Filters, and no Filters without a Grant: this is where access is enforced.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

import numpy as np
from sqlalchemy import ColumnElement, FromClause, and_, false, or_, select, true

from config.settings import DelayClock
from measures.local_time import DAY_US, local_day, start_of_day, to_us
from measures.working_time import on_clock
from queries.access import Grant, NoAccess, Reads, granted
from store.facts import tables as facts

KEPT = 200  # conditions that the questions of a page share; nothing changes one


class FiltersRefused(ValueError):
    """The filters make no sense together; the message says which and why."""


@dataclass(frozen=True)
class Filters:
    """Everything a question depends on. Several codes of one filter mean or; different filters mean and.

    `as_of` is aware; `from_day` and `to_day` are Helsinki days, both included, either may be open.
    """

    grant: Grant
    as_of: datetime
    delay_clock: DelayClock = "calendar"
    regions: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()
    from_day: date | None = None
    to_day: date | None = None

    def __post_init__(self) -> None:
        if self.grant.whole_country_only and any((self.regions, self.counties, self.agencies, self.ministries)):
            raise NoAccess(f"the role {self.grant.role} may not choose a place or an agency")
        if self.as_of.tzinfo is None:
            raise FiltersRefused("the as-of moment has no time zone")
        if self.from_day and self.to_day and self.from_day > self.to_day:
            raise FiltersRefused(f"the period begins on {self.from_day}, after it ends on {self.to_day}")

    @cached_property
    def as_of_us(self) -> int:
        """As-of in µs."""
        return to_us(self.as_of)

    @cached_property
    def as_of_on_clock(self) -> int:
        """As-of on the delay clock's axis."""
        return self.on_clock(self.as_of_us)

    @cached_property
    def today(self) -> date:
        """The Helsinki day of as-of."""
        return local_day(self.as_of_us)

    @cached_property
    def today_starts(self) -> int:
        """The midnight, in µs, with which the Helsinki day of as-of began."""
        return start_of_day(self.today)

    @cached_property
    def period(self) -> tuple[int | None, int]:
        """The period in µs, from its start (None: open) to before its end, cut just after as-of."""
        start = None if self.from_day is None else start_of_day(self.from_day)
        end = self.as_of_us + 1
        return start, end if self.to_day is None else min(end, start_of_day(self.to_day + timedelta(days=1)))

    @property
    def period_start(self) -> int | None:
        return self.period[0]

    @property
    def period_end(self) -> int:
        return self.period[1]

    @property
    def is_to_come(self) -> bool:
        """Whether as-of lies before the period: no moment of it has come."""
        start, end = self.period
        return start is not None and start >= end

    @property
    def granted_at(self) -> int:
        """The moment of the grant in µs."""
        return to_us(self.grant.at)

    def midnight_in(self, days: int) -> int:
        """The midnight, in µs, with which the Helsinki day so many days after as-of's begins."""
        return start_of_day(self.today + timedelta(days=days))

    def midnight_on_clock(self, days: int) -> int:
        """The same on the delay clock's axis."""
        return self.on_clock(self.midnight_in(days))

    def days_before(self, days: int) -> int:
        """The moment so many days of 24 hours before as-of, in µs."""
        return self.as_of_us - days * DAY_US

    def on_clock(self, us: int) -> int:
        """A moment in µs on the delay clock's axis."""
        return int(on_clock(np.array([us], dtype=np.int64), self.delay_clock)[0])

    def without_period(self) -> "Filters":
        """The same filters over everything up to as-of."""
        return replace(self, from_day=None, to_day=None)


@lru_cache(KEPT)
def cases_in(filters: Filters, fact: FromClause, reads: Reads = "figures") -> ColumnElement[bool]:
    """Condition on a fact with case attributes: its case is opened by as-of and passes, and the grant allows it.

    Raises NoAccess where the grant opens nothing of this kind.
    """
    i = facts.involvements.c
    begun = select(i.case_no).where(i.started_at <= filters.as_of_us)
    chosen = ((i.agency, filters.agencies), (i.ministry, filters.ministries))
    passes = (fact.c.case_no.in_(begun.where(column.in_(codes))) for column, codes in chosen if codes)
    return and_(_cases_like(filters, fact, reads), and_(true(), *passes))


@lru_cache(KEPT)
def handovers_in(filters: Filters, reads: Reads = "figures") -> ColumnElement[bool]:
    """Condition on fact_handovers: sent and its case opened by as-of, and both pass the filters:
    an agency of theirs sends or receives it.

    Raises NoAccess where the grant opens nothing of this kind.
    """
    h = facts.handovers.c
    chosen = ((h.from_agency, h.to_agency, filters.agencies), (h.from_ministry, h.to_ministry, filters.ministries))
    passes = (or_(sender.in_(codes), receiver.in_(codes)) for sender, receiver, codes in chosen if codes)
    return and_(_cases_like(filters, facts.handovers, reads), *passes, h.handed_over_at <= filters.as_of_us)


def within_period(filters: Filters, moment: ColumnElement[int]) -> ColumnElement[bool]:
    """Condition: the moment (µs) lies in the period, which ends at as-of at the latest."""
    start, end = filters.period
    return moment < end if start is None else and_(moment >= start, moment < end)


def open_at(fact: FromClause, moment: int) -> ColumnElement[bool]:
    """Condition on a fact with opened_at and closed_at: its case is open at the moment (µs)."""
    return and_(fact.c.opened_at <= moment, fact.c.closed_at > moment)


def in_scope(filters: Filters, fact: FromClause) -> ColumnElement[bool]:
    """Condition on a fact with opened_at and closed_at: its case was open at any moment in the period."""
    start, end = filters.period
    if start is None:
        return fact.c.opened_at < end
    if filters.is_to_come:
        return false()
    return and_(fact.c.opened_at < end, or_(fact.c.closed_at > start, fact.c.opened_at >= start))


def pending_at(moment: int) -> ColumnElement[bool]:
    """Condition on fact_handovers: sent by the moment (µs), nothing ended it and its case is open then."""
    h = facts.handovers.c
    return and_(h.pending_from <= moment, h.ended_at > moment)


def _cases_like(filters: Filters, fact: FromClause, reads: Reads) -> ColumnElement[bool]:
    """The grant opens the case, it is opened by as-of, and it has the attributes that are asked for.

    Its handovers may be older than the case; before it they do not exist either.
    """
    grant, c = filters.grant, fact.c
    own = _own_cases(filters, c.case_no) if reads == "rows" and grant.role == "agency" else true()
    chosen = ((c.region, filters.regions), (c.county, filters.counties), (c.form, filters.forms))
    attributes = (column.in_(codes) for column, codes in (*chosen, (c.age_group, filters.age_groups)) if codes)
    return and_(granted(grant, reads), own, c.opened_at <= filters.as_of_us, and_(true(), *attributes))


def _own_cases(filters: Filters, case_no: ColumnElement[int]) -> ColumnElement[bool]:
    """The cases that the agency is involved in, or that a pending handover offers it."""
    agency, at = filters.grant.agency, filters.granted_at
    i, h = facts.involvements.c, facts.handovers.c
    involved = select(i.case_no).where(i.agency == agency, i.started_at <= at)
    offered = select(h.case_no).where(h.to_agency == agency, pending_at(at))
    return or_(case_no.in_(involved), case_no.in_(offered))
