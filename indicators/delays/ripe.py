"""What is known of handovers at their targets: whether the share answered within target may count them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.arrays import Counts

Which = NDArray[np.bool_]


def ripe(delays: pd.DataFrame) -> tuple[Which, Which]:
    """Which of the handovers that `delays_in` gives are ripe (answered, or their own clock has passed their target),
    and which of those are in target. An answer at the target is, and the clock may stand still there.
    """
    answered, after = (delays[name].to_numpy() > 0 for name in ("events", "after_closing"))
    late = delays["delay"].to_numpy() > delays["target"].to_numpy()
    return answered | (late & ~after), answered & ~late


def at_target(delays: pd.DataFrame, place: Counts, places: int) -> dict[str, Counts]:
    """How many of them are in each of so many places, given the place of each (−1: in none): handovers; of them ripe,
    in_target (of those), undecided (they wait, and their target has not passed) and left_out (withdrawn, or their case
    closed, before it passed). Those sent after their case closed are none of these.
    """
    is_ripe, in_target = ripe(delays)
    not_passed, waits = ~is_ripe & (delays["after_closing"].to_numpy() == 0), delays["pending"].to_numpy() > 0
    states = is_ripe & ~in_target, in_target, not_passed & waits, not_passed & ~waits
    state = sum((np.uint8(number) * which for number, which in enumerate(states, 1)), np.zeros(len(place), np.uint8))
    inside = place >= 0
    kinds = len(states) + 1
    found = np.bincount((kinds * place + state)[inside], minlength=kinds * places)
    after, late, at, undecided, left_out = found.reshape(places, kinds).T
    ripe_ones = late + at
    return {
        "handovers": after + ripe_ones + undecided + left_out,
        "ripe": ripe_ones,
        "in_target": at,
        "undecided": undecided,
        "left_out": left_out,
    }


def number_in(group: Counts, which: Which, groups: int) -> Counts:
    """How many of these are in each of so many groups, given the group of each."""
    return np.array([np.count_nonzero(which)]) if groups == 1 else np.bincount(group[which], minlength=groups)


def to_target(delays: pd.DataFrame) -> NDArray[np.float64]:
    """Delay ÷ own target. What is beyond it counts as just beyond: how far makes no difference to a share within
    target, and takes time to sort.
    """
    ratio: NDArray[np.float64] = delays["delay"].to_numpy() / delays["target"].to_numpy()
    return np.minimum(ratio, np.nextafter(1, 2, dtype=np.float64))


def regions_of(rows: pd.DataFrame, codes: Sequence[str]) -> Counts:
    """The place of each row's region among the codes; −1: in none."""
    column, place = rows["region"].cat, {code: number for number, code in enumerate(codes)}
    places = np.array([*(place.get(code, -1) for code in column.categories), -1], dtype=np.int64)
    return places[column.codes.to_numpy()]


def weeks_of(rows: pd.DataFrame, weeks: range, name: str = "sent_week") -> Counts:
    """The place of each row's week among the weeks; −1: in none."""
    place = rows[name].to_numpy(dtype=np.int64) - weeks.start
    return np.where((place >= 0) & (place < len(weeks)), place, -1)
