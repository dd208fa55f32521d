"""The combinations: a dot for each sector of a row, a line between the outer two, a bar as long as its cases."""

from charts.combinations import BARS, LONGEST, Row, combinations
from charts.drawing import Look

HEADS = ["Police", "Social\nservices", "Health"]


def test_a_row_has_a_dot_for_each_of_its_sectors_and_a_line_between_the_outer_two() -> None:
    data = combinations(HEADS, [Row([0, 2], 8, "8", True, "both"), Row([], 2, "2", False, "none")], "alt").values
    first, second = (data[data["row"] == row] for row in (0, 1))
    assert list(first["kind"]) == ["dot", "none", "dot", "line", "bar"]
    line, dots = first[first["kind"] == "line"].iloc[0], first[first["kind"] == "dot"]["at"]
    assert [line["at"], line["to"]] == list(dots)
    assert list(second["kind"]) == ["none", "none", "none", "bar"]


def test_the_longest_bar_is_that_of_the_most_cases_and_the_others_are_in_proportion() -> None:
    data = combinations(HEADS, [Row([0], 8, "8", False, ""), Row([1], 2, "2", False, "")], "alt").values
    lengths = (data[data["kind"] == "bar"]["to"] - BARS).round(9)
    assert list(lengths) == [LONGEST, LONGEST / 4]


def test_the_spec_follows_from_the_theme_alone() -> None:
    one, other = (combinations(HEADS[:n], [Row([0], n, "", False, "")], "alt").drawn(Look("dark")) for n in (1, 3))
    assert one.spec == other.spec
