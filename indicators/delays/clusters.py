"""How much handovers of one case resemble each other, in a selection of handovers."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.delays.ripe import ripe
from measures.arrays import Counts
from measures.clusters import Clusters, clusters_of, design_effects, smallest, sums_over

Key = tuple[str, ...]


def cases_of(delays: pd.DataFrame) -> Clusters:
    """The cases of ripe handovers, in which those in target count."""
    is_ripe, in_target = ripe(delays)
    return clusters_of(delays["case_no"].to_numpy()[is_ripe], in_target[is_ripe])


def effects_of(delays: pd.DataFrame, group: Counts, groups: int) -> NDArray[np.float64]:
    """By how much cases as clusters enlarge the variance of the share in target, in each of so many groups, given the
    group of each handover.
    """
    is_ripe, in_target = ripe(delays)
    cases = delays["case_no"].to_numpy()
    each = int(cases.max(initial=0)) + 1
    if groups > 1:  # a case counts anew in each of them
        cases = group.astype(smallest(groups * each)) * each + cases
    found = clusters_of(cases[is_ripe], in_target[is_ripe])
    of = found.number // each if groups > 1 else np.zeros(len(found.number), dtype=np.int64)
    return design_effects(sums_over(found, of, groups))


def design_effect(delays: pd.DataFrame) -> float:
    """The same in all of the handovers together."""
    return float(effects_of(delays, np.zeros(len(delays), dtype=np.int64), 1)[0])
