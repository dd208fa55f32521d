"""A chart on the screen, and under it the same numbers as a table to read and as a file to take away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from charts.drawing import VALUES, Drawing
from exports.sheet import Column, Phrase
from screen.parts import table_html
from screen.view import View
from screen.words import _


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


def draw(drawing: Drawing, numbers: Numbers, view: View) -> None:
    """Draw a chart with its text alternative, and its numbers under it."""
    st.vega_lite_chart(spec=_with_values(drawing), theme=None, alt=drawing.alt, key=f"chart-{numbers.name}")
    under(numbers, view)


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
    under(numbers, view)
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
        st.vega_lite_chart(spec={"mark": "point", "width": 1, "height": 1, "data": {"name": "none"}}, theme=None)


def under(numbers: Numbers, view: View) -> None:
    """The numbers of a chart, folded away; they are sent to the browser only once they are opened."""
    place = st.expander(_("Numbers as a table"), key=f"numbers-{numbers.name}", on_change="rerun", type="compact")
    with place:
        if not place.open:
            return
        st.html(table_html(numbers.caption, numbers.columns, numbers.rows))
        download(numbers.name, numbers.csv, view)


def download(name: str, numbers: pd.DataFrame, view: View) -> None:
    """Offer numbers as a CSV file, unrounded; taking it away is written down."""
    st.download_button(
        _("Download as CSV"),
        lambda: numbers.to_csv(index=False).encode("utf-8-sig"),
        file_name=f"saumaton-{name}.csv",
        mime="text/csv",
        key=f"download-{name}",
        type="tertiary",
        on_click=view.note_export,
        args=(name,),
    )


def _with_values(drawing: Drawing) -> dict[str, Any]:
    return {**drawing.spec, "datasets": {VALUES: drawing.data}}
