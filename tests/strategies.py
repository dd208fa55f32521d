"""Small random case databases in which moments collide: midnights, summer time, holidays, targets, a µs beside."""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from config import codes
from config.settings import DelayClock
from tests.corpus import WORLDS, corpus_of
from tests.naive.clock import helsinki_day, midnight
from tests.naive.world import DAY, MICROSECOND, Asked, Row, World

T = TypeVar("T")

FRESH = bool(os.environ.get("SAUMATON_TEST_FRESH_WORLDS"))

REGIONS = ("R1", "R2", "unknown")
COUNTIES = {"C1": "R1", "C2": "R2"}
MINISTRIES = ("M1", "M2", "M3")
AGENCIES = ("A1", "A2", "A3", "A4", "A5")
# beside each other: the clocks change in spring; Easter; Midsummer; the clocks change in autumn; Christmas to Epiphany
WINDOWS = (
    tuple(date(2025, 3, day) for day in (28, 30, 31)),
    tuple(date(2025, 4, day) for day in (17, 18, 22, 23)),
    tuple(date(2025, 6, day) for day in (19, 20, 23)),
    tuple(date(2025, 10, day) for day in (24, 26, 27)),
    (date(2025, 12, 23), date(2025, 12, 25), date(2026, 1, 5), date(2026, 1, 7)),
)
OFFSETS = (timedelta(0), -MICROSECOND, MICROSECOND, timedelta(hours=3, minutes=30), timedelta(hours=12))
TARGETS = (7, 1, 0.5, 2, 14, 1 / 3, 2.25)
CLOCKS: tuple[DelayClock, ...] = ("calendar", "working")
CASE_AGES = (0, 0, 0, 0, 30, 90, 180, 365, 730)
PHASES = ("pre_trial", "charges")
OFFENCES = ("sexual", "violent")
NAMES = {"name_en": "", "name_fi": "", "name_sv": ""}


def examples(every: int) -> int:
    """How many to draw: all with FRESH, and two thirds else, when the worlds are those of the corpus anyhow."""
    return every if FRESH else every * 2 // 3


@st.composite
def worlds(draw: st.DrawFn, windows: Sequence[Sequence[date]] = WINDOWS) -> World:
    """A case database that keeps the contract: at most 8 cases, 5 agencies, 3 regions, with targets and a clock."""
    days = draw(_one_of(windows))
    moments = moments_of(days)
    agencies = draw(_agencies())
    receivers = [agency["code"] for agency in agencies]
    targets = draw(st.dictionaries(_one_of(receivers), _one_of(TARGETS), max_size=3))
    default = draw(_one_of(TARGETS))
    cases = _numbered(draw(st.lists(_case(moments, receivers), max_size=8)), "case_id", "c")
    limits = {code: targets.get(code, default) * DAY for code in receivers}
    rows: dict[str, list[Row]] = {"involvements": [], "handovers": [], "deadlines": [], "pauses": []}
    for case in cases:
        rows["involvements"] += draw(_involvements(case, moments, receivers))
        number = case["case_id"]
        handovers = draw(st.lists(_handover(case, moments, limits), max_size=4))
        rows["handovers"] += _numbered(handovers, "handover_id", f"{number}-")
        deadlines = draw(st.lists(_deadline(case, days, receivers), max_size=3))
        rows["deadlines"] += _numbered(deadlines, "deadline_id", f"{number}-")
        rows["pauses"] += draw(_pauses(case, moments))
    return World(
        tables={
            "regions": [{"code": code, **NAMES, "population": None} for code in REGIONS],
            "counties": [
                {"code": code, **NAMES, "region_code": region, "population": None} for code, region in COUNTIES.items()
            ],
            "ministries": [{"code": code, **NAMES} for code in MINISTRIES],
            "agencies": agencies,
            "cases": cases,
            **rows,
        },
        clock=draw(_one_of(CLOCKS)),
        default_target=default,
        targets=targets,
    )


def moments_of(days: Sequence[date]) -> list[datetime]:
    """Midnights in Helsinki, and moments just beside and after them."""
    return sorted(midnight(day) + offset for day in days for offset in OFFSETS)


