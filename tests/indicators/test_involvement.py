"""Involvement in worked examples: the edge of 90 days, many agencies, nothing in scope; one question asked once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from indicators import involvement
from indicators.intervals import interval
from store.facts.compiling import Question, compiled
from tests.asking import RULES, asker, filters_of
from tests.naive.world import DAY, MICROSECOND, Asked, World
from tests.rows import an_involvement
from tests.small_world import a_case, small_world

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
COORDINATION = Asked(as_of=NOW, at=NOW)


def figures(world: World) -> Mapping[str, Any]:
    return involvement.figures(asker(world), filters_of(world, COORDINATION), RULES)


def test_within_90_days_counts_the_ninetieth_and_only_cases_so_old() -> None:
    opened = NOW - 90 * DAY
    cases = [a_case("old", opened), a_case("young", opened + MICROSECOND)]
    joined = [
        an_involvement("old", "A1", NOW),
        an_involvement("old", "A2", NOW - DAY),
        an_involvement("young", "A3", NOW),
    ]
    found = figures(small_world(cases=cases, involvements=joined))["within_90_days"]
    assert (found["cases"], found["agencies_per_case_mean"], found["share_2_plus"]) == (1, 2, 1)
    assert [row["region"] for row in found["by_region"]] == ["R1"]


def test_what_joined_after_90_days_does_not_count_in_them() -> None:
    opened = NOW - 200 * DAY
    joined = [an_involvement("c", "A1", opened + 90 * DAY), an_involvement("c", "A2", opened + 90 * DAY + MICROSECOND)]
    found = figures(small_world(cases=[a_case("c", opened)], involvements=joined))
    assert (found["within_90_days"]["agencies_per_case_mean"], found["agencies_per_case_mean"]) == (1, 2)


def test_a_case_without_an_agency_counts_and_every_number_has_its_place() -> None:
    cases = [a_case("none", NOW), a_case("two", NOW)]
    joined = [an_involvement("two", "A1", NOW), an_involvement("two", "A2", NOW)]
    found = figures(small_world(cases=cases, involvements=joined))
    assert [row["cases"] for row in found["distribution"]] == [1, 0, 1, 0, 0, 0]


def test_five_agencies_and_more_are_counted_together() -> None:
    codes = [f"A{number}" for number in range(1, 7)]
    joined = [an_involvement(str(n), code, NOW) for n in (4, 5, 6) for code in codes[:n]]
    world = small_world(cases=[a_case(str(n), NOW) for n in (4, 5, 6)], involvements=joined)
    agencies = [{**world.tables["agencies"][0], "code": code} for code in codes]
    found = figures(World({**world.tables, "agencies": agencies}, world.clock, 7, {}))
    assert [row["cases"] for row in found["distribution"]] == [0, 0, 0, 0, 1, 2]


def test_an_agency_alone_and_a_sector_with_itself_have_the_cases_in_which_they_are() -> None:
    cases = [a_case("both", NOW), a_case("one", NOW)]
    joined = [an_involvement("both", "A1", NOW), an_involvement("both", "A2", NOW), an_involvement("one", "A1", NOW)]
    found = figures(small_world(cases=cases, involvements=joined))
    whole = {"a": "ngo", "b": "ngo", "cases": 2, "share": 1, "interval": interval(2, 2)}
    assert found["sector_pairs"] == [whole]
    assert [(row["agency"], row["cases"]) for row in found["agencies_alone"]] == [("A1", 2), ("A2", 1)]


def test_without_cases_there_is_no_data_rather_than_zero() -> None:
    found = figures(small_world(cases=[]))
    assert (found["agencies_per_case_mean"], found["within_90_days"]["share_2_plus"]) == (None, None)
    assert found["joint"] == found["sector_pairs"] == found["agencies_alone"] == []


def test_no_question_is_asked_twice() -> None:
    world = small_world(cases=[a_case("c", NOW)])
    ask, asked = asker(world), list[str]()

    def listening(question: Question) -> pd.DataFrame:
        asked.append(str(compiled(question)))
        return ask(question)

    involvement.figures(listening, filters_of(world, COORDINATION), RULES)
    assert len(asked) == len(set(asked))
