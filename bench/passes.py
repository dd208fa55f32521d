"""The hand-written passes over bare arrays, as machine code on one processor core: one per question."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit

from bench.arrays import NEVER, RETURNED, WITHDRAWN, Cases, Handovers, Involvements, Numbers, Pairs
from bench.asked import Asked

F = TypeVar("F", bound=Callable[..., Any])

_MIX = 0x9E3779B97F4A7C15 - 2**64  # odd, and its bits are spread: Knuth, The Art of Computer Programming, vol. 3, 6.4


def machine_code(function: F) -> F:
    """The function, compiled when it is first called."""
    return cast(F, njit(function))


@machine_code
def of_agency(involvements: Involvements, asked: Asked, own: Numbers) -> None:
    """Mark the cases, by number, in which the one agency is involved by as-of."""
    for i in range(len(involvements.agency)):
        if involvements.agency[i] == asked.agency and involvements.started_at[i] <= asked.as_of:
            own[involvements.case_no[i]] = True


@machine_code
def _passes(opened_at: int, region: int, own: bool, asked: Asked) -> bool:
    """Whether a case is opened by as-of, in the one region, and the agency's own."""
    return own and opened_at <= asked.as_of and (asked.region < 0 or region == asked.region)


@machine_code
def by_region(cases: Cases, asked: Asked, own: Numbers, counts: Numbers) -> None:
    """Count open and opened cases by region."""
    every = len(own) == 0
    for i in range(len(cases.region)):
        if _passes(cases.opened_at[i], cases.region[i], every or own[cases.case_no[i]], asked):
            counts[cases.region[i], 0] += cases.closed_at[i] > asked.as_of
            counts[cases.region[i], 1] += 1


@machine_code
def flow(cases: Cases, asked: Asked, own: Numbers, counts: Numbers) -> None:
    """Count opened and closed cases by region and week, from the week before `first_week` on."""
    every = len(own) == 0
    for i in range(len(cases.region)):
        if _passes(cases.opened_at[i], cases.region[i], every or own[cases.case_no[i]], asked):
            counts[cases.region[i], max(cases.opened_week[i] - asked.first_week + 1, 0), 0] += 1
            if cases.closed_at[i] <= asked.as_of:
                counts[cases.region[i], max(cases.closed_week[i] - asked.first_week + 1, 0), 1] += 1


@machine_code
def age_bands(cases: Cases, asked: Asked, own: Numbers, edges: Numbers, counts: Numbers) -> None:
    """Count open cases by band, those under every edge first."""
    every = len(own) == 0
    for i in range(len(cases.region)):
        if cases.closed_at[i] <= asked.as_of:
            continue
        if _passes(cases.opened_at[i], cases.region[i], every or own[cases.case_no[i]], asked):
            age, band = asked.as_of - cases.opened_at[i], 0
            for edge in range(len(edges)):
                band += age >= edges[edge]
            counts[band] += 1


@machine_code
def in_cases(cases: Cases, asked: Asked, own: Numbers, counts: Numbers) -> None:
    """Count cases, and those with police, social services and health care, by region."""
    every = len(own) == 0
    for i in range(len(cases.region)):
        if _passes(cases.opened_at[i], cases.region[i], every or own[cases.case_no[i]], asked):
            counts[cases.region[i], 0] += 1
            counts[cases.region[i], 1] += cases.together_at[i] <= asked.as_of


@machine_code
def in_involvements(involvements: Involvements, asked: Asked, own: Numbers, counts: Numbers) -> None:
    """Count agencies, ministries, and cases with two and three agencies or more, by region."""
    every = len(own) == 0
    for i in range(len(involvements.region)):
        if involvements.started_at[i] > asked.as_of:
            continue
        if _passes(involvements.opened_at[i], involvements.region[i], every or own[involvements.case_no[i]], asked):
            region = involvements.region[i]
            counts[region, 2] += 1
            counts[region, 3] += involvements.new_ministry[i]
            counts[region, 4] += involvements.nth[i] == 2
            counts[region, 5] += involvements.nth[i] == 3


