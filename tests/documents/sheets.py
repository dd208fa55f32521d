"""Sheets for the tests of files: each kind of block, text that looks like markup, and a chart that cannot be drawn."""

import altair as alt
import pandas as pd

from charts.bars import bars
from charts.colours import Palette
from charts.drawing import Recipe
from documents.sheet import Chart, Column, Figure, Figures, Phrase, Sheet, Stamp, Table, Words

MARKUP = r'*bold* _it_ #panic("x") $x$ `raw` <b>&amp; @ref [x] \ // = https://x.example ~ " {{'
LONG_WORD = "x" * 400
STAMP = Stamp(
    what="Meeting of 24 Nov 2026",
    data="Data as of 24 Nov 2026, 18:00",
    filters="All of Finland",
    audience="For officials. Not for publication.",
    demo="Demo data",
    language="fi",
    not_drawn="Tätä kuvaa ei voitu piirtää.",
    page="{page} / {pages}",
)
STAMPED = (STAMP.what, STAMP.data, STAMP.filters, STAMP.audience, STAMP.demo)
COLUMNS = [Column("Agency", figures=False), Column("Waits"), Column("Past target")]


def a_chart() -> Recipe:
    names = ["Poliisi", "Työsuojelu", "Ålands polis"]
    rows = pd.DataFrame({"order": range(3), "name": names, "amount": [3, 5, 9], "shown": ["3", "5", "9"]})
    return bars(rows.assign(strong=[True, False, True], words=names, rows=""), "Three agencies wait.")


def a_broken_chart() -> Recipe:
    return Recipe(_broken, pd.DataFrame({"amount": [1]}), "Nine handovers wait for the police.")


def _broken(_colours: Palette) -> alt.TopLevelMixin:
    return alt.Chart(mark="no such mark")  # type: ignore[arg-type]


def a_table(rows: int = 3) -> Table:
    return Table(
        "Agencies", COLUMNS, [[Phrase(f"Agency {n}"), Phrase(str(n)), Phrase("2", "attention")] for n in range(rows)]
    )


def a_sheet(*blocks: Figures | Words | Table | Chart, title: str = "handovers wait", notes: str = "") -> Sheet:
    return Sheet("one", [Phrase("12 of 40", "attention"), Phrase(title)], blocks, notes)


FIGURES = Figures([Figure("12", "past target", (Phrase("of 40"),), "attention"), Figure("5.8 days", "median")])
