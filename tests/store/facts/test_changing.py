"""Facts that were changed are the facts of a whole load, row by row, after any change of any table."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indicators.figures import everything
from store.facts import changing
from store.facts.changes import changed
from store.facts.changing import NeedsWholeLoad, changed_copy
from store.facts.checking import differing
from store.facts.compiling import compiled
from store.facts.copy import Copy, made_of, run
from store.facts.memory import new_memory
from store.facts.snapshot import Snapshot
from store.facts.tables import metadata
from tests.asking import settings_of
from tests.corpus import NEARLY_EMPTY, WORLDS, corpus_of
from tests.made_cases import everything as everyone
from tests.naive.world import World
from tests.store.facts.happening import READ_AT, Changes, rows
from tests.strategies import FRESH, worlds

# worlds, commits in each, and changes in a commit at most: together some ten thousand changes with FRESH
WORLDS_TRIED, COMMITS, CHANGES = (12, 70, 24) if FRESH else (2, 8, 12)
NUMBERS = {"case_no": "fact_cases", "handover_no": "fact_handovers"}


@pytest.fixture(autouse=True)
def never_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "ALWAYS", 1_000_000)
    monkeypatch.setattr(changing, "PACKED_EVERY", 2)
    pack = Snapshot.pack

    def packs(of: Snapshot) -> bool:
        assert pack(of)
        return True

    monkeypatch.setattr(Snapshot, "pack", packs)


def contents(copy: Copy) -> dict[str, list[Any]]:
    """The facts, with what a number stands for in its place."""
    with copy.facts.reading() as cursor:
        return {name: sorted(map(str, cursor.execute(_shown(name)).fetchall())) for name in metadata.tables}


def _shown(name: str) -> str:
    """A number that stands for two rows is an error of DuckDB's."""
    ids = {
        number: f"(SELECT {number[:-3]}_id FROM {fact} o WHERE o.{number} = t.{number})"
        for number, fact in NUMBERS.items()
    }
    return f"SELECT {', '.join(ids.get(one.name, one.name) for one in metadata.tables[name].columns)} FROM {name} t"


@settings(max_examples=WORLDS_TRIED, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(number=st.integers(NEARLY_EMPTY, WORLDS - 1), seed=st.integers())
def test_changed_facts_are_those_of_a_whole_load(number: int, seed: int) -> None:
    world, random, done = corpus_of(worlds)[number], Random(seed), [0, 0]  # noqa: S311
    changes, of_world = Changes(world, seed), settings_of(world)
    copy = made_of(rows(changes.tables), new_memory(), of_world)
    still_shown: deque[Copy] = deque(maxlen=3)
    for _commit in range(COMMITS):
        for _change in range(random.randint(1, CHANGES)):
            changes.happen()
        still_shown.append(copy)
        before, whole = copy, made_of(rows(changes.tables), new_memory(), of_world)
        try:
            copy, found = changed_copy(copy, rows(changes.tables), new_memory(), of_world)
            done[0] += 1
            assert found.codes is not None
            assert Counter(found.codes) == Counter(changed(before, copy))
        except NeedsWholeLoad:
            copy = whole
            done[1] += 1
        assert contents(copy) == contents(whole)
        assert differing(before, whole) == differing(copy, whole) == []
    assert figures(copy, world) == figures(whole, world)
    assert done[0] > done[1] / 4


def figures(copy: Copy, world: World) -> Mapping[str, Any]:
    filters = replace(everyone(READ_AT), delay_clock=world.clock)
    return everything(lambda question: run(copy, *compiled(question)), filters, settings_of(world))
