"""What a page shows and lets people take away: its headline, its tables, and its charts with their numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from charts.drawing import VALUES, Drawing
from documents import picture
from documents.csv import csv
from documents.sheet import Block, Chart, Column, Figure, Figures, Phrase, Sheet, Table, Words
from screen.frame import files, parts
from screen.language.words import _
from screen.view.view import View

HEADLINE = "headline"
NOTHING_OVER = "", ""

Over = tuple[str, str]  # the heading over a table or chart, and the words below that; they are drawn elsewhere


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
    """Let the page's large figures, which are drawn elsewhere, be taken away under its headline: it is drawn before."""
    add(view, HEADLINE, Figures(figures))


def table(
    view: View,
    name: str,
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Phrase]],
    over: Over = NOTHING_OVER,
) -> None:
    """Draw a table; `name` as that of Numbers."""
    st.html(parts.table_html(caption, columns, rows))
    heading, below = over
    keep(view, name, heading or caption, [*_said(below), _table(caption, heading, columns, rows)])


def keep(view: View, name: str, caption: str, blocks: Sequence[Block]) -> None:
    """Let what is drawn elsewhere be taken away, under the heading that it has; `name` as that of Numbers."""
    view.shown[name] = Sheet(name, [Phrase(caption)], blocks)


def add(view: View, name: str, block: Block) -> None:
    """Let something more be taken away under what was drawn by this name."""
    before = view.shown[name]
    view.shown[name] = replace(before, blocks=[*before.blocks, block])


def draw(drawing: Drawing, numbers: Numbers, view: View, over: Over = NOTHING_OVER) -> None:
    """Draw a chart with its text alternative, and its numbers under it."""
    st.vega_lite_chart(spec=_with_values(drawing), theme=None, alt=drawing.alt, key=f"chart-{numbers.name}")
    under(drawing, numbers, view, over)


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


def under(drawing: Drawing, numbers: Numbers, view: View, over: Over = NOTHING_OVER) -> None:
    """The numbers of a chart, folded away, with what of both can be taken away as a file. They are sent to the browser
    only once they are opened.
    """
    heading, below = over
    table = _table(numbers.caption, heading, numbers.columns, numbers.rows)
    keep(view, numbers.name, heading or numbers.caption, [*_said(below), Chart(drawing), table])
    place = st.expander(_("Numbers as a table"), key=f"numbers-{numbers.name}", on_change="rerun", type="compact")
    with place:
        if not place.open:
            return
        st.html(parts.table_html(numbers.caption, numbers.columns, numbers.rows))
        with st.container(horizontal=True, key=f"files-{numbers.name}"):
            download(numbers.name, numbers.csv, view)
            pictures(numbers.name, drawing, view)


def download(name: str, numbers: pd.DataFrame, view: View) -> None:
    """Offer numbers as a CSV file, unrounded, unless there are none."""
    if not numbers.empty:
        files.button(view, _("Download as CSV"), f"{name}.csv", lambda: csv(numbers), noted=name)


def pictures(name: str, drawing: Drawing, view: View) -> None:
    """Offer a chart as pictures, on white whatever the theme of the screen."""
    files.button(view, _("Picture as PNG"), f"{name}.png", lambda: picture.png(picture.on_paper(drawing)))
    files.button(view, _("Picture as SVG"), f"{name}.svg", lambda: picture.svg(picture.on_paper(drawing)).encode())


def _table(caption: str, heading: str, columns: Sequence[Column], rows: Sequence[Sequence[Phrase]]) -> Table:
    """A table under a sheet's title, which is its heading or else its caption: the same words stand there once."""
    return Table(caption if heading not in ("", caption) else "", columns, rows)


def _said(words: str) -> list[Block]:
    return [Words(words)] if words else []


def _with_values(drawing: Drawing) -> dict[str, Any]:
    return {**drawing.spec, "datasets": {VALUES: drawing.data}}
