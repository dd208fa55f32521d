"""The rows behind a count: which list it is, how many rows it has, and some of them, in an order.

A list takes the very conditions by which its rows are counted (`states` of cases, handovers, deadlines and partners).
"""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, literal, not_, or_, select, true

from config.partner_rules import PartnerRule
from queries import cases, deadlines, handovers, involvement, partners, quality
from queries.access import Reads, reads_of
from queries.columns import named, number_of
from queries.filters import Filters, cases_in, handovers_in
from queries.waits import STOPPED, observed, overdue, with_stops
from store.facts import tables as facts

Record = Literal["cases", "handovers", "deadlines"]

OF_CASES = (
    "open",
    "without_next_step",
    "without_responsible_agency",
    "paused_now",
    "opened",
    "closed",
    "in_scope",
    "together",
    "young",
)
OF_PARTNERS = ("missing_partner", "partner_expected", "left_out_of_rule")
OF_HANDOVERS = ("waiting", "past_target", "within_target", "due_in_7_days", "sent", "answered", "returned", "withdrawn")
OF_ENDED = ("closed_unanswered", "sent_and_waiting", "never_answered")
OF_ODD = ("with_own_due_day", "at_once", "before_opening", "after_closing")
OF_DEADLINES = ("unmet", "overdue", "due_soon", "due_later", "ended", "met_in_time", "ending", "without_step")
OF_RECORDED = ("recorded", "without_beginning", "closed_first")
# to these a count leads, and no choice
ONLY_LED_TO = (*OF_PARTNERS, "young", "never_answered", *OF_ODD, *OF_RECORDED)
LISTS: Mapping[str, Record] = {
    **dict.fromkeys((*OF_CASES, *OF_PARTNERS), "cases"),
    **dict.fromkeys((*OF_HANDOVERS, *OF_ENDED, *OF_ODD), "handovers"),
    **dict.fromkeys((*OF_DEADLINES, *OF_RECORDED), "deadlines"),
}
SIDES = (*handovers.SECTOR_PAIR, *handovers.PAIR)
# the columns of each record by whose code a list may be narrowed
NARROWED_BY: Mapping[Record, tuple[str, ...]] = {
    "cases": ("closed_reason", "responsible_agency", "investigation_phase", "offence"),
    "handovers": (*SIDES, "kind", "response_reason"),
    "deadlines": ("kind", "responsible_agency"),
}
SEARCHED: Mapping[Record, tuple[str, ...]] = {
    "cases": ("region", "responsible_agency"),
    "handovers": ("region", "from_agency", "to_agency"),
    "deadlines": ("region", "responsible_agency", "kind"),
}


@dataclass(frozen=True)
class Listed:
    """A list: `of` is a key of LISTS. `like` narrows it by columns of NARROWED_BY, each with its code; `at_least` and
    `below` by its number: days since cases were opened, the agencies of cases in scope, whole days that handovers have
    waited, days until deadlines are due. Of cases, agencies or sectors that are all involved by as-of, or sectors that
    are involved and no others. `rule` is that of lists of OF_PARTNERS.
    """

    of: str
    _: KW_ONLY
    like: tuple[tuple[str, str], ...] = ()
    at_least: int | None = None
    below: int | None = None
    agencies: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    only_sectors: tuple[str, ...] | None = None
    rule: PartnerRule | None = None

    @property
    def record(self) -> Record:
        """What its rows are."""
        return LISTS[self.of]


@dataclass(frozen=True)
class Found:
    """Of a list, the rows with `search` in the number of the case, or with one of `codes` in the column named; in the
    order of a column (after a minus sign from its end), of codes in the order of `ranks`; from row `first` on at most
    `most` (None: all).
    """

    search: str = ""
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    order: str = ""
    ranks: tuple[str, ...] = ()
    first: int = 0
    most: int | None = None


EVERYTHING = Found()


def number(filters: Filters, listed: Listed, found: Found = EVERYTHING, *, rows: bool = False) -> Select[Any]:
    """One row: n, how many the list counts; of `rows`, how many of them are rows that the grant opens."""
    reads = "rows" if rows else _reads(listed)
    return select(number_of("n")).select_from(_table(filters, listed)).where(_in_list(filters, listed, found, reads))


def rows(filters: Filters, listed: Listed, found: Found = EVERYTHING) -> Select[Any]:
    """Case rows of the list. Of cases: case_id, region, responsible_agency, opened_at, closed_at, age (µs, until it
    closed or as-of). Of handovers, what `handovers.waiting_rows` gives, and ended_at; `waited` ends with the handover.
    Of deadlines: deadline_id, case_id, region, kind, responsible_agency, due_on, met_on (µs).
    """
    columns = _columns(filters)[listed.record]
    # what is ordered by is one of the columns, and rows that are alike in it come in the list's own order
    by, usual = columns.get(found.order.removeprefix("-")), [columns[name] for name in USUAL_ORDER[listed.record]]
    if by is not None and found.ranks:
        by = case({code: literal(place) for place, code in enumerate(found.ranks)}, value=by, else_=len(found.ranks))
    chosen = [] if by is None else [by.desc() if found.order.startswith("-") else by]
    usual = [usual[0].desc() if listed.record == "handovers" else usual[0], *usual[1:]]
    shown = select(*(column.label(name) for name, column in columns.items())).select_from(_table(filters, listed))
    listing = shown.where(_in_list(filters, listed, found, "rows")).order_by(*chosen, *usual)
    return listing if found.most is None else listing.offset(found.first).limit(found.most)


