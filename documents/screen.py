"""A page on the screen: the only renderer that knows Streamlit. The frame hands it what it needs as a Stage."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st

from charts.colours import Theme
from charts.drawing import VALUES, Look
from documents import html, page, picture
from documents.csv import csv
from documents.html import Explain
from documents.sheet import Chart, Click, Csv, Figures, Stamp, Table, Words
from documents.xlsx import xlsx

# the HTML of a part, by its identity and the colours; beside it the part itself, so that no other takes its place
Kept = dict[tuple[int, Theme], tuple[page.Part, str]]
Instead = Callable[[], object] | None  # draws something else in its place; None where nothing is to be replaced


@dataclass(frozen=True)
class Labels:
    """The words that the renderer itself says."""

    numbers: str
    csv: str
    png: str
    svg: str


@dataclass(frozen=True)
class File:
    """A file to take away: the words on its button, its name (plain ASCII, unique on its page), what makes it, and what
    the access log keeps, if not its name. It is made without a language: words have to be made before. One with case
    `rows` says of which `cases`. One that is `plain` keeps its name, without that of the dashboard before it. A name
    ends with the `days` of the period.
    """

    label: str
    name: str
    make: Callable[[], bytes]
    logged: str = ""
    rows: bool = False
    cases: Callable[[], Collection[str]] = tuple
    plain: bool = False
    days: str = ""

    @property
    def name_to_keep(self) -> str:
        """The name under which a browser keeps it."""
        stem, _dot, kind = self.name.rpartition(".")
        named = f"{stem}-{self.days}.{kind}" if self.days else self.name
        return named if self.plain else f"saumaton-{named}"


@dataclass(frozen=True)
class Stage:
    """What the frame gives: how to draw, what indicators mean, and what happens to what a viewer does.

    `control` draws a control that is bound to the address, `clicked` takes the mark of a chart that was clicked, `link`
    draws a link to another page, `address` is that of one in HTML, `file` draws a button for a file; `rows_shown` notes
    that rows of cases are shown, and gives what draws something in their place where they may not be; `unfolded` is
    called before the run in which what was folded away is shown. `cases` are those of the rows that are drawn, None
    outside of any. `of` is what each table that is taken away says in columns of its own: its period and moment.
    `kept` is the HTML of the page's parts, as far as it was made for others who look at the same.
    """

    look: Look
    labels: Labels
    explain: Explain
    stamp: Stamp
    control: Callable[[page.Control], None]
    clicked: Callable[[Click, Mapping[str, Any]], None]
    link: Callable[[page.Link], None]
    address: Callable[[page.Link], str]
    file: Callable[[File], None]
    rows_shown: Callable[[str, tuple[str, ...]], Instead]
    unfolded: Callable[[], None]
    cases: tuple[str, ...] | None = None
    of: Mapping[str, str] = field(default_factory=dict)
    kept: Kept = field(default_factory=dict)


@dataclass(frozen=True)
class Markup:
    """HTML as it is: Streamlit looks through a text for a file of that name, and for spaces to take away."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


def draw(shown: page.Page, stage: Stage) -> None:
    """Draw a page from its headline on."""
    if shown.notice:
        st.html(html.notice(shown.notice))
        return
    if shown.title:
        st.html(html.headline(shown.lead, shown.title, shown.below, shown.link))
    _parts(shown.parts, stage)


def preload() -> None:
    """Let the browser fetch what draws charts before the first chart is needed, while somebody types a password."""
    with st.container(key="unseen-chart"):
        spec = {"mark": {"type": "point", "aria": False}, "width": 1, "height": 1, "data": {"name": "none"}}
        st.vega_lite_chart(spec=spec, theme=None)


def _parts(parts: Sequence[page.Part], stage: Stage, before: str = "") -> None:
    """Parts one below the other; those that are HTML, and follow each other, are one message to the browser."""
    said = before
    for part in parts:
        if markup := _kept_markup(part, stage):
            said += markup
            continue
        if said:
            st.html(Markup(said))
        said = ""
        _part(part, stage)
    if said:
        st.html(Markup(said))


def _kept_markup(part: page.Part, stage: Stage) -> str:
    key = id(part), stage.look.theme
    if key not in stage.kept:
        stage.kept[key] = part, _markup(part, stage)
    return stage.kept[key][1]


def _markup(part: page.Part, stage: Stage) -> str:
    match part:
        case Words():
            markup = html.words(part)
        case Figures():
            markup = html.tiles(part, stage.explain, stage.look.theme)
        case Table():
            markup = html.table(part, stage.explain)
        case page.Key():
            markup = html.key(part)
        case page.Tasks():
            markup = html.tasks(part, stage.address)
        case page.Link(here=True):
            markup = html.note(part.label)
        case _:
            markup = ""
    return markup


