"""Who works with whom: which mark stands in which place, whatever the values; the specification knows no value."""

import pandas as pd
import pytest

from charts.drawing import Look
from charts.joint_matrix import CELLS, CLICKED, MOST, joint

EVIL = "<script>alert('1')</script> \"quoted\" " + "long " * 40


def cell(**changes: object) -> dict[str, object]:
    plain = {"a": "police", "b": "social", "row": 1, "column": 0, "share": 0.4, "shown": "40", "chosen": False}
    return {**plain, "words": "Police and social services: 4 cases", "rows": "", **changes}


def drawn(*cells: dict[str, object], names: tuple[str, ...] = ("Police", "Social services")) -> pd.DataFrame:
    return joint(names, pd.DataFrame(cells, columns=list(CELLS)), "Matrix").values


@pytest.mark.parametrize(
    ("share", "step"), [(0.001, 0), (0.044, 0), (0.05, 1), (0.1, 2), (0.2, 3), (0.294, 3), (0.3, 4), (1, 4)]
)
def test_a_larger_share_is_a_darker_step(share: float, step: int) -> None:
    found = drawn(cell(share=share))
    assert found.loc[found["kind"] == "pair", "step"].tolist() == [step]


def test_a_side_with_itself_stands_on_the_diagonal() -> None:
    found = drawn(cell(b="police", row=0), cell())
    assert found.query("kind in ['own', 'pair']")[["kind", "row"]].to_numpy().tolist() == [["own", 0], ["pair", 1]]


def test_pairs_below_the_diagonal_without_a_shared_case_are_zeros() -> None:
    found = drawn(cell(), names=("Police", "Social services", "Health care")).query("kind == 'none'")
    assert found[["row", "column"]].to_numpy().tolist() == [[2, 0], [2, 1]]


def test_a_small_matrix_keeps_room_and_its_names_may_run_into_it() -> None:
    found = drawn(cell())
    assert sorted(found["column"].unique().tolist()) == list(range(MOST))
    assert found.loc[found["kind"] == "name", "free"].tolist() == [MOST - 1, MOST - 2]


def test_the_specification_is_the_same_for_all_values_and_can_be_clicked() -> None:
    one = joint([EVIL, "b"], pd.DataFrame([cell(words=EVIL)]), "a").drawn(Look()).spec
    none = joint([], pd.DataFrame(columns=list(CELLS)), "b").drawn(Look()).spec
    assert one is none
    assert EVIL not in str(one)
    assert CLICKED in str(one)
