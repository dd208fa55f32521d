"""Lists hold the very rows that a slow look at each case, handover and deadline finds, in their pages and orders."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from indicators import lists
from indicators.indicator import Ask
from indicators.lists import LISTS, OF_PARTNERS, Found, Listed
from queries.access import NoAccess
from tests import strategies
from tests.asking import RULES, asker, filters_of
from tests.corpus import corpus_of
from tests.naive import lists as twin
from tests.naive import partners
from tests.naive.world import Asked, World

KEYS = {"cases": "case_id", "handovers": "handover_id", "deadlines": "deadline_id"}
TWINS = {"cases": twin.of_cases, "handovers": twin.of_handovers, "deadlines": twin.of_deadlines}


@settings(
    max_examples=strategies.examples(30) if strategies.FRESH else 8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(strategies.looks(("coordination", "agency"), most=3))
def test_every_list_holds_the_rows_of_its_twin(look: tuple[World, list[Asked]]) -> None:
    world, every_asked = look
    ask = asker(world)
    for asked in every_asked:
        for of in LISTS:
            if of not in OF_PARTNERS:
                listed = Listed(of)
                assert keys(ask, world, asked, listed) == TWINS[listed.record](world, asked, of), of
                assert_counted(ask, world, asked, listed)


@settings(max_examples=strategies.examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination",), most=2))
def test_the_lists_of_a_rule_are_as_long_as_its_figures(look: tuple[World, list[Asked]]) -> None:
    world, every_asked = look
    for asked in every_asked:
        filters = filters_of(world, asked)
        for rule in RULES:
            states = Counter(state for _case, state in partners.judged(world, asked, rule))
            expected = {
                "missing_partner": states["missing"],
                "partner_expected": states.total() - states["left_out"],
                "left_out_of_rule": states["left_out"],
            }
            found = {of: lists.number_of_rows(asker(world), filters, Listed(of, rule=rule)) for of in expected}
            assert found == expected


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.looks(("coordination",), most=1))
def test_pages_in_any_order_together_are_the_list(look: tuple[World, list[Asked]]) -> None:
    world, [asked] = look
    ask, filters = asker(world), filters_of(world, asked)
    for of, order in {"sent": "waited", "open": "-region", "due_soon": "due_on"}.items():
        listed, ranks = Listed(of), ("R2", "unknown", "R1") if order == "-region" else ()
        found = Found(order=order, ranks=ranks)
        whole = lists.rows(ask, filters, listed, found)
        pages = [lists.rows(ask, filters, listed, replace(found, first=first, most=3)) for first in range(0, 40, 3)]
        of_pages = [key for page in pages for key in page[KEYS[listed.record]]]
        assert of_pages == whole[KEYS[listed.record]].tolist()
        if ranks:
            assert [ranks.index(code) for code in whole["region"]] == sorted(map(ranks.index, whole["region"]))[::-1]


def test_who_may_see_no_rows_is_refused_them() -> None:
    world = corpus_of(strategies.worlds)[11]
    asked = Asked(
        as_of=strategies.moments_of(strategies.WINDOWS[0])[-1], at=strategies.moments_of(strategies.WINDOWS[0])[-1]
    )
    for role, ministry in {"ministry": "M1", "rapporteur": None}.items():
        filters = filters_of(world, replace(asked, role=role, ministry=ministry))
        for call in (lists.rows, lists.number_of_rows):
            with pytest.raises(NoAccess):
                call(asker(world), filters, Listed("open"))


def keys(ask: Ask, world: World, asked: Asked, listed: Listed) -> set[str]:
    rows = lists.rows(ask, filters_of(world, asked), listed)
    found = rows[KEYS[listed.record]].tolist()
    assert len(found) == len(set(found)) == lists.number_of_rows(ask, filters_of(world, asked), listed)
    return set(found)


def assert_counted(ask: Ask, world: World, asked: Asked, listed: Listed) -> None:
    """What the list counts is what the coordination finds in it."""
    by_all = replace(asked, role="coordination", agency=None)
    assert lists.number(ask, filters_of(world, asked), listed) == len(TWINS[listed.record](world, by_all, listed.of))
