"""How often “did it change?” says so where nothing does, and finds it where the median doubles; how often 95 %
intervals hold the truth: simulated handovers that resemble each other within cases.

`python -m bench.error_rates [HISTORIES]` prints the tables of docs/statistics.md. A case has a gamma frailty of mean 1
by which its handovers are answered sooner or later; its variance is 0, 0.5 or 1. The test is that of the product, and
beside it the plain log-rank test at 5 %, which the product had before.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from config.change import ChangeSettings
from indicators.delays.change import Cases, compared
from indicators.intervals import shares_within
from measures.clusters import Shared, Sums, design_effects
from measures.local_time import DAY_US
from measures.log_rank import log_rank
from measures.survival import kaplan_meier, median_intervals

Values = NDArray[np.float64]
Counts = NDArray[np.int64]
FRAILTIES = (0.0, 0.5, 1.0)
MEDIAN, TARGET = 4.0, 7.0
A_WEEK, A_CASE = 100, 8.7  # handovers, as in the demo's country and cases
LIFE_WEEKS = 13.0  # of which a case's handovers are sent, on the average
WINDOW, LOOKS, WITHIN = 12, 104, 8
AT_ONCE, PARTS = 1000, 200  # samples of each coverage, which say it to 0.1 points
SETTINGS = ChangeSettings()


@dataclass(frozen=True)
class Handovers:
    """In days: of which case, when sent, and after how long answered."""

    case: NDArray[np.int64]
    sent: Values
    delay: Values

    def where(self, chosen: NDArray[np.bool_]) -> "Handovers":
        return Handovers(self.case[chosen], self.sent[chosen], self.delay[chosen])


def history(rng: np.random.Generator, weeks: int, frailty: float, doubles: float | None = None) -> Handovers:
    """Handovers of so many weeks; from the week `doubles` on, half are answered after twice as long."""
    begins = 4 * LIFE_WEEKS
    cases = rng.poisson(A_WEEK / A_CASE * (weeks + begins))
    opened, own = rng.uniform(-begins, weeks, cases), drawn_frailty(rng, cases, frailty)
    case = np.repeat(np.arange(cases), rng.geometric(1 / A_CASE, cases))
    sent = opened[case] + rng.exponential(LIFE_WEEKS, len(case))
    median = np.where(sent >= doubles, 2 * MEDIAN, MEDIAN) if doubles is not None else MEDIAN
    delay = rng.exponential(1, len(case)) * median / np.log(2) / own[case]
    return Handovers(case, 7 * sent, delay).where((sent >= 0) & (sent < weeks))


def drawn_frailty(rng: np.random.Generator, cases: int, variance: float) -> Values:
    return rng.gamma(1 / variance, variance, cases) if variance else np.ones(cases)


def looked_at(every: Handovers, week: int) -> tuple[bool, bool]:
    """Whether the product says a change after so many weeks, of 12 weeks and the 12 before; whether the plain test does
    at 5 %.
    """
    end = 7.0 * week
    periods = [
        every.where((every.sent >= end - 7 * WINDOW * back) & (every.sent < end - 7 * WINDOW * (back - 1)))
        for back in (1, 2)
    ]
    frames = [frame_of(period, end) for period in periods]
    now, before = periods
    cases = Cases(sums(now, end), sums(before, end), shared(now, before, end))
    found = compared(frames, cases, SETTINGS, WINDOW)
    both = pd.concat(frames)
    delay, events, censored = (both[name].to_numpy() for name in ("delay", "events", "censored"))
    plain = log_rank(delay, events, censored, np.arange(len(both)) < len(frames[0]))
    return found["verdict"] in ("later", "sooner"), plain.p_value is not None and plain.p_value < 0.05


def frame_of(period: Handovers, end: float) -> pd.DataFrame:
    """As the question `delays` counts them, each by itself."""
    waited = np.minimum(period.delay, end - period.sent)
    events = (period.delay <= end - period.sent).astype(np.int64)
    delay = (waited * DAY_US).astype(np.int64)
    return pd.DataFrame({"delay": delay, "target": int(TARGET * DAY_US), "events": events, "censored": 1 - events})


def of_cases(period: Handovers, end: float, cases: int = 0) -> tuple[Counts, Counts]:
    """Of each case, how many handovers are ripe, and how many of these in target."""
    known = end - period.sent
    in_target = period.delay <= np.minimum(TARGET, known)
    ripe = (period.delay <= known) | (known > TARGET)
    size = np.bincount(period.case[ripe], minlength=cases).astype(np.int64)
    return size, np.bincount(period.case[ripe & in_target], minlength=len(size)).astype(np.int64)


def shared(now: Handovers, before: Handovers, end: float) -> Shared:
    """As the question `both_periods.clusters` counts them, over the cases that are in both."""
    cases = int(max(now.case.max(initial=0), before.case.max(initial=0))) + 1
    (n, y), (n_before, y_before) = (of_cases(period, end, cases) for period in (now, before))
    products = n * n_before, y * y_before, n * y_before, y * n_before
    return Shared(int(np.count_nonzero(products[0])), *(int(one.sum()) for one in products))


def sums(period: Handovers, end: float, samples: int = 1) -> Sums:
    """As the question `clusters.of_cases` counts them, over the cases of ripe handovers and those in target, of each of
    so many samples with as many handovers and numbers of cases each.
    """
    cases = len(period.case) if samples > 1 else 0
    size, counted = (one.reshape(samples, -1) for one in of_cases(period, end, cases))
    products = (size, counted, size**2, counted**2, size * counted)
    return Sums(np.count_nonzero(size, axis=1), *(one.sum(axis=1) for one in products))


def false_alarms(rng: np.random.Generator, frailty: float, histories: int) -> tuple[Values, Values]:
    """The share of looks, and of steady histories of two years, in which the product, and the plain test, say it."""
    said = []
    for _ in range(histories):
        every = history(rng, 2 * WINDOW + LOOKS, frailty)
        said.append([looked_at(every, 2 * WINDOW + look) for look in range(LOOKS)])
    found = np.array(said)
    return found.mean(axis=(0, 1)), found.any(axis=1).mean(axis=0)


def power(rng: np.random.Generator, frailty: float, histories: int) -> Values:
    """The share of histories in which a doubling of the median is found within eight weekly looks."""
    found = []
    for _ in range(histories):
        every = history(rng, 2 * WINDOW + WITHIN, frailty, doubles=2 * WINDOW)
        found.append(np.any([looked_at(every, 2 * WINDOW + look) for look in range(1, WITHIN + 1)], axis=0))
    told: Values = np.array(found).mean(axis=0)
    return told


def coverage(rng: np.random.Generator, frailty: float, handovers: int, a_case: float, samples: int) -> Values:
    """How often the intervals of the share within target and of the median hold the truth: plain, then ours."""
    rate = np.log(2) / MEDIAN
    share = 1 - (np.exp(-rate * TARGET) if not frailty else (1 + frailty * rate * TARGET) ** (-1 / frailty))
    median = MEDIAN if not frailty else (2**frailty - 1) / (frailty * rate)
    case = np.concatenate(
        [
            np.repeat(np.arange(handovers), rng.geometric(1 / a_case, handovers))[:handovers] + handovers * sample
            for sample in range(samples)
        ]
    )
    own, every = drawn_frailty(rng, len(case), frailty), len(case)
    one = Handovers(case, rng.uniform(-60, 0, every), rng.exponential(MEDIAN / np.log(2), every) / own[case])
    effects = np.ones(samples), design_effects(sums(one, 0.0, samples))
    return np.array([told for effect in effects for told in _held(frame_of(one, 0.0), effect, (share, median))])


def _held(frame: pd.DataFrame, effect: Values, truth: tuple[float, float]) -> Iterator[float]:
    """The share of samples, of as many handovers each, whose interval holds the true share, and the true median."""
    delay, events, censored = (frame[name].to_numpy() for name in ("delay", "events", "censored"))
    sample = np.repeat(np.arange(len(effect)), len(frame) // len(effect))
    curves = kaplan_meier(delay / DAY_US, events, censored, groups=sample, design_effects=effect)
    within = shares_within(curves, TARGET, effect)
    yield float(np.mean((within["lower"] <= truth[0]) & (truth[0] <= within["upper"])))
    edges = median_intervals(curves).fillna(np.inf)
    yield float(np.mean((edges["lower"] <= truth[1]) & (truth[1] <= edges["upper"])))


def main() -> None:
    histories = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rng = np.random.default_rng(20260101)
    print("| frailty variance | | per look | in two years | doubling found within 8 weeks |\n|---|---|---|---|---|")
    for frailty in FRAILTIES:
        (looks, years), found = false_alarms(rng, frailty, histories), power(rng, frailty, histories)
        for name, n in (("before", 1), ("now", 0)):
            print(f"| {frailty:g} | {name} | {looks[n]:.1%} | {years[n]:.0%} | {found[n]:.0%} |", flush=True)
    print("\n| handovers | a case | frailty variance | share, before | share, now | median, before | median, now |")
    print("|---|---|---|---|---|---|---|")
    for handovers, a_case in ((20, 2.0), (100, 4.0), (1000, 8.7)):
        for frailty in FRAILTIES:
            parts = [coverage(rng, frailty, handovers, a_case, AT_ONCE) for _ in range(PARTS)]
            share, median, share_now, median_now = np.mean(parts, axis=0)
            told = " | ".join(f"{one:.1%}" for one in (share, share_now, median, median_now))
            print(f"| {handovers} | {a_case} | {frailty:g} | {told} |", flush=True)


if __name__ == "__main__":
    main()
