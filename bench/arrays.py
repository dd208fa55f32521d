"""The facts as bare arrays, laid out for the hand-written passes: codes as small numbers, lists as offsets."""

from typing import Any, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from bench.asked import Places, places_of

Numbers = NDArray[Any]

NOT_DUE = np.iinfo(np.int64).min
# how a handover ended
ANSWERED, RETURNED, WITHDRAWN, CLOSED = range(4)


class Cases(NamedTuple):
    """By number of the case. Its agencies, in the order in which they joined, stand from `first` to the next `first`."""

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
    """Side by side by sender and receiver: pair number sender × agencies + receiver, from `first` to the next `first`.

    Its stops stand from `first_stop` to the next `first_stop`; `target` is by agency.
    """

    first: Numbers
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


def prepare(memory: duckdb.DuckDBPyConnection) -> Arrays:
    """The arrays of the facts that `memory` holds."""
    places = places_of(memory)
    number = {"region": _numbers(memory, "region", places.regions), "agency": _numbers(memory, "agency", places.agencies)}
    cases = _read(memory, "* FROM fact_cases ORDER BY case_no", "case_no", "region", "opened_at", "closed_at")
    return Arrays(places, *_cases(memory, number), _handovers(memory, number))
