"""What the files of a delivery contain, told of every column, with an example of each file to fill in."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy import Column as OfTable
from sqlalchemy import Date, Integer

from documents.csv import csv
from documents.page import Folded, Live, Part
from documents.screen import File
from documents.sheet import Column, Phrase, Table, Words, table_of
from screen.frame import files
from screen.language.words import _
from screen.view.view import View
from store.case.tables import IN_ORDER, Moment
from store.imports.examples import examples

Described = tuple[OfTable[Any], str]  # a column and an example of its values


def told(view: View) -> Folded:
    """The description with the files, folded away."""
    words = _(
        "One CSV file for each table, named like it, in UTF-8 with commas. You can leave out files whose rows have not "
        "changed. Download an example, replace its rows with yours, and send it."
    )
    parts: tuple[Part, ...] = (Words(words, kind="note"), Live(partial(_files, view)), _table())
    return Folded("import-tables", _("What the files contain, with examples"), parts)


def _files(view: View) -> None:
    with st.container(horizontal=True, key="import-examples"):
        for name, rows in examples().items():
            make = partial(csv, pd.DataFrame(rows))
            # the log must not read as if rows of cases had been taken away
            file = File(f"{name}.csv", f"{name}.csv", make, f"imports/example/{name}.csv", plain=True)
            files.button(file, partial(view.note, "export"))


def _table() -> Table:
    columns: dict[Column, Callable[[Described], Phrase]] = {
        Column(_("File"), figures=False): lambda one: Phrase(f"{one[0].table.name}.csv"),
        Column(_("Column"), figures=False): lambda one: Phrase(
            one[0].name, after=_("part of the key") if one[0].primary_key else ""
        ),
        Column(_("Contains"), figures=False): lambda one: Phrase(_contains(one[0])),
        Column(_("May be empty"), figures=False): lambda one: Phrase(_("yes") if one[0].nullable else ""),
        Column(_("Example"), figures=False): lambda one: Phrase(one[1]),
    }
    return table_of(_("Columns of the files"), list(_described()), columns)


def _described() -> Iterator[Described]:
    made = examples()
    for table in IN_ORDER:
        yield from ((column, made[table.name][0][column.name]) for column in table.columns)


def _contains(column: OfTable[Any]) -> str:
    if known := column.info.get("codes"):
        return _("one of: {codes}").format(codes=", ".join(known))
    for key in column.foreign_keys:
        return _("{column} of {file}").format(column=key.column.name, file=f"{key.column.table.name}.csv")
    kinds = {Moment: _("a moment with its time zone"), Date: _("a day"), Integer: _("a whole number")}
    return kinds.get(type(column.type), _("text"))
