"""The matrix: which mark stands in which place, whatever the values; the specification knows no value."""

import re

import pandas as pd
import pytest

from charts.drawing import Look
from charts.from_to_matrix import CELLS, CLICKED, LINES, MOST, OF_FEW, UNREACHED, Head, matrix
from documents.picture import svg_of

HEADS = [Head("police", "Police", ["Police"]), Head("social", "Social services", ["Social", "services"])]
ROW = 36  # px
CIRCLE = r'translate\(([\d.]+),([\d.]+)\)" d="M([\d.]+),0A[^>]* stroke-width="([\d.]+)"'
EVIL = "<script>alert('1')</script> \"quoted\" " + "long " * 40


def cell(**changes: object) -> dict[str, object]:
    plain = {"sender": "police", "receiver": "social", "row": 0, "column": 1, "days": 8.3, "few": False, "shown": "8.3"}
    return {**plain, "waiting": 17, "past": 17, "chosen": False, "words": "Half within 8.3 days", **changes}


def drawn(*cells: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame(cells, columns=list(CELLS))
    return matrix(HEADS, HEADS, frame, "Two pairs").values


@pytest.mark.parametrize(
    ("days", "step"),
    [(0, 0), (2.44, 0), (2.46, 1), (4.5, 2), (6.94, 2), (6.96, 3), (7.04, 3), (13.4, 3), (13.6, 4), (float("nan"), -1)],
)
def test_a_longer_median_is_a_darker_step_by_the_number_shown_and_one_not_reached_has_none(
    days: float, step: int
) -> None:
    found = drawn(cell(days=days))
    assert found.loc[found["kind"] == "cell", "step"].tolist() == [step]


def test_a_median_of_few_has_no_colour() -> None:
    found = drawn(cell(few=True), cell(few=True, days=float("nan"), shown="<½"), cell(few=False))
    assert found.loc[found["kind"] == "cell", "step"].tolist() == [OF_FEW, UNREACHED, 3]


@pytest.mark.parametrize("sectors", [12, 16, 24, 40])
@pytest.mark.parametrize(("waiting", "past"), [(1, 0), (120, 3), (999, 999)])
def test_no_circle_is_larger_than_its_cell(sectors: int, waiting: int, past: int) -> None:
    heads = [Head(str(number), f"Sector {number}", ["S"]) for number in range(sectors)]
    frame = pd.DataFrame([cell(row=1, column=2, waiting=waiting, past=past)], columns=list(CELLS))
    picture = svg_of(matrix(heads, heads, frame, "One pair").drawn(Look()))
    [width] = map(float, re.findall(r'class="background"[^>]* d="M0,0h([\d.]+)v', picture))
    [(x, y, radius, line)] = (map(float, one) for one in re.findall(CIRCLE, picture))
    reach, across, down = radius + line / 2, x - 2 * width / sectors, y - ROW
    assert reach <= across <= width / sectors - reach
    assert reach <= down <= ROW - reach


def test_a_pair_without_handovers_is_a_dot_and_the_diagonal_is_no_pair() -> None:
    found = drawn(cell()).query("kind in ['none', 'self']")[["kind", "row", "column"]].to_numpy().tolist()
    assert found == [["self", 0, 0], ["none", 1, 0], ["self", 1, 1]]


def test_a_narrow_matrix_keeps_room_for_as_many_columns_as_a_wide_one() -> None:
    columns = drawn(cell()).query("kind != 'row'")["column"]
    assert sorted(columns.unique().tolist()) == list(range(MOST))


def test_the_last_line_of_every_head_stands_above_its_column() -> None:
    heads = drawn(cell()).query("kind == 'column'")["name"].tolist()
    assert [head.split("\n")[-1] for head in heads] == ["Police", "services"]
    assert {len(head.split("\n")) for head in heads} == {LINES}


def test_the_specification_is_the_same_for_all_values_and_can_be_clicked() -> None:
    one = matrix(HEADS, HEADS, pd.DataFrame([cell(words=EVIL)]), "a").drawn(Look()).spec
    none = matrix([], [], pd.DataFrame(columns=list(CELLS)), "b").drawn(Look()).spec
    assert one is none
    assert EVIL not in str(one)
    assert CLICKED in str(one)