USUAL_ORDER: Mapping[Record, tuple[str, ...]] = {
    "cases": ("opened_at", "case_id"),
    "handovers": ("waited", "handover_id"),
    "deadlines": ("due_on", "case_id", "deadline_id"),
}
FACTS = {"cases": facts.cases, "handovers": facts.handovers, "deadlines": facts.deadlines}


def _reads(listed: Listed) -> Reads:
    """What its number tells of: of single places and agencies, where it is narrowed by one."""
    return "places" if listed.agencies else reads_of(*dict(listed.like))


def _table(filters: Filters, listed: Listed) -> FromClause:
    """Its facts beside those of their cases, which alone know the number of a case."""
    c = facts.cases.c
    match listed.record:
        case "cases":
            return facts.cases
        case "handovers":
            return with_stops(filters).join(facts.cases, c.case_no == facts.handovers.c.case_no)
        case "deadlines":
            return facts.deadlines.join(facts.cases, c.case_no == facts.deadlines.c.case_no)


def _columns(filters: Filters) -> Mapping[Record, dict[str, ColumnElement[Any]]]:
    c, h, as_of = facts.cases.c, facts.handovers.c, filters.as_of_us
    of_case = ("region", "responsible_agency", "opened_at", "closed_at")
    of_handover = ("region", "from_agency", "to_agency", "handed_over_at", "due_at", "target", "sent_on_clock")
    of_deadline = ("deadline_id", "region", "kind", "responsible_agency", "due_on", "met_on")
    return {
        "cases": {
            "case_id": c.case_id,
            **dict(zip(of_case, named(facts.cases, of_case), strict=True)),
            "age": func.least(c.closed_at, as_of) - c.opened_at,
        },
        "handovers": {
            "handover_id": h.handover_id,
            "case_id": c.case_id,
            **dict(zip(of_handover, named(facts.handovers, of_handover), strict=True)),
            "ended_at": h.ended_at,
            "waited": observed(filters),
            "stopped": STOPPED,
            "overdue": overdue(filters),
        },
        "deadlines": {"case_id": c.case_id, **dict(zip(of_deadline, named(facts.deadlines, of_deadline), strict=True))},
    }


def _in_list(filters: Filters, listed: Listed, found: Found, reads: Reads) -> ColumnElement[bool]:
    fact = FACTS[listed.record]
    allowed: dict[Record, Callable[[], ColumnElement[bool]]] = {
        "cases": lambda: cases_in(filters, facts.cases, reads),
        "handovers": lambda: handovers_in(filters, reads),
        "deadlines": lambda: deadlines.deadlines_in(filters, reads),
    }
    like = (fact.c[name] == code for name, code in listed.like)
    return and_(
        allowed[listed.record](), _state(filters, listed), *like, _ranged(filters, listed), _searched(fact, found)
    )


def _state(filters: Filters, listed: Listed) -> ColumnElement[bool]:
    """What the list is of, whatever narrows it."""
    if listed.record == "handovers":
        of_data = {
            of: and_(handovers.states(filters)["sent"], one) for of, one in quality.of_handovers(filters).items()
        }
        return (handovers.states(filters) | of_data)[listed.of]
    if listed.record == "deadlines":
        return (deadlines.states(filters) | quality.of_deadlines(filters))[listed.of]
    if listed.of in OF_PARTNERS:
        # a rule that is not named finds nothing
        return partners.states(filters, listed.rule)[listed.of] if listed.rule else not_(true())
    involved = involvement.involved(filters, listed.agencies, listed.sectors, listed.only_sectors)
    return and_(_state_of_case(filters, listed.of), involved)


def _state_of_case(filters: Filters, of: str) -> ColumnElement[bool]:
    match of:
        case "together":
            return and_(cases.states(filters)["in_scope"], involvement.together(filters))
        case "paused_now":
            return cases.paused_now(filters)
        case "young":
            return and_(cases.states(filters)["in_scope"], quality.is_young(filters))
    return cases.states(filters)[of]


def _ranged(filters: Filters, listed: Listed) -> ColumnElement[bool]:
    """By its number: at least so many days, and fewer than so many."""
    low, high = listed.at_least, listed.below
    if listed.of == "in_scope":
        return involvement.of_agencies(filters, low, high)
    match listed.record:
        case "cases":
            least, most = (None if days is None else cases.is_aged(filters, days) for days in (low, high))
        case "handovers":
            waited = handovers.days_waited(filters)
            least, most = (None if days is None else waited >= days for days in (low, high))
        case "deadlines":
            due_on = facts.deadlines.c.due_on
            least, most = (None if days is None else due_on >= filters.midnight_in(days) for days in (low, high))
    return and_(true(), *([] if least is None else [least]), *([] if most is None else [not_(most)]))


def _searched(fact: FromClause, found: Found) -> ColumnElement[bool]:
    if not found.search:
        return true()
    in_number = func.lower(facts.cases.c.case_id).contains(found.search.lower(), autoescape=True)
    return or_(in_number, *(fact.c[name].in_(codes) for name, codes in found.codes if codes))
