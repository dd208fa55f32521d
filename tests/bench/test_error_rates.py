"""A quick form of the error rates: of a few steady histories, and of a few samples of which the truth is known."""

import numpy as np

from bench.error_rates import coverage, history, looked_at

LOOKS = range(24, 104, 12)  # weeks; looks that share none


def test_handovers_of_one_case_raise_no_false_alarm_and_the_plain_test_does() -> None:
    rng = np.random.default_rng(7)
    said = [looked_at(every, week) for every in (history(rng, 104, 1.0) for _ in range(20)) for week in LOOKS]
    ours, plain = np.mean(said, axis=0)
    assert ours <= 0.03
    assert plain >= 0.15


def test_a_doubling_of_the_median_is_found() -> None:
    rng = np.random.default_rng(8)
    histories = (history(rng, 32, 0.5, doubles=24) for _ in range(10))
    assert sum(any(looked_at(every, week)[0] for week in (28, 30, 32)) for every in histories) >= 8


def test_intervals_hold_the_truth_where_plain_ones_do_not() -> None:
    plain_share, plain_median, share, median = coverage(np.random.default_rng(9), 1.0, 100, 4.0, 300)
    assert max(plain_share, plain_median) < 0.85
    assert min(share, median) > 0.9


def test_intervals_of_few_alike_cases_are_not_too_wide() -> None:
    _plain_share, _plain_median, share, median = coverage(np.random.default_rng(10), 0.0, 20, 2.0, 20_000)
    assert 0.95 < share < 0.968
    assert 0.95 < median < 0.9725