@st.composite
def asked_of(draw: st.DrawFn, world: World, roles: Sequence[str]) -> Asked:
    """A question's scope about the world: often unfiltered, as-of often at the very moment of an event or beside it."""
    happened = _moments_in(world) or [datetime(2025, 3, 28, 12, tzinfo=UTC)]
    shift = _one_of((timedelta(0), timedelta(0), MICROSECOND, -MICROSECOND, DAY, 7 * DAY, 30 * DAY))
    as_of = draw(_one_of(happened)) + draw(shift)
    role = draw(_one_of(roles))
    return Asked(
        as_of=as_of,
        at=draw(st.just(as_of) | _one_of(happened)),
        role=role,
        agency=draw(_one_of(AGENCIES)) if role == "agency" else None,
        ministry=draw(_one_of(MINISTRIES)) if role == "ministry" else None,
        **{**draw(_chosen_codes()), **draw(_period([as_of, *happened]))},
    )


@st.composite
def looks(draw: st.DrawFn, roles: Sequence[str], most: int = 6) -> tuple[World, list[Asked]]:
    """A world of the corpus, or with FRESH a new one, and at most so many scopes to ask about it."""
    world = draw(worlds()) if FRESH else corpus_of(worlds)[draw(_one_of(range(WORLDS)))]
    return world, draw(st.lists(asked_of(world, roles), min_size=1, max_size=most))


def _moments_in(world: World) -> list[datetime]:
    every = [row for rows in world.tables.values() for row in rows]
    return sorted({value for row in every for value in row.values() if isinstance(value, datetime)})


@st.composite
def _agencies(draw: st.DrawFn) -> list[Row]:
    kinds = st.tuples(
        _one_of(("police", "social", "health", "border", "ngo", "unknown")),
        _one_of((None, *MINISTRIES)),
    )
    drawn = draw(st.lists(kinds, min_size=2, max_size=5))
    return [
        {"code": code, **NAMES, "sector": sector, "ministry_code": ministry, "region_code": None, "county_code": None}
        for code, (sector, ministry) in zip(AGENCIES, drawn, strict=False)
    ]


@st.composite
def _case(draw: st.DrawFn, moments: list[datetime], agencies: list[str]) -> Row:
    opened = draw(_one_of(moments)) - draw(_one_of(CASE_AGES)) * DAY
    later = [moment for moment in moments if moment >= opened] or [opened]
    midnights = [moment for moment in later if midnight(helsinki_day(moment)) == moment] or [opened]
    closed = draw(st.none() | _one_of(later) | _one_of(midnights))
    return {
        "region_code": draw(_one_of(REGIONS)),
        "county_code": draw(_one_of((None, *COUNTIES))),
        "opened_at": opened,
        "closed_at": closed,
        "closed_reason": closed and draw(_one_of((None, "moved", "other"))),
        "status": draw(_one_of(codes.STATUSES)),
        "exploitation_form": draw(_one_of(("sexual", "labour", "unknown"))),
        "victim_age_group": draw(_one_of(codes.VICTIM_AGE_GROUPS)),
        "investigation_phase": draw(_one_of((None, *PHASES))),
        "offence": draw(_one_of((None, *OFFENCES))),
        "investigation_ref": None,
        "responsible_agency": draw(_one_of((None, *agencies))),
    }


@st.composite
def _involvements(draw: st.DrawFn, case: Row, moments: list[datetime], agencies: list[str]) -> list[Row]:
    key = st.tuples(_one_of(agencies), _one_of(("lead", "partner")), _around(case, moments))
    return [
        {
            "case_id": case["case_id"],
            "agency_code": agency,
            "role": role,
            "started_at": started,
            "ended_at": draw(_never_or([started, started + DAY])),
        }
        for agency, role, started in draw(st.lists(key, max_size=4, unique=True))
    ]


@st.composite
def _handover(draw: st.DrawFn, case: Row, moments: list[datetime], limits: dict[str, timedelta]) -> Row:
    sender, receiver = draw(_one_of([(one, other) for one in limits for other in limits if one != other]))
    sent = draw(_around(case, moments))
    responded = draw(_answer_to(case, sent, moments, limits[receiver]))
    return {
        "case_id": case["case_id"],
        "from_agency": sender,
        "to_agency": receiver,
        "kind": draw(_one_of(("case", "assistance_referral"))),
        "handed_over_at": sent,
        "due_at": draw(_due_at(moments)),
        "responded_at": responded,
        "response": responded and draw(_one_of(codes.RESPONSES)),
        "response_reason": responded and draw(_one_of((None, "capacity", "not_ours"))),
    }


