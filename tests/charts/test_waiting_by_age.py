"""Waiting by age: a mark for each handover, and a number where they are many."""

import pandas as pd

from charts.drawing import Look
from charts.waiting_by_age import LAST_DAY, waiting_by_age


def marks(within: int, past: int, target: float | None = 7.0, own: tuple[int, int] = (0, 0)) -> pd.DataFrame:
    row = {"order": 0, "name": "Social services", "days": 3, "within": within, "past": past, "words": "w"}
    row |= {"within_own_day": own[0], "past_own_day": own[1], "rows_within": "", "rows_past": ""}
    line = None if target is None else (target, "past the target of 7 days →")
    return waiting_by_age(pd.DataFrame([row]), line, "Days waited", "42 or more", "1 waits").values


def test_a_few_are_marks_of_their_own_in_the_middle_of_the_row() -> None:
    found = marks(2, 1).query("kind == 'one'")
    assert found[["past", "n", "offset"]].to_numpy().tolist() == [[False, 1, -1.0], [False, 1, 0.0], [True, 1, 1.0]]


def test_many_are_one_mark_with_their_number() -> None:
    assert marks(5, 0).query("kind == 'digit'")[["n", "offset"]].to_numpy().tolist() == [[5, 0.0]]
    assert marks(3, 2).query("kind == 'digit'")["n"].tolist() == [3, 2]
    assert marks(100, 0).query("kind == 'many'")["n"].tolist() == [100]


def test_those_with_a_due_day_of_their_own_are_marked() -> None:
    found = marks(2, 1, own=(1, 1)).query("kind == 'one'")
    assert found[["past", "own"]].to_numpy().tolist() == [[False, False], [False, True], [True, True]]
    found = marks(5, 3, own=(5, 2)).query("kind == 'digit'")
    assert found[["past", "own"]].to_numpy().tolist() == [[False, True], [True, False]]


def test_one_target_is_a_line_and_several_are_none() -> None:
    assert marks(1, 0).query("kind == 'target'")["days"].tolist() == [7.0]
    for target in (None, LAST_DAY + 1.0):
        assert marks(1, 0, target).query("kind == 'target'").empty


def test_quotes_in_the_words_do_not_break_the_specification() -> None:
    spec = waiting_by_age(pd.DataFrame(), None, "Days", "42 'or' \"more\"", "").drawn(Look()).spec
    [label] = [part["encoding"]["x"]["axis"]["labelExpr"] for part in spec["layer"] if "axis" in part["encoding"]["x"]][
        :1
    ]
    assert label == "datum.value == 42 ? '42 \\'or\\' \"more\"' : datum.label"
