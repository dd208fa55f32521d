"""How often something happens by a time where something else may forestall it: the estimate of Aalen and Johansen.

Whoever still waits is right-censored, as for Kaplan and Meier. Whoever can no longer have it (the handover was
withdrawn, the case closed) is not: it will never happen to them.

Sources: Aalen & Johansen, Scand. J. Stat. 5 (1978) 141–150. Variance: Marubini & Valsecchi, Analysing Survival Data
from Clinical Trials and Observational Studies (1995), chapter 10 (delta method), on the log(−log) scale.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from measures.arrays import Counts, Numbers, Values
from measures.share import wilson
from measures.survival import accumulated, check, staying
from measures.tally import tallied


@dataclass(frozen=True)
class Incidence:
    """The chance that it truly happens by a time, and its 95 % interval (NaN: nothing is known of it then).
    `beyond_last_observation`: nobody was watched that long, so the chance is "at least" this.
    """

    probability: float
    lower: float
    upper: float
    beyond_last_observation: bool


def cumulative_incidence(
    durations: Numbers,
    events: Counts,
    competing: Counts,
    censored: Counts,
    *,
    time: float,
    design_effect: float = 1.0,
) -> Incidence | None:
    """The chance of an event by `time`, one exactly then included. Counts fell on durations as for `kaplan_meier`; None
    where nothing was observed. `design_effect`: by how much clusters enlarge the variance. Where the chance is 0 or 1,
    the interval is Wilson's over those of whom it is known at that time.

    Raises ValueError as `kaplan_meier` does.
    """
    check(durations, events, competing)
    one = np.zeros(len(durations), np.int64)
    # how much later the rest falls makes no difference to the chance by then, and takes time to sort
    capped = np.minimum(durations, np.nextafter(time, np.inf))
    _, times, happened, forestalled, left = tallied(one, capped, events, competing, censored)
    if not len(times):
        return None
    gone, start = happened + forestalled, np.zeros(1, np.int64)
    at_risk = staying(start, gone + left)
    before = np.concatenate([[1.0], accumulated(start, np.multiply, (at_risk - gone) / at_risk)[:-1]])
    by_then = times <= time
    beyond, known = bool(time > times[-1]), int(gone[by_then].sum() + (gone + left)[~by_then].sum())
    at_risk, gone, before, happened = (of[by_then] for of in (at_risk, gone, before, happened))
    reached = np.cumsum(before * happened / at_risk)
    chance = float(reached[-1]) if len(reached) else 0.0
    certain = bool(happened.sum() == gone.sum() and at_risk[-1] == gone[-1]) if len(gone) else False
    if happened.any() and not certain:
        variance = _variance(reached, before, at_risk, happened, gone)
        shift = np.exp(NormalDist().inv_cdf(0.975) * np.sqrt(design_effect * variance) / _scale(chance))
        return Incidence(chance, chance**shift, chance ** (1 / shift), beyond)
    counted = np.array([happened.sum()]), np.array([known])
    (lower,), (upper,) = wilson(*counted, design_effect)
    return Incidence(chance, float(lower), float(upper), beyond)


def _scale(chance: float) -> float:
    """How the standard error carries to the log(−log) scale."""
    return float(-chance * np.log(chance))


def _variance(reached: Values, before: Values, at_risk: Counts, happened: Counts, gone: Counts) -> float:
    """Of the chance at the last of the times: what is yet to come after each, and what comes at it."""
    left, n = reached[-1] - reached, at_risk.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        # where all go at once nothing is left to come
        yet = np.where(left > 0, left**2 * gone / (n * (n - gone)), 0.0)
    now = before**2 * happened * (n - happened) / n**3
    both = left * before * happened / n**2
    return float((yet + now - 2 * both).sum())
