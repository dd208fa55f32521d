"""More agencies than any machine word has bits: they are all counted, and each can be asked for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

from indicators import involvement
from tests.asking import asker, filters_of
from tests.naive.world import Asked
from tests.rows import an_involvement
from tests.small_world import a_case, small_world

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
AGENCIES = [f"N{number:03d}" for number in range(140)]


def test_a_case_may_have_more_than_128_agencies() -> None:
    joined = [
        an_involvement("all", code, NOW - timedelta(days=1 + number)) for number, code in enumerate(reversed(AGENCIES))
    ]
    world = small_world(cases=[a_case("all", NOW - timedelta(days=200)), a_case("none", NOW)], involvements=joined)
    plain = world.tables["agencies"][0]
    many = replace(world, tables={**world.tables, "agencies": [{**plain, "code": code} for code in AGENCIES]})
    ask, asked = asker(many), Asked(as_of=NOW, at=NOW, role="coordination")
    assert involvement.summary(ask, filters_of(many, asked))["agencies_per_case_mean"] == len(AGENCIES) / 2
    pairs = {(row["a"], row["b"]) for row in involvement.joint(ask, filters_of(many, asked))}
    assert pairs == set(combinations(AGENCIES, 2))
    for code in (AGENCIES[0], AGENCIES[128], AGENCIES[-1]):
        found = involvement.summary(ask, filters_of(many, replace(asked, agencies=(code,))))
        assert (found["cases"], found["agencies_per_case_mean"]) == (1, len(AGENCIES))
    a_day_before = replace(asked, as_of=NOW - timedelta(days=100))
    assert involvement.summary(ask, filters_of(many, a_day_before))["agencies_per_case_mean"] == len(AGENCIES) - 99
