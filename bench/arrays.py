"""The facts as bare arrays, laid out for the hand-written passes: codes as small numbers, lists as offsets."""

from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bench.asked import Places, places_of
from store.facts import FOREVER

Numbers = NDArray[Any]
Columns = dict[str, Numbers]

NEVER = -1  # a due time that there is not
ANSWERED, RETURNED, WITHDRAWN, CLOSED = range(4)  # how a handover ended


class Cases(NamedTuple):
    """Cases, those that close last first. Their agencies, as they joined, stand from `first` to the next `first`."""

    region: Numbers
    opened_at: Numbers
    closed_at: Numbers
    opened_week: Numbers
    closed_week: Numbers
    together_at: Numbers
    first: Numbers
    joined_at: Numbers
    agency: Numbers
    new_ministry: Numbers


class Involved(NamedTuple):
    """An agency's cases stand from `first` to the next `first`."""

    first: Numbers
    case: Numbers
    joined_at: Numbers


class Handovers(NamedTuple):
    """A pair (sender × agencies + receiver) has its handovers from `first` to the next `first`: those that nothing
    ended, then from `ended` on those that ended, by delay; none of these waited at `latest` or later.

    A handover's stops stand from `first_stop` to the next `first_stop`; `target` is by agency.
    """

    first: Numbers
    ended: Numbers
    latest: Numbers
    region: Numbers
    due_at: Numbers
    ended_at: Numbers
    ending: Numbers
    closed_at: Numbers
    pending_from: Numbers
    pending_until: Numbers
    sent_on_clock: Numbers
    delay: Numbers
    first_stop: Numbers
    stopped_from: Numbers
    stopped_until: Numbers
    target: Numbers


class Arrays(NamedTuple):
    """All that the passes read."""

    places: Places
    cases: Cases
    involved: Involved
    handovers: Handovers


CASES = "case_no, region, opened_at, closed_at, opened_week, closed_week, together_at"
INVOLVEMENTS = "case_no, agency, started_at AS joined_at, new_ministry"
HANDOVERS = f"""handover_no, from_agency, to_agency, target, region, coalesce(due_at, {NEVER}) AS due_at, ended_at,
    CAST(CASE WHEN outcome = 'answered' THEN CASE WHEN returned THEN {RETURNED} ELSE {ANSWERED} END
        WHEN outcome = 'withdrawn' THEN {WITHDRAWN} ELSE {CLOSED} END AS UTINYINT) AS ending,
    closed_at, pending_from, pending_until, sent_on_clock, coalesce(delay, 0) AS delay"""
STOPS = "handover_no, started_on_clock AS stopped_from, ended_on_clock AS stopped_until"


def prepare(memory: duckdb.DuckDBPyConnection) -> Arrays:
    """The arrays of the facts that `memory` holds."""
    places = places_of(memory)
    cases = _read(memory, f"{CASES} FROM fact_cases ORDER BY closed_at DESC, case_no", places)
    joined = _read(memory, f"{INVOLVEMENTS} FROM fact_involvements ORDER BY case_no, nth", places)
    case = _positions(cases.pop("case_no"), joined.pop("case_no"))
    in_order = np.argsort(case, kind="stable")
    by_case = {name: column[in_order] for name, column in joined.items()}
    found = Cases(**cases, first=_offsets(case[in_order], len(cases["region"])), **by_case)
    return Arrays(places, found, _involved(joined, case, len(places.agencies)), _handovers(memory, places))


def _involved(joined: Columns, case: Numbers, agencies: int) -> Involved:
    by_agency = np.lexsort((case, joined["agency"]))
    first = _offsets(joined["agency"][by_agency], agencies)
    return Involved(first, case[by_agency], joined["joined_at"][by_agency])


def _handovers(memory: duckdb.DuckDBPyConnection, places: Places) -> Handovers:
    order = f"ORDER BY from_agency, to_agency, ended_at < {FOREVER}, delay, handed_over_at DESC"
    sent = _read(memory, f"{HANDOVERS} FROM fact_handovers {order}", places)
    stops = _read(memory, f"{STOPS} FROM fact_handover_stops", places)
    stopped = _positions(sent.pop("handover_no"), stops.pop("handover_no"))
    in_order = np.argsort(stopped, kind="stable")
    receiver = sent.pop("to_agency")
    target = np.zeros(len(places.agencies), dtype=np.int64)
    target[receiver] = sent.pop("target")
    pair = sent.pop("from_agency").astype(np.int64) * len(places.agencies) + receiver
    return Handovers(
        **_by_pair(pair, sent, len(places.agencies) ** 2),
        **sent,
        **{name: column[in_order] for name, column in stops.items()},
        first_stop=_offsets(stopped[in_order], len(pair)),
        target=target,
    )


def _by_pair(pair: Numbers, sent: Columns, pairs: int) -> Columns:
    has_ended = sent["ended_at"] < FOREVER
    first, latest = _offsets(pair, pairs), np.zeros(pairs, dtype=np.int64)
    np.maximum.at(latest, pair[has_ended], sent["pending_until"][has_ended])
    return {"first": first, "latest": latest, "ended": first[:-1] + np.bincount(pair[~has_ended], minlength=pairs)}


def _read(memory: duckdb.DuckDBPyConnection, rows: str, places: Places) -> Columns:
    """The columns of a select; regions and agencies as numbers."""
    found = memory.sql(f"SELECT {rows}").df()
    return {str(name): _numbered(column, places) for name, column in found.items()}


def _numbered(column: "pd.Series[Any]", places: Places) -> Numbers:
    if column.dtype != "category":
        return column.to_numpy()
    of = places.regions if column.name == "region" else places.agencies
    number = {code: number for number, code in enumerate(of)}
    numbers = np.array([number.get(code, 0) for code in column.cat.categories], dtype=np.uint16)
    return numbers[column.cat.codes]


def _positions(numbers: Numbers, of: Numbers) -> Numbers:
    """Where each of these stands among the numbers."""
    in_order = np.argsort(numbers)
    return in_order[np.searchsorted(numbers, of, sorter=in_order)].astype(np.int32)


def _offsets(sorted_numbers: Numbers, count: int) -> Numbers:
    """Where each number from 0 begins among sorted ones, and where the last one ends."""
    return np.searchsorted(sorted_numbers, np.arange(count + 1)).astype(np.int32)
