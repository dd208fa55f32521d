"""What fell on each distinct duration of each group, in rising order."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.arrays import Counts, Numbers

Bits = NDArray[np.uint64]
WIDTH = 64


def tallied(group: Counts, durations: Numbers, *counts: Counts) -> tuple[Any, ...]:
    """Groups, distinct durations and the counts of each kind that fell on them, by group and then by duration. Neither
    group nor duration is negative or missing.
    """
    kind = _only_kind(*counts)
    packed = None if kind is None else _packed(group, durations, kind)
    return _counted(group, durations, *counts) if packed is None else _unpacked(packed, durations.dtype, len(counts))


def beginnings(*sorted_by: NDArray[Any]) -> Counts:
    """The rows at which a run of equal values begins."""
    changes = np.logical_or.reduce([values[1:] != values[:-1] for values in sorted_by])
    return np.flatnonzero(np.concatenate([[True], changes])[: len(sorted_by[0])])


def renumbered(places: Counts) -> tuple[Counts, Counts]:
    """The places that are taken, in rising order, and which of them each is; none is negative. They are counted, which
    is quicker than sorting where there are few places.
    """
    taken = np.flatnonzero(np.bincount(places))
    number = np.zeros(taken[-1] + 1 if len(taken) else 0, dtype=np.int64)
    number[taken] = np.arange(len(taken))
    return taken, number[places]


def _only_kind(*counts: Counts) -> NDArray[np.uint8] | None:
    """The place of the kind that is counted in each row, from 1 on (0: none is); None where a row has more than one."""
    if any(of.dtype != np.bool_ for of in counts):
        return None
    kinds, kind = (np.zeros(len(counts[0]), np.uint8) for _ in range(2))
    for place, of in enumerate(counts, start=1):
        kinds += of
        kind += np.uint8(place) * of
    return kind if kinds.max(initial=0) <= 1 else None


def _packed(group: Counts, durations: Numbers, kind: NDArray[np.uint8]) -> tuple[Bits, int, int] | None:
    """Group, duration and kind of each row that has one in a single number, and the width of the last two in bits; None
    where they do not fit. Sorting numbers takes a fraction of the time of finding their order.
    """
    # floats that are not negative have the order of their bits, without the sign of a zero
    key = (durations + 0.0).view(np.uint64) if durations.dtype == np.float64 else durations.astype(np.uint64)
    of_group, of_key, of_kind = (int(of.max(initial=0)).bit_length() for of in (group, key, kind))
    if of_group + of_key + of_kind > WIDTH:
        return None
    if of_group:
        key |= group.astype(np.uint64) << np.uint64(of_key)
    packed = (key << np.uint64(of_kind)) | kind
    return (packed if kind.all() else packed[kind > 0]), of_key, of_kind


def _unpacked(packed: tuple[Bits, int, int], dtype: np.dtype[Any], kinds: int) -> tuple[Any, ...]:
    ordered, of_key, of_kind = packed
    ordered.sort()
    both, kind = ordered >> np.uint64(of_kind), ordered & np.uint64((1 << of_kind) - 1)
    first = beginnings(both)
    both = both[first]
    key = both & np.uint64((1 << of_key) - 1)
    group = (both >> np.uint64(of_key)) if of_key < WIDTH else np.zeros(len(both))
    sums = (np.add.reduceat(kind == place, first) if len(first) else first for place in range(1, kinds + 1))
    return group.astype(np.int64), key.view(dtype) if dtype == np.float64 else key.astype(dtype), *sums


def _counted(group: Counts, durations: Numbers, *counts: Counts) -> tuple[Any, ...]:
    fell = np.flatnonzero(np.logical_or.reduce([of > 0 for of in counts]))
    # By duration, and then by group without losing that order: quick where the group fits two bytes.
    order = fell[np.argsort(durations[fell])]
    if group.min(initial=0) != group.max(initial=0):
        small = np.result_type(*(np.min_scalar_type(edge) for edge in (group.min(), group.max())))
        order = order[np.argsort(group[order].astype(small), kind="stable")]
    of, times = group[order], durations[order]
    first = beginnings(of, times)
    sums = (np.add.reduceat(of_kind[order], first) if len(first) else of_kind[order] for of_kind in counts)
    return of[first], times[first], *sums
