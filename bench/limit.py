"""The limit: the seven questions by hand-written passes over bare arrays, on one processor core."""

from collections.abc import Callable, Mapping

import numpy as np

from bench import passes
from bench.arrays import Arrays, Columns, Numbers, prepare
from bench.asked import EVERY, Asked
from bench.questions import SEVEN
from indicators.open_cases import AGE_EDGES
from queries.involvement import COUNTED

__all__ = ["QUESTIONS", "prepare"]

_ALL = np.empty(0, dtype=np.int32)


def by_region(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.cases.by_region gives; regions and agencies here and below as numbers."""
    counts = _zeros(len(arrays.places.regions), 2)
    _pass(passes.by_region, arrays, asked, counts)
    return _rows(counts, ("region",), ("open", "opened"))


def flow(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.cases.flow gives by region."""
    counts = _zeros(len(arrays.places.regions), max(asked.last_week - asked.first_week + 2, 1), 2)
    _pass(passes.flow, arrays, asked, counts)
    found = _rows(counts, ("region", "week"), ("opened", "closed"))
    found["week"] += asked.first_week - 1
    return found


def age_bands(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.cases.age_bands gives."""
    counts = _zeros(len(AGE_EDGES) + 1, 1)
    _pass(passes.age_bands, arrays, asked, counts)
    return _rows(counts[1:], ("band",), ("cases",))


def waiting(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.handovers.waiting gives by receiver."""
    counts = _zeros(len(arrays.places.agencies), 3)
    passes.waiting(arrays.handovers, _pairs(arrays, asked), asked, counts)
    return _rows(counts, ("to_agency",), ("pending", "overdue", "due_soon"))


def delays(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.handovers.delays gives by sender and receiver."""
    sent = arrays.handovers
    every, most = len(sent.region), int(np.diff(sent.first).max())
    numbers, counts = (np.int16, np.int16, np.int64, np.int64), (np.int32,) * 5
    rows = passes.Delays(*(np.empty(every + 1, kind) for kind in (*numbers, *counts)))
    end = passes.delays(sent, _pairs(arrays, asked), asked, rows, np.empty(most, dtype=np.int64))
    return {name: column[:end] for name, column in rows._asdict().items()}


def per_case(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.involvement.per_case gives by region."""
    counts = _zeros(len(arrays.places.regions), len(COUNTED))
    _pass(passes.per_case, arrays, asked, counts)
    return _rows(counts, ("region",), COUNTED)


def joint(arrays: Arrays, asked: Asked) -> Columns:
    """What queries.involvement.joint gives."""
    agencies = len(arrays.places.agencies)
    counts = _zeros(agencies, agencies)
    _pass(passes.joint, arrays, asked, counts)
    return _rows(np.triu(counts + counts.T)[:, :, np.newaxis], ("a", "b"), ("cases",))


def _zeros(*shape: int) -> Numbers:
    return np.zeros(shape, dtype=np.int32)


def _pass(over_cases: Callable[..., None], arrays: Arrays, asked: Asked, counts: Numbers) -> None:
    over_cases(arrays.cases, asked.agency != EVERY, _cases(arrays, asked), asked, counts)


def _rows(counts: Numbers, by: tuple[str, ...], counted: tuple[str, ...]) -> Columns:
    """The groups in which anything was counted, with what was counted there."""
    groups = np.nonzero(counts.any(axis=-1))
    return {**dict(zip(by, groups, strict=True)), **dict(zip(counted, counts[groups].T, strict=True))}


def _cases(arrays: Arrays, asked: Asked) -> Numbers:
    """The cases of the one agency by as-of; of every agency: no list at all."""
    if asked.agency == EVERY:
        return _ALL
    first, case, joined_at = arrays.involved
    own = slice(first[asked.agency], first[asked.agency + 1])
    by_then: Numbers = case[own][joined_at[own] <= asked.as_of]
    return by_then


def _pairs(arrays: Arrays, asked: Asked) -> Numbers:
    """The pairs in which the one agency sends or receives; of every agency: all pairs."""
    agencies = len(arrays.places.agencies)
    every = np.arange(agencies**2)
    if asked.agency == EVERY:
        return every
    own: Numbers = every[(every // agencies == asked.agency) | (every % agencies == asked.agency)]
    return own


QUESTIONS: Mapping[str, Callable[[Arrays, Asked], Columns]] = dict(
    zip(SEVEN, (by_region, flow, age_bands, waiting, delays, per_case, joint), strict=True)
)
