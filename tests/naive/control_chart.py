"""The XmR chart in whole fractions, one point after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt

Flag = tuple[str, str, int]
TO_LIMIT, TO_NEAR_LIMIT = Fraction("2.66"), Fraction("2.66") * 2 / 3


@dataclass(frozen=True)
class Limits:
    mean: Fraction | None
    moving_range: Fraction | None

    def at(self, times: Fraction) -> Fraction | None:
        if self.mean is None or self.moving_range is None:
            return None
        return self.mean + times * self.moving_range


def limits(values: Sequence[Fraction | None], fix_after: int | None, screen: bool) -> Limits:
    """Of the values that are there, of the first `fix_after` of them; a range is of two that follow each other."""
    places = [place for place, value in enumerate(values) if value is not None][:fix_after]
    first = list(values)[: places[-1] + 1 if places else 0]
    used = [value for value in first if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(first) if a is not None and b is not None]
    if screen and ranges:
        most = Fraction("3.267") * mean(ranges)
        ranges = [one for one in ranges if one < most]
    return Limits(mean(used) if used else None, mean(ranges) if ranges else None)


def standardised(counts: Sequence[int], bases: Sequence[int], fix_after: int | None) -> list[Fraction | None]:
    """How far each share is from that of all, as zᵢ = (pᵢ − p̄) √nᵢ. Bases are squares of whole numbers."""
    used = [at for at, base in enumerate(bases) if base][:fix_after]
    total = sum(bases[at] for at in used)
    common = Fraction(sum(counts[at] for at in used), total) if total else Fraction(0)
    pairs = zip(counts, bases, strict=True)
    return [(Fraction(n, base) - common) * isqrt(base) if base else None for n, base in pairs]


def share_limits(standard: Sequence[Fraction | None], fix_after: int | None, screen: bool) -> Limits:
    """Of standardised shares, whose mean is 0 as it is weighted."""
    known = limits(standard, fix_after, screen)
    return Limits(None if known.mean is None else Fraction(0), known.moving_range)


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def flag(values: Sequence[Fraction], at: int, known: Limits, seen: Sequence[Fraction] | None = None) -> Flag | None:
    """Which rule flags a value, on which side, and how many points make it: the first that does. `seen`: the shares
    that the values standardise, which alone rise or fall.
    """
    return (
        _outside(values, at, known)
        or _trend(values if seen is None else seen, at)
        or _two_of_three(values, at, known)
        or _shift(values, at, known)
    )


def _outside(values: Sequence[Fraction], at: int, known: Limits) -> Flag | None:
    lower, upper = known.at(-TO_LIMIT), known.at(TO_LIMIT)
    if lower is None or upper is None or lower <= values[at] <= upper:
        return None
    return "outside", "above" if values[at] > upper else "below", 1


def _trend(values: Sequence[Fraction], at: int) -> Flag | None:
    found: Flag | None = None
    for start in range(at + 1):
        for end in range(max(start + 7, at + 1), len(values) + 1):
            run = values[start:end]
            pairs = list(pairwise(run))
            side = "rising" if all(a < b for a, b in pairs) else "falling" if all(a > b for a, b in pairs) else None
            # later starts and longer runs come later: the trend that a turning point begins takes it
            if side and (found is None or found[1] != side or len(run) > found[2]):
                found = "trend", side, len(run)
    return found


def _two_of_three(values: Sequence[Fraction], at: int, known: Limits) -> Flag | None:
    side = _side(values[at], known)
    if not _is_near(values[at], known):
        return None
    for start in (at - 2, at - 1, at):
        three = values[start : start + 3] if start >= 0 else []
        near = sum(_is_near(value, known) for value in three)
        if len(three) == 3 and near >= 2 and all(_side(value, known) == side for value in three):
            return "two_of_three", side, 3
    return None


def _is_near(value: Fraction, known: Limits) -> bool:
    lower, upper = known.at(-TO_NEAR_LIMIT), known.at(TO_NEAR_LIMIT)
    if lower is None or upper is None or lower <= value <= upper:
        return False
    return _outside([value], 0, known) is None


def _shift(values: Sequence[Fraction], at: int, known: Limits) -> Flag | None:
    side, start, end = _side(values[at], known), at, at + 1
    while start > 0 and _side(values[start - 1], known) == side:
        start -= 1
    while end < len(values) and _side(values[end], known) == side:
        end += 1
    return ("shift", side, end - start) if side and end - start >= 7 else None


def _side(value: Fraction, known: Limits) -> str:
    if known.mean is None or value == known.mean:
        return ""
    return "above" if value > known.mean else "below"
