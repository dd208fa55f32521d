"""A page on the screen: the only renderer that knows Streamlit. The frame hands it what it needs as a Stage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from charts.drawing import VALUES, Look
from documents import html, picture
from documents.csv import csv
from documents.html import Explain
from documents.page import (
    Button,
    Choice,
    Code,
    Columns,
    Folded,
    Key,
    Link,
    Live,
    Page,
    Part,
    Pictures,
    Popover,
    Row,
    Section,
    Several,
    Switch,
    Task,
    Tasks,
    TextField,
    Workbook,
)
from documents.sheet import Chart, Click, Csv, Figures, Stamp, Table, Words
from documents.xlsx import xlsx

Control = Choice | Several | Switch | TextField | Button


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
    the access log keeps, if not its name. It is made without a language: words have to be made before.
    """

    label: str
    name: str
    make: Callable[[], bytes]
    logged: str = ""


@dataclass(frozen=True)
class Stage:
    """What the frame gives: how to draw, what indicators mean, and what happens to what a viewer does.

    `control` draws a control that is bound to the address, `clicked` takes the mark of a chart that was clicked, `link`
    draws a link to another page, `file` a button for a file; `rows_shown` notes that case rows were shown.
    """

    look: Look
    labels: Labels
    explain: Explain
    stamp: Stamp
    control: Callable[[Control], None]
    clicked: Callable[[Click, Mapping[str, Any]], None]
    link: Callable[[Link], None]
    file: Callable[[File], None]
    rows_shown: Callable[[str], None]


def draw(page: Page, stage: Stage) -> None:
    """Draw a page from its headline on."""
    if page.notice:
        st.html(html.notice(page.notice))
        return
    if page.title:
        st.html(html.headline(page.lead, page.title, page.below))
    _parts(page.parts, stage)


def preload() -> None:
    """Let the browser fetch what draws charts before the first chart is needed, while somebody types a password."""
    with st.container(key="unseen-chart"):
        st.vega_lite_chart(
            spec={"mark": {"type": "point", "aria": False}, "width": 1, "height": 1, "data": {"name": "none"}},
            theme=None,
        )


def _parts(parts: Sequence[Part], stage: Stage, before: str = "") -> None:
    """Parts one below the other; those that are HTML, and follow each other, are one message to the browser."""
    said = before
    for part in parts:
        if markup := _markup(part, stage):
            said += markup
            continue
        if said:
            st.html(said)
        said = ""
        _part(part, stage)
    if said:
        st.html(said)


def _markup(part: Part, stage: Stage) -> str:
    match part:
        case Words():
            return html.words(part)
        case Figures():
            return html.tiles(part, stage.explain, stage.look.theme)
        case Table():
            return html.table(part, stage.explain)
        case Key():
            return html.key(part)
        case Link(here=True):
            return html.note(part.label)
        case _:
            return ""


def _part(part: Part, stage: Stage) -> None:
    match part:
        case Section():
            _section(part, stage)
        case Columns():
            for place, column in zip(st.columns(part.widths, gap=part.gap), part.columns, strict=True):
                with place:
                    _parts(column, stage)
        case Row() | Popover() | Folded() | Tasks():
            _group(part, stage)
        case Chart():
            _chart(part, stage)
        case Csv() | Pictures() | Workbook():
            _files(part, stage)
        case Link() | Code() | Live():
            _single(part, stage)
        case Choice() | Several() | Switch() | TextField() | Button():
            stage.control(part)


def _single(part: Link | Code | Live, stage: Stage) -> None:
    match part:
        case Link():
            stage.link(part)
        case Code():
            st.code(part.text, language="sql", wrap_lines=True)
        case Live():
            part.draw()


def _section(section: Section, stage: Stage) -> None:
    if section.logged:
        stage.rows_shown(section.logged)
    with st.container(key=f"section-{section.name}", gap="xxsmall" if section.dense else "small"):
        _parts(section.parts, stage, html.heading_of(section, stage.explain))


def _group(part: Row | Popover | Folded | Tasks, stage: Stage) -> None:
    match part:
        case Row():
            with st.container(
                horizontal=True,
                vertical_alignment="center",
                horizontal_alignment="distribute" if part.spread else "left",
                gap="small",
                key=f"row-{part.name}",
            ):
                _parts(part.parts, stage)
        case Popover():
            with st.popover(part.label, key=f"popover-{part.name}", width=190):
                _parts(part.parts, stage)
        case Folded():
            place = st.expander(
                part.label, key=f"folded-{part.name}", on_change="rerun", type="compact", expanded=part.is_open
            )
            with place:
                if place.open:
                    _parts(part.parts, stage)
        case Tasks():
            with st.container(gap=None, key="attention"):
                for task in part.tasks:
                    _task(task, stage)


def _task(task: Task, stage: Stage) -> None:
    with st.container(gap=None):
        st.html(html.sentence(task.subject, task.rest))
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.html(html.note(task.order), width="content")
            stage.link(task.link)


def _chart(chart: Chart, stage: Stage) -> None:
    """The chart with its text alternative, and its numbers under it."""
    drawing, key, click = chart.recipe.drawn(stage.look), f"chart-{chart.name}", chart.click
    spec = {**drawing.spec, "datasets": {VALUES: drawing.values}}
    if click is None:
        st.vega_lite_chart(spec=spec, theme=None, alt=drawing.alt, key=key)
    else:
        wanted = click

        def clicked() -> None:
            if chosen := st.session_state[key]["selection"].get(wanted.on):
                stage.clicked(wanted, chosen[0])

        st.vega_lite_chart(spec=spec, theme=None, alt=drawing.alt, key=key, on_select=clicked, selection_mode=wanted.on)
    if chart.numbers:
        _numbers(chart, chart.numbers, stage)


def _numbers(chart: Chart, numbers: Table, stage: Stage) -> None:
    """The numbers of a chart, folded away; they are sent to the browser only once they are opened."""
    files = (*((chart.csv,) if chart.csv else ()), Pictures(chart.name, chart))
    row = Row(f"files-{chart.name}", files)
    _group(Folded(f"numbers-{chart.name}", stage.labels.numbers, (numbers, row)), stage)


def _files(part: Csv | Pictures | Workbook, stage: Stage) -> None:
    labels, language = stage.labels, stage.look.language
    match part:
        case Csv():
            if not part.frame.empty:
                frame = part.frame
                stage.file(File(labels.csv, f"{part.name}.csv", lambda: csv(frame), part.name))
        case Pictures():
            recipe = part.chart.recipe
            stage.file(File(labels.png, f"{part.name}.png", lambda: picture.png(recipe, language)))
            stage.file(File(labels.svg, f"{part.name}.svg", lambda: picture.svg(recipe, language).encode()))
        case Workbook():
            tables = {title: table.frame for title, table in part.tables}
            stamp = replace(stage.stamp, filters=part.filters)
            stage.file(File(part.label, part.name, lambda: xlsx(tables, stamp)))
