"""What a page shows and lets people take away: its headline, its tables, and its charts with their numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from charts.drawing import VALUES, Drawing
from exports import picture
from exports.csv import csv
from exports.sheet import Block, Chart, Column, Figure, Figures, Phrase, Sheet, Table, Words
from screen import files, parts
from screen.view import View
from screen.words import _

HEADLINE = "headline"


@dataclass(frozen=True)
class Numbers:
    """The numbers of a chart. `name` is short, plain ASCII and unique on its page: it makes keys and the file's name.

    `columns` and `rows` are the table to read; `csv` holds the same numbers unrounded.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Phrase]]
    csv: pd.DataFrame


def headline(view: View, lead: str, rest: str, below: str) -> None:
    """Draw the sentence a page begins with; `lead` stands in the colour of attention."""
    st.html(parts.headline(lead, rest, below))
    phrases = [Phrase(lead, "attention"), Phrase(rest)] if lead else [Phrase(rest)]
    view.shown[HEADLINE] = Sheet(HEADLINE, phrases, [Words(below)] if below else [])


def large_figures(view: View, figures: Sequence[Figure]) -> None:
    """Let the page's large figures, which are drawn elsewhere, be taken away under its headline."""
    before = view.shown.get(HEADLINE, Sheet(HEADLINE, [], []))
    view.shown[HEADLINE] = Sheet(HEADLINE, before.title, [*before.blocks, Figures(figures)])


def table(view: View, name: str, caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Phrase]]) -> None:
    """Draw a table; `name` as that of Numbers."""
    st.html(parts.table_html(caption, columns, rows))
    _keep(view, name, caption, [Table("", columns, rows)])


def draw(drawing: Drawing, numbers: Numbers, view: View) -> None:
    """Draw a chart with its text alternative, and its numbers under it."""
    st.vega_lite_chart(spec=_with_values(drawing), theme=None, alt=drawing.alt, key=f"chart-{numbers.name}")
    under(numbers, view, drawing)


def clickable(drawing: Drawing, numbers: Numbers, view: View, *, on: str) -> Mapping[str, Any] | None:
    """Draw a chart whose selection parameter `on` is a point selection; returns the fields of the mark last clicked.

    None where nothing is selected.
    """
    state = st.vega_lite_chart(
        spec=_with_values(drawing),
        theme=None,
        alt=drawing.alt,
        key=f"chart-{numbers.name}",
        on_select="rerun",
        selection_mode=on,
    )
    under(numbers, view, drawing)
    chosen: Any = state["selection"].get(on) if state else None
    return chosen[0] if chosen else None


def on_click(drawing: Drawing, key: str, on: str, then: Callable[[Mapping[str, Any]], None]) -> None:
    """Draw a chart whose point selection `on` calls `then` with the fields of the mark that was clicked."""

    def clicked() -> None:
        if chosen := st.session_state[key]["selection"].get(on):
            then(chosen[0])

    st.vega_lite_chart(
        spec=_with_values(drawing), theme=None, alt=drawing.alt, key=key, on_select=clicked, selection_mode=on
    )


def preload() -> None:
    """Let the browser fetch what draws charts before the first chart is needed, while somebody types a password."""
    with st.container(key="unseen-chart"):
        st.vega_lite_chart(
            spec={"mark": {"type": "point", "aria": False}, "width": 1, "height": 1, "data": {"name": "none"}},
            theme=None,
        )


def under(numbers: Numbers, view: View, drawing: Drawing | None = None) -> None:
    """The numbers of a chart, folded away, with what of both can be taken away as a file. They are sent to the browser
    only once they are opened.
    """
    _keep(view, numbers.name, numbers.caption, _blocks(numbers, drawing))
    place = st.expander(_("Numbers as a table"), key=f"numbers-{numbers.name}", on_change="rerun", type="compact")
    with place:
        if not place.open:
            return
        st.html(parts.table_html(numbers.caption, numbers.columns, numbers.rows))
        with st.container(horizontal=True, key=f"files-{numbers.name}"):
            download(numbers.name, numbers.csv, view)
            if drawing:
                _pictures(numbers.name, drawing, view)


def download(name: str, numbers: pd.DataFrame, view: View) -> None:
    """Offer numbers as a CSV file, unrounded, unless there are none."""
    if not numbers.empty:
        files.button(view, _("Download as CSV"), f"{name}.csv", lambda: csv(numbers), noted=name)


def _pictures(name: str, drawing: Drawing, view: View) -> None:
    """Offer a chart as pictures, on white whatever the theme of the screen."""
    files.button(view, _("Picture as PNG"), f"{name}.png", lambda: picture.png(picture.on_paper(drawing)))
    files.button(view, _("Picture as SVG"), f"{name}.svg", lambda: picture.svg(picture.on_paper(drawing)).encode())


def _blocks(numbers: Numbers, drawing: Drawing | None) -> list[Block]:
    chart = [Chart(drawing)] if drawing else []
    return [*chart, Table("", numbers.columns, numbers.rows)]


def _keep(view: View, name: str, caption: str, blocks: Sequence[Block]) -> None:
    view.shown[name] = Sheet(name, [Phrase(caption)], blocks)


def _with_values(drawing: Drawing) -> dict[str, Any]:
    return {**drawing.spec, "datasets": {VALUES: drawing.data}}