def _part(part: page.Part, stage: Stage) -> None:
    match part:
        case page.Section():
            _section(part, stage)
        case page.Columns() | page.Row() | page.Popover() | page.Folded():
            _group(part, stage)
        case Chart():
            _chart(part, stage)
        case Csv() | page.AllRows() | page.Pictures() | page.Workbook():
            _files(part, stage)
        case page.Link():
            stage.link(part)
        case page.Code():
            st.code(part.text, language="sql", wrap_lines=True)
        case page.Live():
            part.draw()
        case _ if isinstance(part, page.Control):
            stage.control(part)


def _section(section: page.Section, stage: Stage) -> None:
    instead = stage.rows_shown(section.logged, section.cases) if section.logged else None
    heading = html.heading_of(section, stage.explain)
    with st.container(key=f"section-{section.name}", gap="xxsmall" if section.dense else "small"):
        if instead is None:
            within = replace(stage, cases=section.cases) if section.logged else stage
            _parts(section.parts, within, heading)
            return
        if heading:
            st.html(heading)
        instead()


def _group(part: page.Group, stage: Stage) -> None:
    match part:
        case page.Columns():
            for place, column in zip(st.columns(part.widths, gap=part.gap), part.columns, strict=True):
                with place:
                    _parts(column, stage)
        case page.Row():
            aligned: Literal["distribute", "left"] = "distribute" if part.spread else "left"
            with st.container(
                key=f"row-{part.name}", horizontal=True, horizontal_alignment=aligned, vertical_alignment="center"
            ):
                _parts(part.parts, stage)
        case page.Popover():
            with st.popover(part.label, key=f"popover-{part.name}", width=190):
                _parts(part.parts, stage)
        case page.Folded():
            key = f"folded-{part.name}"
            with st.expander(part.label, key=key, on_change=stage.unfolded, type="compact") as place:
                if place.open:
                    _parts(part.parts, stage)


def _chart(chart: Chart, stage: Stage) -> None:
    """The chart with its text alternative, and its numbers folded away under it: they are sent to the browser only once
    they are opened.
    """
    drawing, key, click = chart.recipe.drawn(stage.look), f"chart-{chart.name}", chart.click
    take = stage.clicked  # not the stage, which has all of the page, and would be kept for as long as the tab is open

    def clicked() -> None:
        if click and (chosen := st.session_state[key]["selection"].get(click.on)):
            take(click, chosen[0])

    # the style sheet shows the chart, or what takes its place
    with st.container(key=f"either-{chart.name}") if chart.narrow else nullcontext():
        st.vega_lite_chart(
            spec={**drawing.spec, "datasets": {VALUES: chart.recipe.values_as_arrow}},
            theme=None,
            alt=drawing.alt,
            key=key,
            on_select=clicked if click else "ignore",
            selection_mode=click.on if click else None,
        )
        if chart.narrow:
            st.html(Markup(_kept_markup(chart.narrow, stage)))
    if chart.numbers:
        files = (*((chart.csv,) if chart.csv else ()), page.Pictures(chart.name, chart))
        parts = (chart.numbers, page.Row(f"files-{chart.name}", files))
        _group(page.Folded(f"numbers-{chart.name}", stage.labels.numbers, parts), stage)


def _files(part: page.Files, stage: Stage) -> None:
    labels, language, of = stage.labels, stage.look.language, stage.of
    rows, drawn = stage.cases is not None, stage.cases or ()
    match part:
        case Csv():
            if not part.frame.empty:
                frame = part.frame
                cases = partial(_cases_in, frame, drawn) if rows else tuple
                stage.file(
                    File(labels.csv, f"{part.name}.csv", lambda: csv(frame.assign(**of)), part.name, rows, cases)
                )
        case page.AllRows():
            read = part.read
            every = File(labels.csv, f"{part.name}.csv", lambda: csv(read().assign(**of)), part.logged, rows)
            stage.file(replace(every, cases=lambda: _cases_in(read(), drawn)))
        case page.Pictures():
            recipe, around = part.chart.recipe, _around(part, stage.stamp)
            png, svg = partial(picture.png, recipe, language, around), partial(picture.svg, recipe, language, around)
            for label, name, make in ((labels.png, "png", png), (labels.svg, "svg", lambda: svg().encode())):
                stage.file(File(label, f"{part.name}.{name}", make, rows=rows, cases=lambda: drawn))
        case page.Workbook():
            tables = {title: table.frame for title, table in part.tables}
            stamp = replace(stage.stamp, filters=part.filters)
            stage.file(File(part.label, part.name, lambda: xlsx(tables, stamp)))


def _cases_in(frame: pd.DataFrame, drawn: tuple[str, ...]) -> Collection[str]:
    """The cases of the rows of a file: those of its column of cases, else those that are drawn."""
    column = next((name for name in ("case_id", "case") if name in frame), None)
    return drawn if column is None else tuple(frame[column].astype(str))


def _around(part: page.Pictures, stamp: Stamp) -> picture.Around:
    title = part.title or (part.chart.numbers.caption if part.chart.numbers else stamp.what)
    lines = (stamp.data, stamp.filters, stamp.audience, stamp.demo, *part.lines)
    return picture.Around(title, tuple(filter(None, lines)))