@machine_code
def joint(pairs: Pairs, asked: Asked, own: Numbers, counts: Numbers) -> None:
    """Count cases by two agencies."""
    every = len(own) == 0
    for i in range(len(pairs.region)):
        if pairs.both_from[i] > asked.as_of:
            continue
        if _passes(pairs.opened_at[i], pairs.region[i], every or own[pairs.case_no[i]], asked):
            counts[pairs.one[i], pairs.other[i]] += 1


@machine_code
def _stopped(first_stop: Numbers, stopped_from: Numbers, stopped_until: Numbers, i: int, as_of: int) -> int:
    """How long the clock of a handover stood still until as-of."""
    stopped = 0
    for s in range(first_stop[i], first_stop[i + 1]):
        if stopped_from[s] < as_of:
            stopped += min(stopped_until[s], as_of) - stopped_from[s]
    return stopped


@machine_code
def waiting(sent: Handovers, asked: Asked, counts: Numbers) -> None:
    """Count pending, overdue and soon due handovers by receiver."""
    first_stop, stopped_from, stopped_until = sent.first_stop, sent.stopped_from, sent.stopped_until
    region, agency = asked.region, asked.agency
    for i in range(len(sent.region)):
        if sent.pending_until[i] <= asked.as_of or sent.pending_from[i] > asked.as_of:
            continue
        if region >= 0 and sent.region[i] != region:
            continue
        if agency < 0 or sent.from_agency[i] == agency or sent.to_agency[i] == agency:
            due, today, soon = sent.due_at[i], asked.today, asked.soon
            if due == NEVER:
                stopped = _stopped(first_stop, stopped_from, stopped_until, i, asked.as_of_on_clock)
                due = sent.sent_on_clock[i] + sent.target[i] + stopped
                today, soon = asked.today_on_clock, asked.soon_on_clock
            counts[sent.to_agency[i], 0] += 1
            counts[sent.to_agency[i], 1] += due < today
            counts[sent.to_agency[i], 2] += today <= due < soon


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
def _mixed(sender: Any, receiver: Any, delay: Any) -> int:
    mixed = (delay ^ (sender << 48) ^ (receiver << 56)) * _MIX
    return int(mixed ^ (mixed >> 32))


@machine_code
def delays(sent: Handovers, asked: Asked, rows: Delays, slots: Numbers) -> int:
    """Fill rows, all counts 0, by pair and delay; returns how many. `slots`, all −1, are a power of two and more than
    twice as many as handovers.
    """
    first_stop, stopped_from, stopped_until = sent.first_stop, sent.stopped_from, sent.stopped_until
    region, agency = asked.region, asked.agency
    end, row = 0, 0
    for i in range(len(sent.region)):
        if sent.pending_from[i] > asked.as_of or (region >= 0 and sent.region[i] != region):
            continue
        sender, receiver, delay = np.int64(sent.from_agency[i]), np.int64(sent.to_agency[i]), 0
        if agency >= 0 and agency not in (sender, receiver):
            continue
        over = sent.ended_at[i] <= asked.as_of
        if over:
            delay = sent.delay[i]
        elif sent.closed_at[i] > asked.as_of:
            stopped = _stopped(first_stop, stopped_from, stopped_until, i, asked.as_of_on_clock)
            delay = asked.as_of_on_clock - sent.sent_on_clock[i] - stopped
        # often the last one again: agencies and delays lie side by side
        if not end or rows.delay[row] != delay or rows.to_agency[row] != receiver or rows.from_agency[row] != sender:
            slot = _mixed(sender, receiver, delay) & (len(slots) - 1)
            row = slots[slot]
            while row >= 0 and (
                rows.delay[row] != delay or rows.to_agency[row] != receiver or rows.from_agency[row] != sender
            ):
                slot = (slot + 1) & (len(slots) - 1)
                row = slots[slot]
            if row < 0:
                slots[slot] = row = end
                rows.from_agency[end], rows.to_agency[end] = sender, receiver
                rows.delay[end], rows.target[end] = delay, sent.target[i]
                end += 1
        answered = over and sent.ending[i] <= RETURNED
        rows.events[row] += answered
        rows.censored[row] += not answered
        rows.returned[row] += over and sent.ending[i] == RETURNED
        rows.withdrawn[row] += over and sent.ending[i] == WITHDRAWN
        rows.pending[row] += sent.pending_until[i] > asked.as_of
    return end
