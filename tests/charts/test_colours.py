"""What all charts share: long names of rows stand in two lines, in the browser and in pictures alike."""

import pandas as pd
import pytest

from charts.waiting_by_age import waiting_by_age
from documents.picture import svg


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Forensic psychiatry for children and adolescents", ["Forensic psychiatry for", "children and adolescents"]),
        ("Health care", ["Health care"]),
    ],
)
def test_a_long_name_stands_in_two_lines(name: str, lines: list[str]) -> None:
    row = {"order": 0, "name": name, "days": 3, "within": 1, "past": 0, "words": "One waits"}
    row |= {"within_own_day": 0, "past_own_day": 0, "rows_within": "", "rows_past": ""}
    drawn = svg(waiting_by_age(pd.DataFrame([row]), (7, "past"), "Days", "42 or more", "Waits"), "en")
    assert all(f">{line}<" in drawn for line in lines)
