"""The hand-written passes over bare arrays, as machine code on one processor core: one per question."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit

from bench.arrays import NEVER, RETURNED, WITHDRAWN, Cases, Handovers, Numbers
from bench.asked import Asked
from indicators.open_cases import AGE_EDGES
from measures.local_time import DAY_US

F = TypeVar("F", bound=Callable[..., Any])

_EDGES = np.array(AGE_EDGES) * DAY_US


def machine_code(function: F) -> F:
    """The function, compiled when it is first called."""
    return cast(F, njit(function))


@machine_code
def by_region(cases: Cases, some: bool, picked: Numbers, asked: Asked, counts: Numbers) -> None:
    """Count open and opened cases by region."""
    for k in range(len(picked) if some else len(cases.region)):
        i = picked[k] if some else k
        region = cases.region[i]
        if cases.opened_at[i] <= asked.as_of and (asked.region < 0 or region == asked.region):
            counts[region, 0] += cases.closed_at[i] > asked.as_of
            counts[region, 1] += 1


@machine_code
def flow(cases: Cases, some: bool, picked: Numbers, asked: Asked, counts: Numbers) -> None:
    """Count opened and closed cases by region and week, from the week before `first_week` on."""
    for k in range(len(picked) if some else len(cases.region)):
        i = picked[k] if some else k
        region = cases.region[i]
        if cases.opened_at[i] <= asked.as_of and (asked.region < 0 or region == asked.region):
            counts[region, max(cases.opened_week[i] - asked.first_week + 1, 0), 0] += 1
            if cases.closed_at[i] <= asked.as_of:
                counts[region, max(cases.closed_week[i] - asked.first_week + 1, 0), 1] += 1


@machine_code
def age_bands(cases: Cases, some: bool, picked: Numbers, asked: Asked, counts: Numbers) -> None:
    """Count open cases by band, those under every edge first."""
    for k in range(len(picked) if some else len(cases.region)):
        i = picked[k] if some else k
        if cases.closed_at[i] <= asked.as_of:
            if some:
                continue
            break
        if cases.opened_at[i] <= asked.as_of and (asked.region < 0 or cases.region[i] == asked.region):
            age, band = asked.as_of - cases.opened_at[i], 0
            for edge in _EDGES:
                band += age >= edge
            counts[band] += 1


@machine_code
def _stopped(sent: Handovers, i: int, asked: Asked) -> int:
    """How long the clock of a handover stood still until as-of."""
    stopped = 0
    for s in range(sent.first_stop[i], sent.first_stop[i + 1]):
        if sent.stopped_from[s] < asked.as_of_on_clock:
            stopped += min(sent.stopped_until[s], asked.as_of_on_clock) - sent.stopped_from[s]
    return stopped


@machine_code
def waiting(sent: Handovers, pairs: Numbers, asked: Asked, counts: Numbers) -> None:
    """Count pending, overdue and soon due handovers by receiver."""
    agencies = len(sent.target)
    for pair in pairs:
        to = pair % agencies
        end = sent.first[pair + 1] if sent.latest[pair] > asked.as_of else sent.ended[pair]
        for i in range(sent.first[pair], end):
            if sent.pending_until[i] <= asked.as_of or sent.pending_from[i] > asked.as_of:
                continue
            if asked.region >= 0 and sent.region[i] != asked.region:
                continue
            counts[to, 0] += 1
            due, today, soon = sent.due_at[i], asked.today, asked.soon
            if due == NEVER:
                due = sent.sent_on_clock[i] + sent.target[to] + _stopped(sent, i, asked)
                today, soon = asked.today_on_clock, asked.soon_on_clock
            counts[to, 1] += due < today
            counts[to, 2] += today <= due < soon


class Delays(NamedTuple):
    """Rows to fill, one per pair and delay."""

    from_agency: Numbers
    to_agency: Numbers
    delay: Numbers
    target: Numbers
    events: Numbers
    censored: Numbers
    returned: Numbers
    withdrawn: Numbers
    pending: Numbers


@machine_code
def _observed(sent: Handovers, i: int, asked: Asked) -> int:
    """The delay that is known at as-of of a handover that has not ended by then."""
    delay = asked.as_of_on_clock - sent.sent_on_clock[i] - _stopped(sent, i, asked)
    return 0 if sent.closed_at[i] <= asked.as_of else int(delay)


@machine_code
def _begin(rows: Delays, row: int, pair: int, delay: int, target: Numbers) -> None:
    rows.from_agency[row], rows.to_agency[row] = pair // len(target), pair % len(target)
    rows.delay[row], rows.target[row] = delay, target[pair % len(target)]
    rows.events[row] = rows.censored[row] = rows.returned[row] = rows.withdrawn[row] = rows.pending[row] = 0


@machine_code
def _tell(rows: Delays, row: int, counts: tuple[int, int, int, int]) -> int:
    """Write what was counted of a row that was begun, if any; returns where the next one begins."""
    rows.events[row], rows.censored[row], rows.returned[row], rows.withdrawn[row] = counts
    return row + (counts[0] + counts[1] > 0)


@machine_code
def _censor(rows: Delays, end: int, pair: int, others: Numbers, target: Numbers) -> int:
    """Add rows of a pair's handovers that have not ended, given by delay; returns how many rows there are then."""
    first = end
    for other in others:
        if end == first or rows.delay[end - 1] != other >> 1:
            _begin(rows, end, pair, other >> 1, target)
            end += 1
        rows.censored[end - 1] += 1
        rows.pending[end - 1] += other & 1
    return end


