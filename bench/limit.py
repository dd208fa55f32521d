"""The limit: the seven questions by one hand-written pass each over bare arrays, on one processor core."""

from collections.abc import Callable, Mapping

import numpy as np

from bench import passes
from bench.arrays import Arrays, Columns, Numbers, prepare
from bench.asked import EVERY, Asked
from bench.questions import SEVEN
from indicators.open_cases import AGE_EDGES
from measures.local_time import DAY_US
from queries.involvement import COUNTED

__all__ = ["QUESTIONS", "prepare"]


def by_region(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.cases.by_region gives; regions and agencies here and below as numbers."""
    counts = _zeros(len(arrays.places.regions), 2)
    passes.by_region(arrays.cases, asked, _own(arrays, asked), counts)
    return _rows(counts, ("region",), ("open", "opened"))


def flow(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.cases.flow gives by region."""
    counts = _zeros(len(arrays.places.regions), max(asked.last_week - asked.first_week + 2, 1), 2)
    passes.flow(arrays.cases, asked, _own(arrays, asked), counts)
    found = _rows(counts, ("region", "week"), ("opened", "closed"))
    found["week"] += asked.first_week - 1
    return found


def age_bands(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.cases.age_bands gives."""
    counts = _zeros(len(AGE_EDGES) + 1, 1)
    passes.age_bands(arrays.cases, asked, _own(arrays, asked), np.array(AGE_EDGES) * DAY_US, counts)
    return _rows(counts[1:], ("band",), ("cases",))


def waiting(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.handovers.waiting gives by receiver."""
    counts = _zeros(len(arrays.places.agencies), 3)
    passes.waiting(arrays.handovers, asked, counts)
    return _rows(counts, ("to_agency",), ("pending", "overdue", "due_soon"))


def delays(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.handovers.delays gives by sender and receiver."""
    every = len(arrays.handovers.region)
    kinds = (np.int16, np.int16, np.int64, np.int64) + (np.int32,) * 5
    rows = passes.Delays(*(np.zeros(every, kind) for kind in kinds))
    slots = np.full(2 ** (2 * every).bit_length(), -1, dtype=np.int32)
    end = passes.delays(arrays.handovers, asked, rows, slots)
    return {name: column[:end] for name, column in rows._asdict().items()}


def per_case(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.involvement.per_case gives by region."""
    counts, own = _zeros(len(arrays.places.regions), len(COUNTED)), _own(arrays, asked)
    passes.in_cases(arrays.cases, asked, own, counts)
    passes.in_involvements(arrays.involvements, asked, own, counts)
    return _rows(counts, ("region",), COUNTED)


def joint(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.involvement.joint gives."""
    agencies = len(arrays.places.agencies)
    counts = _zeros(agencies, agencies)
    passes.joint(arrays.pairs, asked, _own(arrays, asked), counts)
    return _rows(counts[:, :, np.newaxis], ("a", "b"), ("cases",))


def _own(arrays: Arrays, asked: Asked) -> Numbers:
    """The one agency's cases by as-of, marked by number; of every agency: no marks at all."""
    own = np.zeros(0 if asked.agency == EVERY else arrays.cases.case_no.max() + 1, dtype=np.bool_)
    if len(own):
        passes.of_agency(arrays.involvements, asked, own)
    return own


def _zeros(*shape: int) -> Numbers:
    return np.zeros(shape, dtype=np.int32)


def _rows(counts: Numbers, by: tuple[str, ...], counted: tuple[str, ...]) -> Columns:
    """The groups in which anything was counted, with what was counted there."""
    groups = np.nonzero(counts.any(axis=-1))
    return {**dict(zip(by, groups, strict=True)), **dict(zip(counted, counts[groups].T, strict=True))}


QUESTIONS: Mapping[str, Callable[[Arrays, Asked], Columns]] = dict(
    zip(SEVEN, (by_region, flow, age_bands, waiting, delays, per_case, joint), strict=True)
)
