"""How many are truly answered, where a withdrawal or the closing of the case may forestall the answer."""

from math import isnan
from typing import TypedDict

from indicators.delays.curves import Sent
from indicators.delays.ripe import to_target
from indicators.intervals import Interval
from measures.competing_events import Incidence, cumulative_incidence


class Truly(TypedDict):
    """The share truly answered, with its 95 % interval; None unless any were withdrawn or closed unanswered."""

    truly_answered_within_target: float | None
    truly_answered_within_target_interval: Interval


def truly(sent: Sent) -> Truly:
    """The share of what was sent in the period."""
    found = _within_target(sent)
    share, *interval = (None, None, None) if found is None else (found.probability, found.lower, found.upper)
    return {
        "truly_answered_within_target": share,
        "truly_answered_within_target_interval": [None if edge is None or isnan(edge) else edge for edge in interval],
    }


def _within_target(sent: Sent) -> Incidence | None:
    """The share that is answered within the receiver's own target, where a withdrawal or the closing of the case may
    forestall the answer; None where none was withdrawn or closed unanswered.
    """
    counts = sent.delays
    answered, waiting = counts["events"].to_numpy(), counts["pending"].to_numpy()
    forestalled = counts["censored"].to_numpy() & ~waiting
    if not forestalled.any():
        return None
    return cumulative_incidence(
        to_target(counts), answered, forestalled, waiting, time=1, design_effect=sent.design_effect
    )
