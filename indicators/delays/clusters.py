"""How much handovers of one case resemble each other, in a selection of handovers."""

import numpy as np
import pandas as pd

from indicators.indicator import Ask
from measures.clusters import Sums, design_effects
from queries import clusters
from queries.filters import Filters
from queries.handovers import ANYONE, Between

Key = tuple[str, ...]


def design_effect(ask: Ask, filters: Filters, between: Between = ANYONE) -> float:
    """By how much cases as clusters enlarge the variance of the share in target, of what was sent in the period."""
    return effects_of(ask(clusters.of_cases(filters, between=between)), ())[()]


def effects_of(found: pd.DataFrame, by: Key) -> dict[Key, float]:
    """The design effect of cases as clusters per group of `by`, from sums over cases in this grouping, or in a finer
    one of which each case is in one group alone.
    """
    if not by and len(found) == 1:
        return {(): float(design_effects(sums_of(found))[0])}
    names = list(clusters.SUMS)
    sums = found.groupby(list(by), observed=True)[names].sum() if by else found[names].sum().to_frame().T
    effects = design_effects(sums_of(sums)).tolist()
    keys = [key if isinstance(key, tuple) else (key,) for key in sums.index] if by else [()]
    return dict(zip(keys, effects, strict=True))


def sums_of(found: pd.DataFrame) -> Sums:
    """The answer to `clusters.of_cases` as the measure takes it; sums over no case are 0."""
    return Sums(*(found[name].fillna(0).to_numpy(dtype=np.int64) for name in clusters.SUMS))
