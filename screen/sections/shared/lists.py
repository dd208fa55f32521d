"""Lists of rows that a viewer arranges: search, order and choice of columns; and the table that follows from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import pandas as pd

from documents.page import Choice, Part, Popover, Row, Section, Several, Switch, TextField, options
from documents.sheet import Column, Csv, Phrase, Words, table_of
from screen.language.formats import count, in_order
from screen.language.words import _
from screen.sections.shared import sentences
from screen.sections.shared.cells import agency_cell, case_columns
from screen.view.view import View

ListRow = Mapping[Any, Any]
R = TypeVar("R")

AS_GIVEN = "as_given"
ROWS_AT_FIRST = 10
ROWS_AT_MOST = 200
UNFOLDS = ("all", "list")


@dataclass(frozen=True)
class Listed:
    """A column of a list: its key, which heads it in a file, its head, the cell of a row, and the values that rows are
    ordered by and that a file holds. A list may have very many rows, of which few are shown: only of these are cells
    made, while nothing is searched.
    """

    key: str
    head: Column
    cell: Callable[[ListRow], Phrase]
    values: Callable[[pd.DataFrame], "pd.Series[Any]"]


def of_words(
    key: str, head: str, cell: Callable[[ListRow], Phrase], column: str, name: Callable[[str], str] | None = None
) -> Listed:
    """A column of the words of each cell, as `name` gives them for any code, and so for those in a column of the rows
    (None: as these are).
    """
    return Listed(key, Column(head, figures=False), cell, lambda rows: rows[column].map(name) if name else rows[column])


def of_case(view: View) -> list[Listed]:
    """The columns of a case: its number, region and responsible agency."""
    case, region, agency = case_columns(view).items()
    return [
        of_words("case", case[0].head, case[1], "case_id"),
        of_words("region", region[0].head, region[1], "region", partial(view.name, "region")),
        of_words("agency", agency[0].head, agency[1], "responsible_agency", lambda code: agency_cell(code, view).text),
    ]


def unfolded(
    rows: Sequence[R], first: int, value: str, words: str, view: View, parameter: str = "all"
) -> tuple[Sequence[R], tuple[Switch, ...]]:
    """All rows where `value` is on, else the first; and where there are more, its switch, whose words say how many."""
    shown = rows if view.is_on(value, parameter) else rows[:first]
    more = view.switch(value, words.format(n=count(len(rows))), parameter)
    return shown, (more,) if len(rows) > first else ()


def arranged(rows: pd.DataFrame, search: str, order: str, columns: Sequence[Listed]) -> pd.DataFrame:
    """The rows any of whose cells has the words in it, capitals and small letters alike, in the order of a column (its
    key; after a minus sign from its end); rows that are alike there stay as they came, as all do where no column has
    that key.
    """
    if words := search.strip().casefold():
        each = rows.to_dict("records")
        rows = rows[[any(words in one.cell(row).text.casefold() for one in columns) for row in each]]
    for column in columns:
        if column.key == order.removeprefix("-"):
            keys = [*map(_key, column.values(rows))]
            return rows.iloc[sorted(range(len(rows)), key=keys.__getitem__, reverse=order.startswith("-"))]
    return rows


def section(
    head: Section, rows: pd.DataFrame, columns: Sequence[Listed], view: View, unfolds: tuple[str, str] = UNFOLDS
) -> Section:
    """The list with what arranges it, and what was found as a file, under `head`, whose caption is that of the table.
    `unfolds` is the parameter and value by which all rows are shown. Without rows, words that the viewer may see none.
    """
    if rows.empty:
        return replace(head, below=sentences.none_you_may_see(), caption="", logged="")
    search = view.given("search")
    order, beside = _order(columns, view), _columns(columns, view)
    drawn = [column for column in columns if column.key in (columns[0].key, *beside.chosen)]
    found = arranged(rows, search, order.chosen, columns)
    parameter, value = unfolds
    first, unfold = unfolded(range(min(len(found), ROWS_AT_MOST)), ROWS_AT_FIRST, value, _("Show {n}"), view, parameter)
    shown = found.iloc[: len(first)].to_dict("records")
    shown_of = _("{shown} of {n}").format(shown=count(len(shown)), n=count(len(rows)))
    arrange = (
        TextField("search", _("Search"), search, _("Search the list")),
        Popover(head.name, _("Order and columns"), (order, beside)),
        Words(" · ".join(filter(None, (shown_of, sentences.own_cases(view)))), kind="note"),
    )
    parts: tuple[Part, ...] = (
        table_of(head.caption, shown, {column.head: column.cell for column in drawn}),
        Row(f"files-{head.name}", (*unfold, Csv(head.name, numbers(found, drawn)))),
    )
    if not shown:
        words = _("Nothing in this list has ‘{words}’ in it.").format(words=search.strip())
        parts = (Words(words, kind="note"),)
    parts = (Row(f"{head.name}-arrange", arrange), *parts)
    return replace(head, parts=parts, caption="", cases=tuple(row["case_id"] for row in shown))


def numbers(rows: pd.DataFrame, columns: Sequence[Listed]) -> pd.DataFrame:
    """What a file holds of the rows: of each column that is shown its words, or its number unrounded."""
    return pd.DataFrame({column.key: column.values(rows) for column in columns}).reset_index(drop=True)


def _key(value: Any) -> Any:
    return in_order(value) if isinstance(value, str) else value


def _order(columns: Sequence[Listed], view: View) -> Choice:
    """The list of orders: as the rows came, and up and down by each column."""
    orders = {AS_GIVEN: _("Original order")}
    for column in columns:
        orders[column.key] = _("{column}, ascending").format(column=column.head.head)
        orders[f"-{column.key}"] = _("{column}, descending").format(column=column.head.head)
    chosen = view.chosen("order", orders, AS_GIVEN)
    return Choice("order", _("Order"), options(orders), chosen, AS_GIVEN, "list", label_visible=True)


def _columns(columns: Sequence[Listed], view: View) -> Several:
    """The columns that are shown beside the first, which names the rows."""
    heads = {column.key: column.head.head for column in columns[1:]}
    given = view.address.page.get("columns", ())
    return Several("columns", _("Columns"), options(heads), tuple(key for key in heads if not given or key in given))
