"""The judge of the torture: it finds each kind of fault, and none where there is none."""

import math
from pathlib import Path

import pytest

from tests.store.facts.torture.history import Commit, History, beginning, read, wrong
from tests.store.facts.torture.states import Rows, counter


def state(writer: int, number: int, *more: str) -> Rows:
    return {f"case {counter(writer)}": [number, None], **{f"case {writer}-{one}": [number, None] for one in more}}


def look(*states: Rows) -> Rows:
    """What a reader sees when some writers have written."""
    seen = {row: values for commits in beginning().values() for row, values in commits[0].rows.items()}
    for one in states:
        seen |= one
    return seen


@pytest.fixture
def history() -> History:
    """Writer 1 commits twice; the second of writer 2 is asked for when the second of writer 1 stands."""
    made = beginning()
    made[1] |= {1: Commit(state(1, 1, "a"), 1, 2), 3: Commit(state(1, 3, "a", "b"), 5, 6)}
    made[2] |= {1: Commit(state(2, 1), 1.5, 5.5), 2: Commit(state(2, 2, "a"), 7, 8)}
    return made


@pytest.mark.parametrize(
    ("looks", "fault"),
    [
        ([look(state(1, 2, "a"))], "try 2 of writer 1 was never committed"),
        ([look(state(1, 3, "a"))], "a part of try 3 of writer 1: {'case 1-b'"),
        ([look(state(1, 1, "a", "c"))], "a part of try 1 of writer 1: {'case 1-c'"),
        ([look(state(1, 3, "a", "b")), look(state(1, 1, "a"))], "look 1: writer 1 went back from 3 to 1"),
        ([look(state(1, 1, "a"), state(2, 2, "a"))], "without try 3 of writer 1"),
        ([look(state(2, 2, "a"))], "without try 1 of writer 1"),
    ],
)
def test_each_fault_is_found(looks: list[Rows], fault: str, history: History) -> None:
    assert any(fault in one for one in wrong(looks, history))


def test_commits_at_the_same_time_may_be_seen_in_any_order(history: History) -> None:
    for one in (look(), look(state(1, 1, "a")), look(state(2, 1))):
        assert wrong([one, look(state(1, 3, "a", "b"), state(2, 2, "a"))], history) == []


def test_a_commit_of_which_nothing_more_was_heard_is_one_if_it_is_found(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.write_text(
        '{"writer": 1, "number": 1, "at": 1, "rows": {"x": [1]}}\n'
        '{"writer": 1, "number": 1, "at": 9}\n'
        '{"writer": 1, "number": 2, "at": 10, "rows": {"x": [2]}}\n'
        '{"writer": 1, "number": 1, "at": 12}\n'
    )
    assert read(notes)[1] == {0: beginning()[1][0], 1: Commit({"x": [1]}, 1, 9)}
    assert beginning()[1][0].stood == -math.inf
