"""Every question against its twin: plain Python over the raw rows, written from the definitions."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.attention import past_target
from indicators.indicator import Ask
from queries import cases, handovers, involvement
from tests import strategies
from tests.asking import asker, filters_of, rows_of
from tests.naive import attention as attention_twin
from tests.naive import cases as cases_twin
from tests.naive import handovers as handovers_twin
from tests.naive import involvement as involvement_twin
from tests.naive.clock import helsinki_day
from tests.naive.world import Asked, World, microseconds

EDGES = (0, 30, 90, 180, 365, 730)
SEE_FIGURES = ("coordination", "agency", "ministry")
SEE_ROWS = ("coordination", "agency")

GROUPINGS = ((), handovers.REGION, handovers.PAIR)

Look = tuple[World, list[Asked]]


@settings(max_examples=strategies.examples(30), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(SEE_FIGURES), st.sampled_from(GROUPINGS))
def test_every_question_answers_like_its_twin(look: Look, by: tuple[str, ...]) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        same_answers_about_cases(ask, world, asked)
        same_answers_about_handovers(ask, world, asked, by)
        same_answers_about_involvement(ask, world, asked, by)
        if asked.role in SEE_ROWS:
            same_case_rows(ask, world, asked)


def same_answers_about_cases(ask: Ask, world: World, asked: Asked) -> None:
    filters = filters_of(world, asked)
    assert rows_of(ask(cases.counts(filters))) == [cases_twin.counts(world, asked)]
    assert by_key(ask(cases.by_place(filters))) == cases_twin.by_region(world, asked)
    bands = by_key(ask(cases.age_bands(filters, EDGES)))
    assert bands == single(cases_twin.age_bands(world, asked, EDGES))
    assert by_key(ask(cases.closed_by_reason(filters))) == single(cases_twin.closed_by_reason(world, asked))
    codes = [row["region"] for row in rows_of(ask(cases.places(filters)))]
    assert codes == [code for code in sorted(strategies.REGIONS) if not asked.regions or code in asked.regions]


def same_answers_about_handovers(ask: Ask, world: World, asked: Asked, by: tuple[str, ...]) -> None:
    filters = filters_of(world, asked)
    waiting = by_group(ask(handovers.waiting(filters, by)).drop(columns="longest"), by)
    assert waiting == {
        group: {name: row[name] for name in ("pending", "overdue", "due_soon")}
        for group, row in handovers_twin.counts(world, asked, by).items()
        if row["pending"] or not by
    }
    assert observed(ask(handovers.delays(filters, by)), by) == handovers_twin.delays(world, asked, by)
    reasons = by_key(ask(handovers.returned_by_reason(filters)))
    assert reasons == single(handovers_twin.returned_by_reason(world, asked))
    assert past_target(ask, filters) == attention_twin.past_target(world, asked)


def same_answers_about_involvement(ask: Ask, world: World, asked: Asked, by: tuple[str, ...]) -> None:
    filters = filters_of(world, asked)
    by = by if by == handovers.REGION else ()
    assert by_group(ask(involvement.per_case(filters, by)), by) == involvement_twin.per_case(world, asked, by)
    joint = {(row["a"], row["b"]): row["cases"] for row in rows_of(ask(involvement.joint(filters)))}
    assert joint == involvement_twin.joint(world, asked)


def same_case_rows(ask: Ask, world: World, asked: Asked) -> None:
    filters = filters_of(world, asked)
    found = [tuple(row.values()) for row in rows_of(ask(cases.open_rows(filters)))]
    assert found == [
        (case_id, region, agency, since_epoch(opened), age, paused)
        for case_id, region, agency, opened, age, paused in cases_twin.open_rows(world, asked)
    ]
    waiting = rows_of(ask(handovers.waiting_rows(filters)))
    for row in waiting:
        # a position on the clock's axis, which only the product has
        row.pop("sent_on_clock")
    assert waiting == [
        {
            "handover_id": one.row["handover_id"],
            "case_id": one.row["case_id"],
            "region": one.case["region_code"],
            "from_agency": one.row["from_agency"],
            "to_agency": one.row["to_agency"],
            "handed_over_at": since_epoch(one.row["handed_over_at"]),
            "due_at": one.row["due_at"] and since_epoch(one.row["due_at"]),
            "waited": microseconds(one.delay),
            "stopped": microseconds(one.stopped),
            "target": microseconds(one.target),
            "overdue": handovers_twin.overdue(one, helsinki_day(asked.as_of)),
        }
        for one in handovers_twin.waiting(world, asked)
    ]


def by_key(frame: pd.DataFrame) -> dict[Any, tuple[Any, ...]]:
    """The other columns of each row by its first."""
    return {key: tuple(rest) for key, *rest in (row.values() for row in rows_of(frame))}


def single(counted: Counter[Any]) -> dict[Any, tuple[int]]:
    return {key: (number,) for key, number in counted.items()}


def by_group(frame: pd.DataFrame, by: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, Any]]:
    """The other columns of each row by its group."""
    return {tuple(row.pop(name) for name in by): row for row in rows_of(frame)}


def observed(frame: pd.DataFrame, by: tuple[str, ...]) -> Counter[tuple[Any, ...]]:
    """The handovers that were observed, counted as the twin counts them."""
    found: Counter[tuple[Any, ...]] = Counter()
    for row in rows_of(frame):
        group = tuple(row[name] for name in by)
        if not row["after_closing"]:
            found[group, row["delay"], row["target"], row["events"]] += 1
    return found


def since_epoch(moment: datetime) -> int:
    return microseconds(moment - datetime(1970, 1, 1, tzinfo=UTC))
