"""Cases as clusters: how far a share moves with each case, one case after the other."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from scipy import stats

from tests.naive.handover import Seen

Move = Callable[[str], Fraction]


def design_effect(handovers: Iterable[Seen]) -> float:
    """By how much the cases of ripe handovers enlarge the variance of the share in target."""
    return _enlarged([[one for one in handovers if one.ripe]])


def design_effect_of_difference(now: Iterable[Seen], then: Iterable[Seen]) -> float:
    """The same of the difference between the shares of two periods; a case in both moves both."""
    return _enlarged([[one for one in period if one.ripe] for period in (now, then)])


def _moves(ripe: Sequence[Seen]) -> Move:
    share = Fraction(sum(one.in_target for one in ripe), len(ripe) or 1)
    return lambda case: (
        sum((Fraction(one.in_target) - share for one in ripe if one.row["case_id"] == case), Fraction(0))
        / (len(ripe) or 1)
    )


def _enlarged(groups: Sequence[Sequence[Seen]]) -> float:
    cases = [{one.row["case_id"] for one in group} for group in groups]
    m = len(set().union(*cases)) - len(groups) + 1
    if m < 2 or not all(groups):
        return 1.0
    shares = [Fraction(sum(one.in_target for one in group), len(group)) for group in groups]
    plain = sum(share * (1 - share) / len(group) for share, group in zip(shares, groups, strict=True))
    if not plain:
        return 1.0
    moves = [_moves(group) for group in groups]
    # of two groups, how far the first moves less how far the second does
    robust = sum((moves[0](case) - sum(other(case) for other in moves[1:])) ** 2 for case in set().union(*cases))
    n = sum(map(len, groups)) - len(groups) + 1
    few = (stats.t.ppf(0.975, m - 1) / stats.t.ppf(0.975, n - 1)) ** 2
    return max(1.0, float(robust * Fraction(m, m - 1) / (plain * Fraction(n, n - 1))) * float(few))
