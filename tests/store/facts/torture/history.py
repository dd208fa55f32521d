"""What became of every try to write, and whether a reader saw only what there was to see, and in that order."""

import json
import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.store.facts.torture.states import WRITERS, Rows, counter, numbers_in, writer_of

FIRST = 0  # the number of the state with which a writer begins


@dataclass(frozen=True)
class Commit:
    """A state of the rows of one writer, when its commit was asked for, and since when it certainly stood (seconds)."""

    rows: Rows
    asked: float
    stood: float


History = dict[int, dict[int, Commit]]  # by writer and number of the try
Tries = dict[int, list[int]]  # of each writer the numbers of those that were committed, in order


def beginning() -> History:
    """Each writer has a counter, and nothing else."""
    return {
        one: {FIRST: Commit({f"case {counter(one)}": [FIRST, None]}, -math.inf, -math.inf)} for one in range(WRITERS)
    }


def read(notes: Path) -> History:
    """The commits, from what the writers noted: each try before it was committed, and again once it stood."""
    history, asked = beginning(), {}
    for note in map(json.loads, notes.read_text(encoding="utf-8").splitlines()):
        which = note["writer"], note["number"]
        if "rows" in note:
            asked[which] = note
        elif which in asked:
            before = asked.pop(which)
            history[note["writer"]][note["number"]] = Commit(before["rows"], before["at"], note["at"])
    return history


def wrong(looks: Sequence[Rows], history: History) -> list[str]:
    """What a reader saw that it must not see, look by look."""
    tries = {writer: sorted(commits) for writer, commits in history.items()}
    return [fault for number in range(len(looks)) for fault in _wrong(number, looks, history, tries)]


def _wrong(number: int, looks: Sequence[Rows], history: History, tries: Tries) -> Iterator[str]:
    look, before = looks[number], numbers_in(looks[number - 1] if number else {})
    seen = numbers_in(look)
    rows: dict[int, Rows] = defaultdict(dict)
    for row, values in look.items():
        rows[writer_of(row)][row] = values
    for writer, last in seen.items():
        commit = history[writer].get(last)
        if commit is None:
            yield f"look {number}: try {last} of writer {writer} was never committed"
        elif rows[writer] != commit.rows:
            yield f"look {number}: a part of try {last} of writer {writer}: {_difference(rows[writer], commit.rows)}"
        if last < before[writer]:
            yield f"look {number}: writer {writer} went back from {before[writer]} to {last}"
    yield from _without_what_stood(number, seen, history, tries)


def _without_what_stood(number: int, seen: dict[int, int], history: History, tries: Tries) -> Iterator[str]:
    """A commit that is seen, and another one that stood before it was asked for and is not seen. Of a writer's commits
    the next one stood first.
    """
    known = [history[writer][last].asked for writer, last in seen.items() if last in history[writer]]
    asked = max(known, default=-math.inf)
    for writer, last in seen.items():
        at = bisect_right(tries[writer], last)
        for later in tries[writer][at : at + 1]:
            if history[writer][later].stood < asked:
                yield f"look {number}: without try {later} of writer {writer}, which stood before another that it has"


def _difference(one: Rows, other: Rows) -> str:
    return str(
        {row: (one.get(row), other.get(row)) for row in one.keys() | other.keys() if one.get(row) != other.get(row)}
    )
