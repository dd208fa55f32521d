"""Names with a count each, as bars and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from charts import bars
from documents.sheet import Chart, Column, Csv, Phrase, Table
from screen.language.formats import count
from screen.sections.shared.cells import count_cell


@dataclass(frozen=True)
class Bar:
    """A name with its count, the tooltip (a sentence), and whether the bar stands out."""

    name: str
    amount: int
    words: str
    strong: bool = False


def bars_chart(name: str, shown: Sequence[Bar], conclusion: str, table: tuple[str, Column, Column], csv: Csv) -> Chart:
    """The bars; `table` is the caption of their table and the heads of its two columns."""
    frame = pd.DataFrame(
        {
            "order": range(len(shown)),
            "name": [bar.name for bar in shown],
            "amount": [bar.amount for bar in shown],
            "shown": [count(bar.amount) for bar in shown],
            "strong": [bar.strong for bar in shown],
            "words": [bar.words for bar in shown],
        }
    )
    caption, *columns = table
    numbers = Table(caption, columns, [[Phrase(bar.name), count_cell(bar.amount)] for bar in shown])
    return Chart(bars.bars(frame, conclusion), name=name, numbers=numbers, csv=csv)


def listed(shown: Sequence[Bar]) -> str:
    """Each name with its count, for a conclusion: 'Moved 3, Help ended 12'."""
    return ", ".join(f"{bar.name} {count(bar.amount)}" for bar in shown)
