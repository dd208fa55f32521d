"""The limit: the seven questions in Polars, over the same facts, unpacked in memory and without SQL.

Its lazy expressions use all processor cores.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import duckdb
import polars as pl

from bench.questions import SEVEN
from indicators.open_cases import AGE_EDGES
from measures.local_time import DAY_US
from queries.filters import Filters
from queries.handovers import SOON_DAYS
from queries.involvement import COUNTED
from store.facts.tables import Code, metadata

Expression = Any
Lazy = Any

_EDGES = pl.Series([days * DAY_US for days in AGE_EDGES])


@dataclass(frozen=True)
class Frames:
    """The facts as lazy frames in memory, codes as Enum."""

    cases: Lazy
    involvements: Lazy
    pairs: Lazy
    handovers: Lazy
    stops: Lazy


def prepare(memory: duckdb.DuckDBPyConnection) -> Frames:
    """The frames of the facts that `memory` holds."""
    codes = pl.Enum([code for (code,) in memory.execute("SELECT unnest(enum_range(NULL::code))").fetchall()])
    facts = (_read(memory, name, codes) for name in ("cases", "involvements", "pairs", "handovers", "handover_stops"))
    return Frames(*facts)


def by_region(frames: Frames, filters: Filters) -> pl.DataFrame:
    """What queries.cases.by_place gives."""
    is_open = pl.col("closed_at") > filters.as_of_us
    found = _passing(frames, frames.cases, filters).group_by("region").agg(open=is_open.sum(), opened=pl.len())
    return found.collect()


def opened(frames: Frames, filters: Filters) -> pl.DataFrame:
    """What queries.cases.opened gives by region and week."""
    cases = _passing(frames, frames.cases, filters)
    return cases.group_by("region", "opened_week").agg(cases=pl.len()).collect()


def age_bands(frames: Frames, filters: Filters) -> pl.DataFrame:
    """What queries.cases.age_bands gives."""
    is_open = pl.col("closed_at") > filters.as_of_us
    band = pl.lit(_EDGES).search_sorted(filters.as_of_us - pl.col("opened_at"), side="right").cast(pl.Int32) - 1
    open_cases = _passing(frames, frames.cases, filters).filter(is_open)
    return open_cases.select(band=band).filter(pl.col("band") >= 0).group_by("band").agg(cases=pl.len()).collect()


def waiting(frames: Frames, filters: Filters) -> pl.DataFrame:
    """What queries.handovers.waiting gives by receiver."""
    pending = _sent(frames, filters).filter(
        pl.col("pending_from") <= filters.as_of_us, pl.col("ended_at") > filters.as_of_us
    )
    overdue = _due_before(filters, 0)
    due_soon = ~overdue & _due_before(filters, SOON_DAYS + 1)
    found = _with_stops(frames, pending, filters).group_by("to_agency")
    longest = (filters.as_of_on_clock - pl.col("sent_on_clock") - pl.col("stopped")).filter(overdue).max()
    return found.agg(pending=pl.len(), overdue=overdue.sum(), due_soon=due_soon.sum(), longest=longest).collect()


def delays(frames: Frames, filters: Filters) -> pl.DataFrame:
    """What queries.handovers.delays gives by sender and receiver."""
    sent = _sent(frames, filters)
    answered, withdrawn, after = (pl.col("outcome") == one for one in ("answered", "withdrawn", "after_closing"))
    observed = filters.as_of_on_clock - pl.col("sent_on_clock") - pl.col("stopped")
    group = "from_agency", "to_agency", "delay", "target"
    ended = sent.filter(pl.col("ended_at") <= filters.as_of_us).group_by(group)
    others = _with_stops(frames, sent.filter(pl.col("ended_at") > filters.as_of_us), filters)
    return pl.concat(
        [
            ended.agg(
                events=answered.sum(),
                censored=(~answered & ~after).sum(),
                returned=(answered & pl.col("returned")).sum(),
                withdrawn=withdrawn.sum(),
                pending=pl.lit(0, pl.UInt32),
                after_closing=after.sum(),
            ),
            others.with_columns(delay=observed)
            .group_by(group)
            .agg(
                events=pl.lit(0, pl.UInt32),
                censored=pl.len(),
                returned=pl.lit(0, pl.UInt32),
                withdrawn=pl.lit(0, pl.UInt32),
                pending=pl.len(),
                after_closing=pl.lit(0, pl.UInt32),
            ),
        ]
    ).collect()


def per_case(frames: Frames, filters: Filters) -> pl.DataFrame:
    """What queries.involvement.per_case gives by region."""
    together = pl.col("together_at") <= filters.as_of_us
    cases = _passing(frames, frames.cases, filters).group_by("region").agg(cases=pl.len(), together=together.sum())
    begun = _passing(frames, frames.involvements, filters).filter(pl.col("started_at") <= filters.as_of_us)
    agencies = begun.group_by("region").agg(
        agencies=pl.len(),
        ministries=pl.col("new_ministry").sum(),
        two_plus=(pl.col("nth") == 2).sum(),
        three_plus=(pl.col("nth") == 3).sum(),
    )
    return cases.join(agencies, on="region", how="left").with_columns(pl.col(COUNTED).fill_null(0)).collect()


def joint(frames: Frames, filters: Filters) -> pl.DataFrame:
    """What queries.involvement.joint gives."""
    both = _passing(frames, frames.pairs, filters).filter(pl.col("both_from") <= filters.as_of_us)
    return both.group_by(a="one", b="other").agg(cases=pl.len()).collect()


def _read(memory: duckdb.DuckDBPyConnection, fact: str, codes: Any) -> Lazy:
    named = [column.name for column in metadata.tables[f"fact_{fact}"].columns if isinstance(column.type, Code)]
    found: Any = pl.from_arrow(memory.sql(f"FROM fact_{fact}").to_arrow_table())
    return found.with_columns(pl.col(named).cast(codes)).rechunk().lazy()


def _passing(frames: Frames, fact: Lazy, filters: Filters) -> Lazy:
    """The rows of a fact whose case is opened by as-of and passes the filters."""
    passing = fact.filter(pl.col("opened_at") <= filters.as_of_us)
    for region in filters.regions:
        passing = passing.filter(pl.col("region") == region)
    if not filters.agencies:
        return passing
    [agency] = filters.agencies
    own = frames.involvements.filter(pl.col("agency") == agency, pl.col("started_at") <= filters.as_of_us)
    return passing.join(own.select("case_no"), on="case_no", how="semi")


def _sent(frames: Frames, filters: Filters) -> Lazy:
    """The handovers sent by as-of, their case opened by then, that pass the filters."""
    conditions = [pl.col("opened_at") <= filters.as_of_us, pl.col("handed_over_at") <= filters.as_of_us]
    for region in filters.regions:
        conditions.append(pl.col("region") == region)
    for agency in filters.agencies:
        conditions.append((pl.col("from_agency") == agency) | (pl.col("to_agency") == agency))
    return frames.handovers.filter(reduce(and_, conditions))


def _with_stops(frames: Frames, handovers: Lazy, filters: Filters) -> Lazy:
    """The handovers beside how long the clock of each stood still until as-of."""
    begun = frames.stops.filter(
        pl.col("started_on_clock") < filters.as_of_on_clock, pl.col("ended_at") > filters.as_of_us
    )
    length = pl.col("ended_on_clock").clip(upper_bound=filters.as_of_on_clock) - pl.col("started_on_clock")
    stopped = begun.group_by("handover_no").agg(stopped=length.sum())
    return handovers.join(stopped, on="handover_no", how="left").with_columns(pl.col("stopped").fill_null(0))


def _due_before(filters: Filters, days: int) -> Expression:
    """Whether a handover is due before the midnight so many days after today's first."""
    midnight = filters.midnight_in(days)
    by_target = pl.col("sent_on_clock") + pl.col("target") + pl.col("stopped") < filters.on_clock(midnight)
    return pl.when(pl.col("due_at").is_null()).then(by_target).otherwise(pl.col("due_at") < midnight)


QUESTIONS: Mapping[str, Callable[[Frames, Filters], pl.DataFrame]] = dict(
    zip(SEVEN, (by_region, opened, age_bands, waiting, delays, per_case, joint), strict=True)
)
