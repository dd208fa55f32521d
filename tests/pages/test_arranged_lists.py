"""The lists at the end of pages: a file holds of each row the words that its cells say, and its numbers."""

import pytest

from documents.page import Section
from documents.sheet import Csv, Table
from tests.pages.drawing import every
from tests.pages.test_counts_lead_to_rows import walk_of

LISTS = {"open_cases": "open-cases-list", "handovers": "handovers-overdue", "deadlines": "deadlines-overdue"}
NUMBERS = ("age_days", "paused_days", "waited_days", "past_days")


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("order", ["as_given", "-region", "to", "-kind"])
def test_the_words_in_a_file_are_those_of_the_cells(page: str, order: str) -> None:
    parts = walk_of("demo", "coordination").page(page, {"period": ["all"], "order": [order]}).parts
    [shown] = [part for part in every(parts) if isinstance(part, Section) and part.name == LISTS[page]]
    [table] = [part for part in every(shown.parts) if isinstance(part, Table)]
    [file] = [part for part in every(shown.parts) if isinstance(part, Csv)]
    assert len(file.frame) >= len(table.rows) > 0
    for name, column in zip(file.frame, zip(*table.rows, strict=True), strict=True):
        values = file.frame[name].head(len(column))
        if name in NUMBERS:
            assert values.map(float).notna().all()
        else:
            assert [cell.text for cell in column] == values.tolist()
