"""Every question is answered over facts in PostgreSQL as it is over the copy, after whole loads and after changes."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from config.settings import Settings
from store.facts import changing
from store.facts.changes import Renewed
from store.facts.changing import NeedsWholeLoad, changed_copy, workbench
from store.facts.compiling import Question, compiled
from store.facts.copy import Copy, Edition, made_of, run
from store.facts.memory import new_memory
from tests import strategies
from tests.asking import filters_of, settings_of
from tests.corpus import WORLDS, corpus_of
from tests.naive.world import Asked, World
from tests.queries.every_question import QUESTIONS, as_select
from tests.store.facts.happening import Changes, rows
from tests.store.facts.postgresql.kept import Kept, kept_in
from tests.strategies import FRESH, worlds

SEE_ROWS = ("coordination", "agency")
# databases, in each of them commits, and changes in a commit at most
EXAMPLES, COMMITS, CHANGES = (60, 4, 6) if FRESH else (4, 2, 6)


@pytest.fixture
def kept(empty_postgres_url: str) -> Iterator[Kept]:
    with kept_in(empty_postgres_url) as made:
        yield made


@settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, WORLDS - 1), seed=st.integers(), data=st.data())
def test_every_question_is_answered_as_by_the_copy(kept: Kept, number: int, seed: int, data: st.DataObject) -> None:
    world, random = corpus_of(worlds)[number], Random(seed)  # noqa: S311
    changes, of_world = Changes(world, seed), settings_of(world)
    copy = made_of(rows(changes.tables), new_memory(), of_world)
    kept.put(copy)
    chosen = data.draw(strategies.asked_of(world, SEE_ROWS))
    same_answers(copy, kept, of_world, world, chosen)
    for _commit in range(COMMITS):
        for _change in range(random.randint(1, CHANGES)):
            changes.happen()
        copy = changed(copy, changes, kept, of_world)
        same_answers(copy, kept, of_world, world, chosen)


def changed(copy: Copy, changes: Changes, kept: Kept, of_world: Settings) -> Copy:
    changing.ALWAYS, usual = 1_000_000, changing.ALWAYS
    try:
        read = rows(changes.tables)
        after, found = changed_copy(copy, read, workbench(copy, read, of_world))
    except NeedsWholeLoad:
        after = made_of(rows(changes.tables), new_memory(), of_world)
        kept.put(after)
    else:
        kept.put(after, (Renewed(after.version, after.read_at, None, tuple(found.case_ids)),))
    finally:
        changing.ALWAYS = usual
    return after


def same_answers(copy: Copy, kept: Kept, of_world: Settings, world: World, chosen: Asked) -> None:
    served = kept.served(of_world)
    filters = replace(filters_of(world, chosen))
    for question in QUESTIONS:
        select = as_select(question, filters)
        one, other = answer(copy, select), answer(served, select)
        # the width of a number may be another; its value may not
        assert_frame_equal(one, other, check_dtype=False, check_exact=False, rtol=1e-12, obj=question.__name__)
        assert [isinstance(kind, pd.CategoricalDtype) for kind in one.dtypes] == [
            isinstance(kind, pd.CategoricalDtype) for kind in other.dtypes
        ]


def answer(copy: Edition, select: Question) -> pd.DataFrame:
    """The rows in order of their values, as the questions promise none."""
    found = run(copy, *compiled(select))
    return found.sort_values([*found.columns], ignore_index=True) if len(found.columns) else found
