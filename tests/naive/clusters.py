"""Cases as clusters: how far a share moves with each case, one case after the other."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from scipy import stats

from tests.naive.handover import Seen

Move = Callable[[str], Fraction]


def design_effect(handovers: Iterable[Seen]) -> float:
    """By how much the cases of ripe handovers enlarge the variance of the share in target."""
    ripe = [one for one in handovers if one.ripe]
    return _enlarged([ripe], [_moves(ripe)])


def design_effect_of_difference(now: Sequence[Seen], then: Sequence[Seen]) -> float:
    """The same of the difference between the shares of two periods, some of whose cases may be in both."""
    both = [[one for one in period if one.ripe] for period in (now, then)]
    first, second = (_moves(period) for period in both)
    return _enlarged(both, [lambda case: first(case) - second(case)])


def _moves(ripe: Sequence[Seen]) -> Move:
    share = Fraction(sum(one.in_target for one in ripe), len(ripe) or 1)
    return lambda case: (
        sum((Fraction(one.in_target) - share for one in ripe if one.row["case_id"] == case), Fraction(0))
        / (len(ripe) or 1)
    )


def _enlarged(groups: Sequence[Sequence[Seen]], moves: Sequence[Move]) -> float:
    cases = {one.row["case_id"] for group in groups for one in group}
    if len(cases) < 2 or not all(groups):
        return 1.0
    shares = [Fraction(sum(one.in_target for one in group), len(group)) for group in groups]
    plain = sum(share * (1 - share) / len(group) for share, group in zip(shares, groups, strict=True))
    if not plain:
        return 1.0
    robust = sum(move(case) ** 2 for move in moves for case in cases) * Fraction(len(cases), len(cases) - 1)
    few = (stats.t.ppf(0.975, len(cases) - 1) / stats.norm.ppf(0.975)) ** 2
    return max(1.0, float(robust / plain) * float(few))
