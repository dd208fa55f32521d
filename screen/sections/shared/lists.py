"""Lists of rows that a viewer arranges: search, order and choice of columns; and the table that follows from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from documents.sheet import Column, Phrase
from screen.frame import figure, parts
from screen.frame.figure import Over
from screen.language.formats import count, in_order
from screen.language.words import _
from screen.view.view import View

Row = Mapping[Any, Any]
Sort = tuple[str, bool]  # the key of a column, and whether its end comes first

AS_IT_COMES: Sort = ("", False)
ROWS_AT_FIRST = 10
ROWS_AT_MOST = 200


@dataclass(frozen=True)
class Listed:
    """A column of a list: its key, which heads it in a file, its head, the cell of a row, and the value that rows are
    ordered by and that a file holds.
    """

    key: str
    head: Column
    cell: Callable[[Row], Phrase]
    value: Callable[[Row], Any]


def of_words(key: str, head: str, cell: Callable[[Row], Phrase]) -> Listed:
    """A column of words, which are what it is ordered by."""
    return Listed(key, Column(head, figures=False), cell, lambda row: cell(row).text)


def arranged(rows: Sequence[Row], search: str, sort: Sort, columns: Sequence[Listed]) -> list[Row]:
    """The rows any of whose cells has the words in it, capitals and small letters alike, in the order of a column;
    rows that are alike there stay as they came, and so does every row where the sort names no column.
    """
    words = search.strip().casefold()
    found = [row for row in rows if not words or any(words in one.cell(row).text.casefold() for one in columns)]
    for column in columns:
        if column.key == sort[0]:
            return sorted(found, key=lambda row: _key(column.value(row)), reverse=sort[1])
    return found


def _key(value: Any) -> Any:
    return in_order(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Head:
    """What a list is called: the heading over it, the words below that, and the caption of its table. `name` begins
    with that of the page and is unique: it makes keys and names files.
    """

    name: str
    over: Over
    caption: str


def draw(head: Head, rows: Sequence[Row], columns: Sequence[Listed], view: View, everything: bool | None = None) -> int:
    """Draw the list with what arranges it, and offer what was found as a file; gives the number of
    rows that were found. `everything`: whether all are shown, where the page itself keeps that (None: a toggle under
    the list does).
    """
    name = head.name
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        search = st.text_input(
            _("Search"),
            key=f"{name}-search",
            width=220,
            placeholder=_("Search the list"),
            label_visibility="collapsed",
        )
        with st.popover(_("Order and columns"), key=f"{name}-arrange", width=190):
            sort = _sort(name, columns)
            chosen = _columns(name, columns)
        told = st.empty()
    found = arranged(rows, search, sort, columns)
    unfolded = st.session_state.get(f"{name}-all", False) if everything is None else everything
    shown = found[: ROWS_AT_MOST if unfolded else ROWS_AT_FIRST]
    told.html(parts.order(_("{shown} of {n}").format(shown=count(len(shown)), n=count(len(rows)))), width="content")
    drawn = [column for column in columns if column.key in chosen]
    if not shown:
        st.html(_nothing(search))
        return 0
    cells, heads = [[column.cell(row) for column in drawn] for row in shown], [column.head for column in drawn]
    figure.table(view, name, head.caption, heads, cells, head.over)
    with st.container(horizontal=True, vertical_alignment="center", key=f"files-{name}"):
        if everything is None and len(found) > ROWS_AT_FIRST:
            st.toggle(_("Show {n}").format(n=count(min(len(found), ROWS_AT_MOST))), key=f"{name}-all")
        figure.download(name, numbers(found, drawn), view)
    return len(found)


def numbers(rows: Sequence[Row], columns: Sequence[Listed]) -> pd.DataFrame:
    """What a file holds of the rows: of each column that is shown its words, or its number unrounded."""
    return pd.DataFrame([{column.key: column.value(row) for column in columns} for row in rows])


def _nothing(search: str) -> str:
    return parts.order(_("Nothing in this list has ‘{words}’ in it.").format(words=search.strip()))


def _sort(name: str, columns: Sequence[Listed]) -> Sort:
    """The list of orders: as the rows came, and up and down by each column."""
    heads = {column.key: column.head.head for column in columns}
    options = [AS_IT_COMES, *((key, down) for key in heads for down in (False, True))]

    def said(option: Sort) -> str:
        key, down = option
        if key not in heads:
            return _("As it comes")
        return (_("{column}, descending") if down else _("{column}, ascending")).format(column=heads[key])

    return st.selectbox(_("Order"), options, format_func=said, key=f"{name}-order")


def _columns(name: str, columns: Sequence[Listed]) -> list[str]:
    """The keys of the columns that are shown: the first, which names the rows, and those that the viewer keeps."""
    heads = {column.key: column.head.head for column in columns[1:]}
    kept = st.pills(
        _("Columns"),
        list(heads),
        selection_mode="multi",
        default=list(heads),
        format_func=lambda key: heads.get(key, key),
        key=f"{name}-columns",
    )
    return [columns[0].key, *kept]