def _answer_to(
    case: Row, sent: datetime, moments: list[datetime], limit: timedelta
) -> st.SearchStrategy[datetime | None]:
    """Never, at any later moment, or at the closing or the target, exactly or a µs beside."""

    def at(edge: datetime) -> st.SearchStrategy[datetime]:
        beside = (edge, edge, edge + MICROSECOND, edge - MICROSECOND)
        return _one_of([moment for moment in beside if moment >= sent] or [sent])

    later = [moment for moment in moments if moment >= sent]
    return st.none() | at(case["closed_at"] or sent) | at(sent + limit) | _one_of([*later, sent])


@st.composite
def _due_at(draw: st.DrawFn, moments: list[datetime]) -> datetime | None:
    if draw(st.booleans()):
        return None
    return draw(_one_of(moments)) + draw(_one_of((0, 7, 8))) * DAY


@st.composite
def _deadline(draw: st.DrawFn, case: Row, days: Sequence[date], agencies: list[str]) -> Row:
    due = draw(_one_of(days)) + draw(_one_of((0, 0, 14, 15))) * DAY
    return {
        "case_id": case["case_id"],
        "kind": draw(_one_of(codes.DEADLINE_KINDS)),
        "started_on": draw(_never_or([day for day in days if day <= due])),
        "due_on": due,
        "met_on": draw(_never_or(days)),
        "responsible_agency": draw(_one_of((None, *agencies))),
    }


@st.composite
def _pauses(draw: st.DrawFn, case: Row, moments: list[datetime]) -> list[Row]:
    key = st.tuples(_one_of(codes.PAUSE_REASONS), _around(case, moments))
    return [
        {
            "case_id": case["case_id"],
            "reason": reason,
            "started_at": started,
            "ended_at": draw(_never_or([moment for moment in moments if moment >= started] or [started])),
        }
        for reason, started in draw(st.lists(key, max_size=4, unique=True))
    ]


@st.composite
def _chosen_codes(draw: st.DrawFn) -> dict[str, Any]:
    """Up to two filters, each of up to two codes, some of which stand nowhere."""
    offered: dict[str, tuple[str, ...]] = {
        "regions": (*REGIONS, "nowhere"),
        "counties": (*COUNTIES, "unknown", "nowhere"),
        "agencies": (*AGENCIES, "nobody"),
        "ministries": (*MINISTRIES, "unknown", "nobody"),
        "forms": ("sexual", "labour", "unknown"),
        "age_groups": codes.VICTIM_AGE_GROUPS,
    }
    names = draw(st.lists(_one_of(sorted(offered)), max_size=2, unique=True))
    return {name: tuple(draw(st.lists(_one_of(offered[name]), min_size=1, max_size=2, unique=True))) for name in names}


@st.composite
def _period(draw: st.DrawFn, moments: list[datetime]) -> dict[str, Any]:
    """No period, an open one, or from day to day of what happened, also one that lies wholly after as-of."""
    days = sorted({helsinki_day(moment) for moment in moments})
    start, end = draw(_never_or(days)), draw(_never_or(days))
    if start and end and start > end:
        start, end = end, start
    return {"from_day": start, "to_day": end}


def _around(case: Row, moments: list[datetime]) -> st.SearchStrategy[datetime]:
    """The window's moments and, as often, the case's own."""
    own = [case["opened_at"], *([case["closed_at"]] if case["closed_at"] else [])]
    return _one_of(moments) | _one_of(own)


def _numbered(rows: list[Row], key: str, prefix: str) -> list[Row]:
    return [{key: f"{prefix}{number}", **row} for number, row in enumerate(rows)]


def _one_of(values: Iterable[T]) -> st.SearchStrategy[T]:
    return _sampled(tuple(values))


def _never_or(values: Sequence[Any]) -> st.SearchStrategy[Any]:
    return _never_or_sampled(tuple(values))


# made once: a strategy costs more to make than to draw from
@cache
def _sampled(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


@cache
def _never_or_sampled(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)
