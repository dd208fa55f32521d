"""How much handovers of one case resemble each other, in a selection of handovers."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.delays.ripe import ripe
from measures.clusters import Clusters, clusters_of, design_effects, sums_over

Key = tuple[str, ...]
Numbers = NDArray[np.int64]


def cases_of(delays: pd.DataFrame) -> Clusters:
    """The cases of ripe handovers, in which those in target count."""
    is_ripe, in_target = ripe(delays)
    return clusters_of(delays["case_no"].to_numpy()[is_ripe], in_target[is_ripe])


def effects_of(delays: pd.DataFrame, group: Numbers, groups: int) -> NDArray[np.float64]:
    """By how much cases as clusters enlarge the variance of the share in target, in each of so many groups, given the
    group of each handover.
    """
    is_ripe, in_target = ripe(delays)
    cases = delays["case_no"].to_numpy()
    if groups > 1:  # a case counts anew in each of them
        cases = cases.astype(np.int64) * groups + group
    found = clusters_of(cases[is_ripe], in_target[is_ripe])
    return design_effects(sums_over(found, found.number % max(groups, 1), groups))


def design_effect(delays: pd.DataFrame) -> float:
    """The same in all of the handovers together."""
    return float(effects_of(delays, np.zeros(len(delays), dtype=np.int64), 1)[0])
