"""The figures that change with an edited setting are those that are said to rest on it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from config.edited import KINDS, Kind
from config.pauses import PauseRule
from config.settings import Settings
from config.targets import Targets
from indicators.catalogue import INDICATORS, RESTS_ON
from indicators.indicator import Ask
from tests.asking import asker, asking, filters_of, loaded, settings_of
from tests.corpus import NEARLY_EMPTY, corpus_of
from tests.naive.world import Asked, World
from tests.strategies import worlds

TRIED = 6
# functions that give beside their own indicator what is past target: of each pair, and by waiting time
BESIDE = {"handover_share", "waiting_time"}
EDITS: Mapping[Kind, Mapping[str, Any]] = {
    "targets": {"targets": Targets(0.5)},
    "pause_rules": {"pause_rules": {reason: PauseRule(None) for reason in ("recovery", "consent", "other", "unknown")}},
    "partner_rules": {"partner_rules": ()},
    "agenda": {"agenda": None},
}


def asked(world: World, settings: Settings) -> Ask:
    """What answers questions about the world with these settings; its facts are as before where none rests on them."""
    is_as_before = settings.of_facts == settings_of(world).of_facts
    return asker(world) if is_as_before else asking(loaded(world, settings))


@cache
def figures(world: World, edited: Kind | None = None) -> dict[str, Any]:
    """What each function of indicators gives over the whole world, as its last day ends, with the settings of the world
    or with one kind of them edited.
    """
    settings = replace(settings_of(world), **(EDITS[edited] if edited else {}))
    last = max(row["handed_over_at"] for row in world.tables["handovers"]) + timedelta(5)
    ask, filters = asked(world, settings), filters_of(world, Asked(last, last))
    return {
        key: one.figures(ask, filters, *one.arguments(settings))
        for key, one in {one.figures: (key, one) for key, one in INDICATORS.items()}.values()
    }


def unsaid(kind: Kind, before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The indicators whose own field differs although nothing is said of them, and those of functions that give another
    answer, in a field that is none of an indicator, although nothing is said of any of theirs.
    """
    found, said = set[str](), set(RESTS_ON[kind])
    for key, value in before.items():
        if repr(value) != repr(after[key]):
            of = {name for name, one in INDICATORS.items() if one.figures is INDICATORS[key].figures}
            names = value if isinstance(value, dict) else ()
            fields = {name for name in names if repr(value[name]) != repr(after[key][name])} or {key}
            found |= fields & {*INDICATORS}
            found |= of if not of & said and fields - {*INDICATORS} else set()
    return found - said - BESIDE


@pytest.mark.parametrize("kind", KINDS)
def test_what_changes_with_a_setting_is_said_to_rest_on_it(kind: Kind) -> None:
    changed = False
    for world in corpus_of(worlds)[NEARLY_EMPTY : NEARLY_EMPTY + TRIED]:
        then, now = figures(world), figures(world, kind)
        assert unsaid(kind, then, now) == set()
        changed |= repr(then) != repr(now)
    assert changed == bool(RESTS_ON[kind])
