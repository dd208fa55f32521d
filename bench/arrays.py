"""The facts as bare arrays, row by row as they lie in the copy: codes as small numbers, the stops of a handover as
offsets.
"""

from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bench.asked import Places, places_of

Numbers = NDArray[Any]
Columns = dict[str, Numbers]

NEVER = -1  # a due time that there is not
ANSWERED, RETURNED, WITHDRAWN, CLOSED = range(4)  # how a handover ended


class Cases(NamedTuple):
    """A row per case."""

    case_no: Numbers
    region: Numbers
    opened_at: Numbers
    closed_at: Numbers
    opened_week: Numbers
    closed_week: Numbers
    together_at: Numbers


class Involvements(NamedTuple):
    """A row per case and agency."""

    case_no: Numbers
    region: Numbers
    opened_at: Numbers
    agency: Numbers
    started_at: Numbers
    nth: Numbers
    new_ministry: Numbers


class Pairs(NamedTuple):
    """A row per case and two agencies."""

    case_no: Numbers
    region: Numbers
    opened_at: Numbers
    one: Numbers
    other: Numbers
    both_from: Numbers


class Handovers(NamedTuple):
    """A row per handover; its stops stand from `first_stop` to the next `first_stop`."""

    from_agency: Numbers
    to_agency: Numbers
    target: Numbers
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


class Arrays(NamedTuple):
    """All that the passes read."""

    places: Places
    cases: Cases
    involvements: Involvements
    pairs: Pairs
    handovers: Handovers


HANDOVERS = f"""handover_no, from_agency, to_agency, target, region, coalesce(due_at, {NEVER}) AS due_at, ended_at,
    CAST(CASE WHEN outcome = 'answered' THEN CASE WHEN returned THEN {RETURNED} ELSE {ANSWERED} END
        WHEN outcome = 'withdrawn' THEN {WITHDRAWN} ELSE {CLOSED} END AS UTINYINT) AS ending,
    closed_at, pending_from, pending_until, sent_on_clock, coalesce(delay, 0) AS delay"""
STOPS = "handover_no, started_on_clock AS stopped_from, ended_on_clock AS stopped_until"


def prepare(memory: duckdb.DuckDBPyConnection) -> Arrays:
    """The arrays of the facts that `memory` holds."""
    places = places_of(memory)
    cases, involvements, pairs = (
        _read(memory, f"{', '.join(kind._fields)} FROM {fact}", places)
        for kind, fact in ((Cases, "fact_cases"), (Involvements, "fact_involvements"), (Pairs, "fact_pairs"))
    )
    handovers = _handovers(memory, places)
    return Arrays(places, Cases(**cases), Involvements(**involvements), Pairs(**pairs), handovers)


def _handovers(memory: duckdb.DuckDBPyConnection, places: Places) -> Handovers:
    sent = _read(memory, f"{HANDOVERS} FROM fact_handovers", places)
    stops = _read(memory, f"{STOPS} FROM fact_handover_stops", places)
    number = sent.pop("handover_no")
    by_number = np.argsort(number)
    of = by_number[np.searchsorted(number, stops.pop("handover_no"), sorter=by_number)]
    in_order = np.argsort(of, kind="stable")
    first_stop = np.searchsorted(of[in_order], np.arange(len(number) + 1)).astype(np.int32)
    return Handovers(**sent, first_stop=first_stop, **{name: column[in_order] for name, column in stops.items()})


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
