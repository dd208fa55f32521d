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
from store.facts.changing import NeedsWholeLoad, Workbench, changed_copy, workbench
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
    on: Workbench | None = None
    still_shown: deque[Copy] = deque(maxlen=3)
    for _commit in range(COMMITS):
        for _change in range(random.randint(1, CHANGES)):
            changes.happen()
        still_shown.append(copy)
        before, whole = copy, made_of(rows(changes.tables), new_memory(), of_world)
        try:
            if on is None or on.whole != copy.whole:
                on = workbench(copy, rows(changes.tables), of_world)
            copy, found = changed_copy(copy, rows(changes.tables), on)
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


@pytest.mark.parametrize("name", ["agencies", "regions"])
def test_a_place_with_a_new_code_asks_for_a_whole_load(name: str) -> None:
    world = corpus_of(worlds)[NEARLY_EMPTY]
    there = Changes(world, 1).tables
    copy = made_of(rows(there), new_memory(), settings_of(world))
    one = next(found for many in corpus_of(worlds) for found in many.tables[name])
    more = {**there, name: [*there[name], dict(one, code="never there")]}
    with pytest.raises(NeedsWholeLoad):
        changed_copy(copy, rows(more), workbench(copy, rows(more), settings_of(world)))


def test_a_change_that_fails_leaves_nothing_on_the_workbench(monkeypatch: pytest.MonkeyPatch) -> None:
    world = next(one for one in corpus_of(worlds) if one.tables["handovers"])
    there, of_world = Changes(world, 1).tables, settings_of(world)
    less = {**there, "handovers": there["handovers"][1:]}
    copy = made_of(rows(there), new_memory(), of_world)
    on = workbench(copy, rows(there), of_world)

    def failing(*_given: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(changing, "_replace", failing)
        with pytest.raises(MemoryError):
            changed_copy(copy, rows(less), on)
    after, _found = changed_copy(copy, rows(less), on)
    assert contents(after) == contents(made_of(rows(less), new_memory(), of_world))


def figures(copy: Copy, world: World) -> Mapping[str, Any]:
    filters = replace(everyone(READ_AT), delay_clock=world.clock)
    return everything(lambda question: run(copy, *compiled(question)), filters, settings_of(world))
