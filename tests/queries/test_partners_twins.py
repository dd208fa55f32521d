"""The questions about missing partners, and the figures and rows that rest on them, against their twins."""

from collections import Counter

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.codes import PAUSE_REASONS, VICTIM_AGE_GROUPS
from config.partner_rules import PartnerRule
from indicators import partners as indicators
from indicators.indicator import Ask
from queries import partners
from tests import strategies
from tests.asking import asker, filters_of, rows_of
from tests.naive import partners as twin
from tests.naive.world import Asked, World, microseconds
from tests.reference_cases import assert_agrees

Look = tuple[World, list[Asked]]

SEE_FIGURES = ("coordination", "agency", "ministry")
SEE_ROWS = ("coordination", "agency")


def some_of(*codes: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(codes), min_size=1, max_size=2, unique=True).map(tuple)


def any_of(*codes: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Mostly no code, which means any; else one or two. Rules that choose by everything at once find no case."""
    return st.just(()) | st.just(()) | st.just(()) | some_of(*codes)


RULES = st.builds(
    PartnerRule,
    code=st.just("drawn"),
    sectors=some_of("police", "social", "health", "border", "ngo", "unknown"),
    after_days=st.sampled_from((0, 0, 1, 7, 30, 90)),
    basis=st.sampled_from(("law", "practice")),
    strength=st.sampled_from(("missing", "to_consider")),
    words=st.just(()),
    age_groups=any_of(*VICTIM_AGE_GROUPS),
    investigation_phases=any_of(*strategies.PHASES, "unknown"),
    offences=any_of(*strategies.OFFENCES, "unknown"),
    pause_reason=st.none() | st.none() | st.sampled_from(PAUSE_REASONS),
    not_while=st.none() | st.sampled_from(PAUSE_REASONS),
)


@settings(max_examples=strategies.examples(30), suppress_health_check=list(HealthCheck))
@given(strategies.looks(SEE_FIGURES, 4), st.lists(RULES, min_size=1, max_size=2))
def test_every_question_figure_and_row_is_that_of_its_twin(look: Look, rules: list[PartnerRule]) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        for rule in rules:
            same_counts(ask, world, asked, rule)
            same_joins(ask, world, asked, rule)
    for asked in every_asked[:1]:
        same_figures(ask, world, asked, rules)
        if asked.role in SEE_ROWS:
            same_rows(ask, world, asked, rules)


def same_figures(ask: Ask, world: World, asked: Asked, rules: list[PartnerRule]) -> None:
    filters = filters_of(world, asked)
    for rule in rules:
        # two drawn rules have the same code
        assert indicators.figures(ask, filters, [rule]) == twin.figures(world, asked, [rule])
    reached = [twin.reached(world, asked, rule) for rule in rules]
    assert_agrees(indicators.reached(ask, filters, rules), reached, 1e-12)


def same_rows(ask: Ask, world: World, asked: Asked, rules: list[PartnerRule]) -> None:
    rows = [row for rule in rules for row in twin.missing_rows(world, asked, rule)]
    assert indicators.missing_rows(ask, filters_of(world, asked), rules).to_dict("records") == rows


def same_counts(ask: Ask, world: World, asked: Asked, rule: PartnerRule) -> None:
    filters = filters_of(world, asked)
    [found] = ask(partners.missing(filters, (rule,))).to_dict("records")
    expected = twin.counts(world, asked, rule)
    counted = ("of", "missing", "left_out")
    assert {name: found[name] for name in counted} == {name: expected[name] for name in counted}
    for name in ("median_age", "longest_age"):
        assert (None if pd.isna(found[name]) else found[name]) == expected[name]
    regions = {
        row["region"]: {name: row[name] for name in counted}
        for row in rows_of(ask(partners.missing(filters, (rule,), ("region",))))
    }
    assert regions == twin.by_region(world, asked, rule)


def same_joins(ask: Ask, world: World, asked: Asked, rule: PartnerRule) -> None:
    found: Counter[tuple[int, str]] = Counter()
    for row in rows_of(ask(partners.joined(filters_of(world, asked), (rule,)))):
        for state, name in (("answered", "events"), ("closed", "closed"), ("pending", "censored")):
            found[row["time"], state] += row[name]
    assert +found == Counter((microseconds(wait), state) for wait, state in twin.joined(world, asked, rule))
