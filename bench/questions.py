"""The seven questions by which databases are compared, and how long each takes."""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select

from bench.databases import NOW
from indicators.open_cases import AGE_EDGES
from measures.local_time import week_of
from queries import cases, handovers, involvement
from queries.filters import Filters, Grant

FIRST_WEEK = week_of(NOW.date()) - 103
EVERYONE = Filters(Grant("coordination", NOW), NOW)
SCOPES: Mapping[str, Filters] = {
    "unfiltered": EVERYONE,
    "one region": Filters(EVERYONE.grant, NOW, regions=("R003",)),
    "one agency": Filters(EVERYONE.grant, NOW, agencies=("A010",)),
}
SEVEN: Mapping[str, Callable[[Filters], Select[Any]]] = {
    "open cases by region": cases.by_region,
    "opened and closed per week by region": lambda filters: cases.flow(filters, FIRST_WEEK, ("region",)),
    "age bands": lambda filters: cases.age_bands(filters, AGE_EDGES),
    "pending and overdue per receiver": lambda filters: handovers.waiting(filters, ("to_agency",)),
    "delay counts per pair": lambda filters: handovers.delays(filters, ("from_agency", "to_agency")),
    "agencies per case by region": lambda filters: involvement.per_case(filters, ("region",)),
    "joint involvement of all pairs": involvement.joint,
}


def median_ms(rounds: int, run: Callable[..., object], *given: object) -> float:
    """How long `run` takes with what it is given, in ms: the median of so many rounds, after one that is not counted
    where there are several.
    """
    if rounds > 1:
        run(*given)
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        run(*given)
        times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)


def seven_ms(rounds: int, ask: Callable[[Select[Any]], object]) -> dict[str, dict[str, float]]:
    """How long the seven take in each scope, in ms, writing each as SQL included."""
    return {
        scope: {name: median_ms(rounds, _asked, ask, question, filters) for name, question in SEVEN.items()}
        for scope, filters in SCOPES.items()
    }


def _asked(ask: Callable[[Select[Any]], object], question: Callable[[Filters], Select[Any]], filters: Filters) -> None:
    ask(question(filters))
