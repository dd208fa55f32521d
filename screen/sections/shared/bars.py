"""Names with a count each, as bars and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from charts import bars
from documents.sheet import Chart, Click, Column, Csv, Phrase, table_of
from screen.language.formats import count
from screen.sections.shared.cells import count_cell


@dataclass(frozen=True)
class Bar:
    """A name with its count, the tooltip (a sentence), whether it stands out, and the address of what it counts."""

    name: str
    amount: int
    words: str
    strong: bool = False
    link: str = ""


def bars_chart(
    name: str,
    shown: Sequence[Bar],
    conclusion: str,
    table: tuple[str, Column, Column],
    csv: Csv,
    click: Click | None,
) -> Chart:
    """The bars; `table` is the caption of their table and the heads of its two columns, `click` that on a bar."""
    amounts = [count(bar.amount) for bar in shown]
    frame = pd.DataFrame(shown).rename(columns={"link": "rows"}).assign(order=range(len(shown)), shown=amounts)
    caption, names, counts = table
    cells = {names: lambda bar: Phrase(bar.name), counts: lambda bar: count_cell(bar.amount, bar.link)}
    numbers = table_of(caption, shown, cells)
    return Chart(bars.bars(frame, conclusion), name=name, numbers=numbers, csv=csv, click=click)


def listed(shown: Sequence[Bar]) -> str:
    """Each name with its count, for a conclusion: 'Moved 3, Help ended 12'."""
    return ", ".join(f"{bar.name} {count(bar.amount)}" for bar in shown)