@machine_code
def delays(sent: Handovers, pairs: Numbers, asked: Asked, rows: Delays, others: Numbers) -> int:
    """Fill rows by pair and delay, of those that ended by as-of and of the others; returns how many.

    `others` has room for those of a pair: twice their delay, and one more for a handover that waits.
    """
    end = 0
    for pair in pairs:
        found, last, counts = 0, -1, (0, 0, 0, 0)
        for i in range(sent.first[pair], sent.first[pair + 1]):
            if sent.pending_from[i] > asked.as_of or (asked.region >= 0 and sent.region[i] != asked.region):
                continue
            if sent.ended_at[i] > asked.as_of:
                others[found] = 2 * _observed(sent, i, asked) + (sent.pending_until[i] > asked.as_of)
                found += 1
                continue
            if sent.delay[i] != last:
                end = _tell(rows, end, counts)
                last, counts = sent.delay[i], (0, 0, 0, 0)
                _begin(rows, end, pair, last, sent.target)
            ending, (events, censored, returned, withdrawn) = sent.ending[i], counts
            answered = ending <= RETURNED
            counts = (
                events + answered,
                censored + (not answered),
                returned + (ending == RETURNED),
                withdrawn + (ending == WITHDRAWN),
            )
        end = _tell(rows, end, counts)
        if found:
            end = _censor(rows, end, pair, np.sort(others[:found]), sent.target)
    return end


@machine_code
def per_case(cases: Cases, some: bool, picked: Numbers, asked: Asked, counts: Numbers) -> None:
    """Count cases, and their agencies, by region."""
    for k in range(len(picked) if some else len(cases.region)):
        i = picked[k] if some else k
        if cases.opened_at[i] > asked.as_of or (asked.region >= 0 and cases.region[i] != asked.region):
            continue
        agencies = ministries = 0
        for j in range(cases.first[i], cases.first[i + 1]):
            if cases.joined_at[j] > asked.as_of:
                break
            agencies += 1
            ministries += cases.new_ministry[j]
        of = counts[cases.region[i]]
        of[0] += 1
        of[1] += cases.together_at[i] <= asked.as_of
        of[2] += agencies
        of[3] += ministries
        of[4] += agencies >= 2
        of[5] += agencies >= 3


@machine_code
def joint(cases: Cases, some: bool, picked: Numbers, asked: Asked, counts: Numbers) -> None:
    """Count cases by two agencies, in the order in which they joined."""
    for k in range(len(picked) if some else len(cases.region)):
        i = picked[k] if some else k
        if cases.opened_at[i] > asked.as_of or (asked.region >= 0 and cases.region[i] != asked.region):
            continue
        first = cases.first[i]
        for j in range(first, cases.first[i + 1]):
            if cases.joined_at[j] > asked.as_of:
                break
            for other in range(first, j):
                counts[cases.agency[other], cases.agency[j]] += 1
