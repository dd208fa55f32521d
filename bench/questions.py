"""The seven questions by which databases are compared, how long each takes, and whether two answers are the same."""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Select

from bench.databases import NOW
from indicators.open_cases import AGE_EDGES
from queries import cases, handovers, involvement
from queries.access import Grant
from queries.columns import grouped, named, numbers
from queries.filters import Filters
from queries.question import built
from store.facts.compiling import Question

EVERYONE = Filters(Grant("coordination", NOW), NOW)
SCOPES: Mapping[str, Filters] = {
    "unfiltered": EVERYONE,
    "one region": Filters(EVERYONE.grant, NOW, regions=("R003",)),
    "one agency": Filters(EVERYONE.grant, NOW, agencies=("A010",)),
}


def delay_counts(filters: Filters) -> Select[Any]:
    """What Kaplan–Meier counts of the handovers of each sender and receiver: from_agency, to_agency, delay, target,
    events (answered), of which returned, and censored (withdrawn, closed before an answer, or pending), of which
    withdrawn and pending.
    """
    each = built(handovers.delays, filters, handovers.PAIR).subquery("each")
    counts = {name: each.c[name] for name in ("events", "censored", "returned", "withdrawn", "pending")}
    return grouped(named(each, (*handovers.PAIR, "delay", "target")), *numbers(**counts))


SEVEN: Mapping[str, Callable[[Filters], Question]] = {
    "open cases by region": cases.by_place,
    "opened per week by region": lambda filters: cases.opened(filters, ("region", "opened_week")),
    "age bands": lambda filters: cases.age_bands(filters, AGE_EDGES),
    "pending and overdue per receiver": lambda filters: handovers.waiting(filters, ("to_agency",)),
    "delay counts per pair": delay_counts,
    "agencies per case by region": lambda filters: involvement.per_case(filters, ("region",)),
    "joint involvement of all pairs": involvement.joint,
}
# what each of the seven counts; its other columns are the groups
COUNTS = {
    *("open", "opened", "closed", "cases", "pending", "overdue", "due_soon", "longest"),
    *("events", "censored", "returned", "withdrawn", *involvement.COUNTED),
}

Times = dict[str, dict[str, float]]


def median_ms(rounds: int, run: Callable[..., object], *given: object) -> float:
    """The median time in ms of so many rounds, after one round to warm up where there are several."""
    if rounds > 1:
        run(*given)
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        run(*given)
        times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)


def seven_ms(rounds: int, ask: Callable[[Question], object]) -> Times:
    """The time of each of the seven in each scope, in ms; it includes writing the SQL."""
    return {
        scope: {name: median_ms(rounds, _asked, ask, question, filters) for name, question in SEVEN.items()}
        for scope, filters in SCOPES.items()
    }


def must_be_same(what: str, here: pd.DataFrame, rival: pd.DataFrame) -> None:
    """Raises ValueError when two answers to one of the seven count differently."""
    here, rival = _comparable(here), _comparable(rival)
    if not here.equals(rival[here.columns]):
        raise ValueError(f"{what}: {len(here)} groups here, {len(rival)} there, or other figures in them")


def _asked(ask: Callable[[Question], object], question: Callable[[Filters], Question], filters: Filters) -> None:
    ask(question(filters))


def _comparable(answer: pd.DataFrame) -> pd.DataFrame:
    """The groups in which anything was counted, each once and sorted."""
    counted = [name for name in answer.columns if name in COUNTS]
    groups = [name for name in answer.columns if name not in COUNTS]
    types = {name: "int64" if pd.api.types.is_integer_dtype(answer[name]) else "str" for name in groups}
    plain = answer.astype({**types, **dict.fromkeys(counted, "int64")})
    summed = plain.groupby(groups, as_index=False)[counted].sum()
    return summed[summed[counted].any(axis=1)].sort_values(groups, ignore_index=True)
